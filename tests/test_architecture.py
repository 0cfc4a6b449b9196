"""Keeps the rules of docs/architecture.md; its tables are read from there, so that there is one place to change."""

import ast
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from vulture import Vulture

from wsgen.cli import COMMANDS
from wsgen.plan.extensions import EXTENSIONS
from wsgen.settings_table import SETTINGS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "wsgen"
PAGE = (ROOT / "docs" / "architecture.md").read_text()
BANNED_NAMES = {"utils", "helpers", "common", "base", "manager", "data", "info"}


def table(heading: str, number: int = 0) -> list[list[str]]:
    """The rows of one Markdown table under `heading`, without its header; cells lose their backticks."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    tables = re.findall(r"(?:^\|.*\n)+", f"{section}\n", re.MULTILINE)
    rows = [line.strip().strip("|").split("|") for line in tables[number].splitlines()]
    return [[cell.strip().replace("`", "") for cell in row] for row in rows[2:]]


def words(cell: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", cell) if word and word != "–"]


class Module:
    """One Python file of the compiler, parsed once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        self.is_package = path.name == "__init__.py"
        self.text = path.read_text()
        self.tree = ast.parse(self.text)

    def __repr__(self) -> str:
        return self.name

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every module it imports, also under TYPE_CHECKING and inside functions, as absolute dotted names."""
        base = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = base[: len(base) - node.level + 1] if node.level else []
                target = ".".join([*start, *([node.module] if node.module else [])])
                # `from . import x` may mean the module x.
                for alias in node.names:
                    full = f"{target}.{alias.name}"
                    yield (full if full in NAMES else target), node.lineno


FILES = sorted(PACKAGE.rglob("*.py"))
NAMES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES}
MODULES = [Module(path) for path in FILES]
COMPILER = [module for module in MODULES if not module.name.startswith("wsgen.runtime")]


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def within(name: str, allowed: list[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in allowed)


def test_every_module_imports_only_what_its_row_allows() -> None:
    groups = {row[0]: words(row[1]) for row in table("Who may import whom", 1)}
    rows = {
        row[0]: [each for word in words(row[1]) for each in groups.get(word, [word])]
        for row in table("Who may import whom")
    }
    faults = []
    for module in MODULES:
        owner = max((row for row in rows if within(module.name, [row])), key=len)
        # Below `wsgen` and `wsgen.spec` themselves lies everything: they allow only what they name.
        own = (
            [owner] if owner.count(".") > 1 or owner in {"wsgen.diagnostics", "wsgen.runtime", "wsgen.commands"} else []
        )
        for target, line in module.imports():
            if target == "wsgen" and "wsgen" in rows[owner]:
                continue
            allowed = [each for each in (*rows[owner], *own) if each != "wsgen"]
            if target.split(".")[0] == "wsgen" and target != module.name and not within(target, allowed):
                faults.append(f"{module.path.relative_to(ROOT)}:{line} imports {target}")
    assert not faults, "\n".join(faults)


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module.name: {target for target, _ in module.imports() if target in NAMES and target != module.name}
        for module in MODULES
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name in done:
            return
        for target in sorted(graph[name]):
            visit(target, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_each_library_has_one_importing_module() -> None:
    owners = {row[0]: words(row[1]) for row in table("One library, one importing module")}
    faults = []
    for module in COMPILER:
        for target, line in module.imports():
            library = target.split(".")[0]
            if library in owners and not within(module.name, owners[library]):
                faults.append(f"{module.path.relative_to(ROOT)}:{line} imports {library}")
            if library not in owners and library != "wsgen" and library not in STANDARD:
                faults.append(f"{module.path.relative_to(ROOT)}:{line} {library} has no row in docs/architecture.md")
    assert not faults, "\n".join(faults)


STANDARD = sys.stdlib_module_names

OUTSIDE = {
    "disk": {
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rename",
        "replace_file",
        "iterdir",
        "rglob",
        "glob",
        "exists",
        "is_file",
        "is_dir",
        "stat",
        "rmdir",
        "touch",
        "symlink_to",
    },
    "clock": {"time.time", "time.monotonic", "time.perf_counter", "datetime.now", "datetime.utcnow", "date.today"},
    "environment": {"os.environ", "os.getenv", "locale.getlocale"},
    "working folder": {"os.getcwd", "Path.cwd", "os.chdir"},
    "print": {"print", "sys.stdout", "sys.stderr"},
    "eval": {"eval", "exec", "__import__", "compile_code"},
}


def outside_uses(module: Module) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(module.tree):
        dotted = ast.unparse(node) if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else None
            method = node.func.attr if isinstance(node.func, ast.Attribute) else None
            for kind in ("disk", "print", "eval"):
                if called in OUTSIDE[kind] or (kind == "disk" and method in OUTSIDE[kind]):
                    yield kind, str(called or method), node.lineno
        if dotted:
            for kind in ("clock", "environment", "working folder", "print"):
                if dotted in OUTSIDE[kind]:
                    yield kind, dotted, node.lineno


def test_disk_clock_environment_and_terminal_are_touched_only_where_the_table_says() -> None:
    allowed = {row[0]: words(row[1]) for row in table("What touches the world")}
    assert set(allowed) == set(OUTSIDE)
    faults = [
        f"{module.path.relative_to(ROOT)}:{line} {kind}: {what}"
        for module in COMPILER
        for kind, what, line in outside_uses(module)
        if not within(module.name, allowed[kind])
    ]
    assert not faults, "\n".join(faults)


def test_every_dataclass_is_frozen_and_slotted() -> None:
    exceptions = {row[0] for row in table("State that lives in time")}
    faults = []
    for module in MODULES:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                if "dataclass" in text and not ("frozen=True" in text and "slots=True" in text):
                    if f"{module.name}.{node.name}" not in exceptions:
                        faults.append(f"{module.path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not faults, "\n".join(faults)


def test_no_module_level_value_changes() -> None:
    faults = []
    for module in MODULES:
        for node in module.tree.body:
            value = getattr(node, "value", None) if isinstance(node, ast.Assign | ast.AnnAssign) else None
            mutable = isinstance(value, ast.List | ast.Set | ast.Dict | ast.ListComp | ast.SetComp | ast.DictComp)
            target = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target) if value else ""
            final = isinstance(node, ast.AnnAssign) and "Final" in ast.unparse(node.annotation)
            if mutable and not final and target != "__all__":
                faults.append(f"{module.path.relative_to(ROOT)}:{node.lineno} {target}")
    assert not faults, "\n".join(faults)


def test_no_version_number_is_compared_right_of_the_upgrade() -> None:
    pattern = re.compile(r"""["'][23]\.\d(\.\d)?["']""")
    faults = [
        f"{module.path.relative_to(ROOT)}:{number}"
        for module in COMPILER
        if within(module.name, ["wsgen.plan", "wsgen.code", "wsgen.pipeline", "wsgen.commands"])
        for number, line in enumerate(module.text.splitlines(), start=1)
        if pattern.search(line) and "init" not in module.name
    ]
    assert not faults, "\n".join(faults)


def test_the_core_of_the_runtime_has_no_io() -> None:
    faults = []
    for module in MODULES:
        if not within(module.name, ["wsgen.runtime.core"]):
            continue
        for target, line in module.imports():
            if target.split(".")[0] in {"asyncio", "time", "socket", "threading", "websockets", "datetime"}:
                faults.append(f"{module.path.relative_to(ROOT)}:{line} imports {target}")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Await | ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith):
                faults.append(f"{module.path.relative_to(ROOT)}:{node.lineno} waits")
    assert not faults, "\n".join(faults)


