import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from built import build, generate, ref, same
from jsonschema import Draft7Validator
from pydantic import ValidationError
from schemas import NULL, SHARED, TEXT, WHOLE, obj

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "cases"

PRINT = """
import sys
sys.path[:0] = {path!r}
from built import generate
from schemas import SHARED, TABLE
made = generate({{**SHARED, **{{f"Case{{number}}": schema for number, (schema, _) in enumerate(TABLE.values())}}}})
sys.stdout.buffer.write("\\n".join((*made.imports, made.source)).encode())
"""


def test_surroundings_do_not_change_a_byte(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 20\n[tool.ruff]\nline-length = 20\n[tool.isort]\nforce_single_line = true\n"
        "[tool.datamodel-codegen]\nsnake-case-field = true\nenum-field-as-literal = 'none'\n",
        encoding="utf-8",
    )
    (tmp_path / ".style.yapf").write_text("[style]\ncolumn_limit = 20\n", encoding="utf-8")
    (tmp_path / "datamodel_code_generator.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    (tmp_path / "quiet").mkdir()
    script = PRINT.format(path=[str(Path(__file__).parent), str(ROOT)])
    outputs = set()
    for folder, hash_seed, locale in ((tmp_path / "quiet", "0", "C.UTF-8"), (tmp_path, "1", "C")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "TZ": "Asia/Tokyo"}
        command = [sys.executable, "-P", "-W", "error", "-c", script]
        outputs.add(subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("number", ["001", "003", "005", "007", "009", "011", "013", "017", "059", "061", "063", "065",
    "067", "069", "071", "083", "085", "087", "089", "091", "093", "095", "097", "099", "103"])  # fmt: skip
def test_reported_cases_are_right(number: str) -> None:
    folder = next(iter(CASES.glob(f"{number}-*")), None)
    if folder is None:
        pytest.skip(f"the reported cases are not at {CASES}")
    yaml: Any = pytest.importorskip("yaml")
    document = yaml.safe_load((folder / "spec.yml").read_text(encoding="utf-8"))
    text = json.dumps(document["components"])
    for kind in ("schemas", "messages"):
        text = text.replace(f"#/components/{kind}/", "#/$defs/")
    components = json.loads(text)
    named = {**components.get("schemas", {}), **{k: v["payload"] for k, v in components["messages"].items()}}
    names = {name: f"N{position}" for position, name in enumerate(named)}
    text = json.dumps(named)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(json.dumps(f"#/$defs/{name}"), json.dumps(f"#/$defs/{names[name]}"))
    schemas = {names[name]: schema for name, schema in json.loads(text).items()}
    module = build(schemas)
    for each in json.loads((folder / "instances.json").read_text(encoding="utf-8")):
        name = names[each["message"]]
        # Where the wider model accepts, the schema has refused already; a valid one must never be refused.
        if Draft7Validator({"$defs": schemas, **ref(name)}).is_valid(each["payload"]):
            assert same(getattr(module, name).model_validate(each["payload"]).to_wire(), each["payload"])
        elif each["why"].startswith("B: python-side names"):
            with pytest.raises(ValidationError):
                getattr(module, name).model_validate(each["payload"])


USE = """
from typing import Any, assert_type

from generated.models import Cat, Dog, Human, Message, Stash

message = Message(thread_id=1, content="x", class_="c", limit=None, pet=Dog(kind="wolf"), retries=3, int_=1, json_=[1])
assert_type(message.class_, str)
assert_type(message.limit, int | None)
assert_type(message.retries, int)
assert_type(message.pet, Cat | Dog | None)
assert_type(message.to_wire(), dict[str, Any])
Cat()
Human(id=1, name="n", kids={"a": Human(id=2, name="m")}, Stash_=Stash(size=1))
"""
WRONG = """
from generated.models import Message

Message(thread_id="1", content="x", class_="c")
Message(thread_id=1, class_="c")
Message(thread_id=1, content="x", class_="c", nope=1)
Message(thread_id=1, content="x", class_=None)
"""


def test_type_checkers_know_the_constructors(tmp_path: Path) -> None:
    made = generate(
        {
            "Message": obj(
                {
                    "type": {"const": "m"},
                    "thread_id": WHOLE,
                    "content": TEXT,
                    "class": TEXT,
                    "limit": WHOLE,
                    "retries": {**WHOLE, "default": 2},
                    "int": WHOLE,
                    "json": ref("Json"),
                    "loose": ref("Loose"),
                    "pet": {"anyOf": [ref("Cat"), ref("Dog"), NULL]},
                },
                *("type", "thread_id", "content", "class"),
            ),
            "Cat": SHARED["Cat"],
            "Dog": obj({"kind": {"enum": ["dog", "wolf"]}, "owner": ref("Message")}, "kind"),
            "Entity": obj({"id": WHOLE, "owner": ref("Human")}, "id"),
            "Human": {
                "allOf": [
                    ref("Entity"),
                    obj(
                        {
                            "name": TEXT,
                            "kids": {"additionalProperties": ref("Human"), "type": "object"},
                            "Stash": ref("Stash"),
                        },
                        "name",
                    ),
                ]
            },
            "Stash": obj({"size": WHOLE}, "size"),
            "Json": SHARED["Json"],
            "Loose": {"properties": {"a": WHOLE}},
            "Pet": {"oneOf": [ref("Cat"), ref("Dog")]},
        }
    )
    package = tmp_path / "generated"
    (package / "_runtime").mkdir(parents=True)
    for name in ("__init__.py", "py.typed", "_runtime/__init__.py"):
        (package / name).write_text("", encoding="utf-8")
    for name in ("exact.py", "wire.py", "wire_root.py"):
        (package / "_runtime" / name).write_bytes((ROOT / "wsgen" / "runtime" / name).read_bytes())
    (package / "models.py").write_text("\n".join((*made.imports, "", made.source)), encoding="utf-8")
    (tmp_path / "use.py").write_text(USE, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    settings = {"include": ["."], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True)

    imported = run("-W", "error", "-c", "import use")
    assert imported.returncode == 0, imported.stderr
    mypy = run("-m", "mypy", "--strict", "generated", "use.py")
    assert mypy.returncode == 0, mypy.stdout
    wrong = run("-m", "mypy", "--strict", "wrong.py")
    assert [int(line.split(":")[1]) for line in wrong.stdout.splitlines() if ": error:" in line] == [4, 5, 6, 7]
    pyright = run("-m", "pyright", "--pythonpath", sys.executable, "--outputjson")
    found = json.loads(pyright.stdout)["generalDiagnostics"]
    assert {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in found} == {
        ("wrong.py", line) for line in (4, 5, 6, 7)
    }