def test_the_runtime_imports_nothing_of_the_compiler_and_nothing_optional() -> None:
    allowed = {"pydantic", "pydantic_core", "jsonschema_rs", "websockets", "typing_extensions"}
    faults = [
        f"{module.path.relative_to(ROOT)}:{line} imports {target}"
        for module in MODULES
        if within(module.name, ["wsgen.runtime"])
        for target, line in module.imports()
        if not within(target, ["wsgen.runtime"])
        and target.split(".")[0] not in allowed
        and target.split(".")[0] not in STANDARD
    ]
    assert not faults, "\n".join(faults)


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    doc = ast.get_docstring(node, clean=False)
    first = node.body[0]
    return (node.end_lineno or 0) - node.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if doc else 0)


def sizes() -> Iterator[tuple[str, int, int]]:
    """What has a size, its size, and the limit."""
    for module in MODULES:
        place = str(module.path.relative_to(ROOT))
        yield place, len(module.text.splitlines()), 300
        for node in functions(module):
            yield f"{place}:{node.name}", length(node), 50
            positional = [each for each in node.args.posonlyargs + node.args.args if each.arg not in {"self", "cls"}]
            yield f"{place}:{node.name}()", len(positional), 5
    for path in sorted((ROOT / "templates").rglob("*.jinja")):
        yield str(path.relative_to(ROOT)), len(path.read_text().splitlines()), 80


def test_sizes_stay_within_their_limits_or_stand_in_the_table_with_a_reason() -> None:
    exceptions = {row[0]: int(row[1]) for row in table("Larger than the limits")}
    faults = []
    seen = set()
    for name, size, limit in sizes():
        if name in exceptions:
            seen.add(name)
            if size > exceptions[name]:
                faults.append(f"{name} grew from {exceptions[name]} to {size}")
            elif size <= limit:
                faults.append(f"{name} needs no exception any more")
        elif size > limit:
            faults.append(f"{name}: {size} > {limit}")
    faults += [f"{name} is not there any more" for name in exceptions if name not in seen]
    assert not faults, "\n".join(faults)


def test_every_module_starts_with_one_sentence_and_every_public_thing_is_documented() -> None:
    faults = []
    for module in MODULES:
        place = module.path.relative_to(ROOT)
        doc = ast.get_docstring(module.tree)
        # An empty __init__.py marks a folder as a package and says nothing.
        if module.text.strip() and not (doc and doc.splitlines()[0].endswith(".")):
            faults.append(f"{place}: no first sentence")
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
                "_"
            ):
                if not ast.get_docstring(node):
                    faults.append(f"{place}:{node.lineno} {node.name}")
    assert not faults, "\n".join(faults)


def test_no_file_has_a_name_that_says_nothing_and_no_todo_lacks_an_issue() -> None:
    faults = [str(module) for module in MODULES if module.path.stem.strip("_") in BANNED_NAMES]
    for module in MODULES:
        for number, line in enumerate(module.text.splitlines(), start=1):
            if re.search(r"#.*\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line):
                faults.append(f"{module.path.relative_to(ROOT)}:{number} {line.strip()}")
    assert not faults, "\n".join(faults)


def test_packages_only_re_export() -> None:
    faults = []
    for module in MODULES:
        if not module.is_package or module.name == "wsgen":
            continue
        for node in module.tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) and "__all__" not in ast.unparse(node):
                faults.append(f"{module.path.relative_to(ROOT)}:{node.lineno}")
        exported = {
            alias.asname or alias.name
            for node in module.tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        listed = next(
            (
                set(ast.literal_eval(node.value))
                for node in module.tree.body
                if isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in ast.unparse(node)
            ),
            set(),
        )
        if exported != listed:
            faults.append(f"{module.path.relative_to(ROOT)}: __all__ is not what it imports")
    assert not faults, "\n".join(faults)


def test_every_file_stands_in_the_folder_table() -> None:
    listed = {row[0] for row in table("Folders and files")}
    missing = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.name != "__init__.py" and str(path.relative_to(ROOT)) not in listed
    ]
    gone = [each for each in listed if not (ROOT / each).exists()]
    assert (missing, gone) == ([], [])


def test_no_public_name_of_the_compiler_is_unused() -> None:
    """A sieve: a top-level name that is mentioned once in the whole repository is only defined."""
    text = "\n".join(
        path.read_text()
        for folder in ("wsgen", "tests", "templates", "scripts", "bench", "examples")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".jinja"} and "golden" not in path.parts
    )
    mentions = Counter(re.findall(r"\w+", text))
    faults = []
    for module in MODULES:
        for node in module.tree.body:
            definition = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if definition and mentions[node.name] < 2:
                faults.append(f"{module.path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.jinja")), ids=lambda path: path.name)
def test_templates_decide_nothing(path: Path) -> None:
    text = path.read_text()
    tags = re.findall(r"{{.*?}}|{%.*?%}", text, re.DOTALL)
    deciding = [tag for tag in tags if "|" in tag or re.match(r"{%-?\s*(set|macro|filter|call)\b", tag)]
    assert not deciding, "a template only loops, tests a ready value and includes"


def test_no_machine_or_workplace_is_named() -> None:
    """Paths of a machine and addresses of package registries don't belong into a project."""
    pattern = re.compile(r"(?<![\w.])/(home|work|root|Users)/\w|registry\.npmjs|pypi\.org/simple|files\.pythonhosted")
    faults = []
    for folder in ("wsgen", "tests", "templates", "scripts", "docs", "requirements", "bench", "examples", "asyncapi"):
        for path in sorted((ROOT / folder).rglob("*")):
            text_file = path.is_file() and path.suffix in {
                ".py",
                ".md",
                ".txt",
                ".yml",
                ".toml",
                ".sh",
                ".jinja",
                ".json",
            }
            if text_file and path != Path(__file__) and pattern.search(path.read_text(errors="replace")):
                faults.append(str(path.relative_to(ROOT)))
    assert not faults, "\n".join(faults)


def test_every_setting_and_every_extension_is_read_somewhere() -> None:
    """A key that is checked and documented but decides nothing would be a promise that isn't kept."""
    attributes = {
        node.attr
        for module in COMPILER
        if module.name != "wsgen.settings"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings")
    }
    unread = [each.name for each in SETTINGS if each.name.replace(".", "_").replace("-", "_") not in attributes]
    texts = [module.text for module in COMPILER if module.name not in {"wsgen.plan.extensions", "wsgen.settings_table"}]
    unread += [each.name for each in EXTENSIONS if not any(f'"{each.name}"' in text for text in texts)]
    assert not unread


def test_every_template_is_rendered() -> None:
    folder = ROOT / "templates"
    templates = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.jinja")}
    writers = ["wsgen.code", "wsgen.browser", "wsgen.docs", "wsgen.rust"]
    code = "\n".join(module.text for module in COMPILER if within(module.name, writers))
    included = {name for text in templates.values() for name in re.findall(r"{%-?\s*include\s+[\"']([^\"']+)", text)}
    assert [name for name in templates if name not in included and f'"{name}"' not in code] == []
    assert included <= templates.keys()


def test_every_value_that_a_view_prepares_is_in_a_template() -> None:
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.jinja"))
    used = set(re.findall(r"\.(\w+)", "".join(re.findall(r"{{.*?}}|{%.*?%}", templates, re.DOTALL))))
    # Some are there for another view.
    views = [module for module in COMPILER if within(module.name, ["wsgen.code.view"])]
    used |= {node.attr for module in views for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    faults = [
        f"{module.path.relative_to(ROOT)}:{field.lineno} {node.name}.{field.target.id}"
        for module in views
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("View")
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id not in used
    ]
    assert not faults, "\n".join(faults)


def test_every_command_has_a_module_a_page_and_tests_of_its_own() -> None:
    pages = (ROOT / "docs" / "commands.md").read_text()
    for name in COMMANDS:
        file = name.replace("-", "_").replace(" ", "_")
        assert f"wsgen.commands.{file}" in NAMES
        assert (ROOT / "tests" / "commands" / f"test_{file}.py").exists(), name
        assert f"\n## wsgen {name}\n" in pages


# Names of types that stand in quotes, and a parameter that a protocol of the library's demands.
SEEMS_UNUSED = [
    *("ClientProtocol", "GenerateConfigDict", "HeadersLike"),
    *("attempt", "by", "delay", "ignore_subscribe_messages", "kwargs", "raise_on_error", "transaction"),
]


def test_vulture_finds_no_dead_code() -> None:
    vulture = Vulture(ignore_names=SEEMS_UNUSED)
    vulture.scavenge([ROOT / folder for folder in ("wsgen", "scripts", "bench", "examples")])
    dead = [
        f"{each.filename}:{each.first_lineno} {each.message}" for each in vulture.get_unused_code(min_confidence=80)
    ]
    assert not dead, "\n".join(dead)


TYPESCRIPT = {
    str(path.relative_to(ROOT / "frontend")): path.read_text()
    for folder in ("console", "elements", "runtime")
    for path in sorted((ROOT / "frontend" / folder).glob("*.ts"))
}
IMPORTED = re.compile(r'\b(?:from|import) "([^"]+)"')
# In code alone: comments begin their lines here.
WORLD = {
    "WebSocket": r"\bWebSocket\b(?!Class)",
    "clock": r"\b(?:setTimeout|setInterval|requestAnimationFrame|performance|Date\.now)\b|new Date\(\)",
    "page": r"\b(?:document|location|navigator|localStorage|sessionStorage|fetch)\b[.(]|\bglobalThis\b",
    "random": r"\bMath\.random\b|\bcrypto\.",
    "console": r"\bconsole\.",
    "code from text": r"\beval\(|\bnew Function\b|\bFunction\(",
}


def statements(text: str) -> Iterator[str]:
    """The lines of a TypeScript module that are no comment, without their strings."""
    for line in text.splitlines():
        if not re.match(r"\s*(//|/\*|\*)", line):
            yield re.sub(r'"[^"]*"|`[^`]*`', '""', line)


def test_every_typescript_file_stands_in_the_table() -> None:
    listed = {row[0].removeprefix("frontend/") for row in table("JavaScript", 2)}
    assert sorted(TYPESCRIPT.keys() - listed) == []


def test_typescript_imports_only_what_its_folders_row_allows() -> None:
    allowed = {row[0]: {row[0], *words(row[1])} for row in table("JavaScript")}
    faults = []
    for name, text in TYPESCRIPT.items():
        folder = name.split("/")[0]
        for target in IMPORTED.findall(text):
            module = os.path.normpath(f"{folder}/{target}") if target.startswith(".") else target
            if module.split("/")[0] not in allowed[folder]:
                faults.append(f"frontend/{name} imports {target}")
    assert not faults, "\n".join(faults)


def test_typescript_modules_do_not_import_each_other_in_a_circle() -> None:
    graph = {
        name: {
            os.path.normpath(f"{name.split('/')[0]}/{target}").removesuffix(".js") + ".ts"
            for target in IMPORTED.findall(text)
            if target.startswith(".")
        }
        for name, text in TYPESCRIPT.items()
    }
    rest = dict(graph)
    while free := [name for name, targets in rest.items() if not targets & rest.keys()]:
        for name in free:
            del rest[name]
    assert sorted(rest) == []


def test_the_browsers_runtime_touches_the_world_only_where_the_table_says() -> None:
    places = {row[0]: set(words(row[1])) for row in table("JavaScript", 1)}
    found: dict[str, set[str]] = {what: set() for what in WORLD}
    for name, text in TYPESCRIPT.items():
        for line in statements(text) if name.startswith("runtime/") else ():
            for what, pattern in WORLD.items():
                if re.search(pattern, line):
                    found[what].add(name)
    assert found == {what: places.get(what, set()) for what in WORLD}


def test_typescript_stays_within_the_limits_too() -> None:
    faults = [f"frontend/{name}: {size}" for name, text in TYPESCRIPT.items() if (size := text.count("\n")) > 300]
    for name, text in TYPESCRIPT.items():
        # A function begins with a brace at the end of a line, and ends with one at the same depth.
        for begin in re.finditer(r"^( *)(?:[^\s/*].*)?\) ?(?::[^;{}]*)?(?:=> )?\{$", text, re.MULTILINE):
            end = text.find(f"\n{begin[1]}}}", begin.end())
            if end >= 0 and text.count("\n", begin.end(), end) > 50 and not begin[0].lstrip().startswith(("for", "if")):
                faults.append(f"frontend/{name}: {begin[0].strip()}")
    assert not faults, "\n".join(faults)
