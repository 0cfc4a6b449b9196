import inspect

from built import build, generate, load, ref
from schemas import TEXT, WHOLE, obj

from wsgen.plan.identifier import Identifier

HOSTILE = '"""\n\'); __import__("os")._exit(7) #{{7*7}}\\'


def test_hostile_text_is_inert_wherever_it_stands() -> None:
    schema = obj(
        {
            HOSTILE: {**TEXT, "description": HOSTILE, "default": HOSTILE},
            "type": {"const": HOSTILE},
            "e": {"enum": [HOSTILE, "x"]},
            "p": {**TEXT, "pattern": HOSTILE.replace("(", "")},
            "a": {"$ref": "#/$defs/Named"},
            "x": {**TEXT, "title": HOSTILE, "format": HOSTILE, "x-python-type": HOSTILE, "customTypePath": HOSTILE},
        },
        "type",
        description=HOSTILE,
        title=HOSTILE,
        customBasePath=HOSTILE,
    )
    made = generate({"Message": schema, "Named": {"enum": [HOSTILE], "description": HOSTILE}})
    module = load(made)
    model = module.Message(a=HOSTILE, e=HOSTILE)
    assert model.to_wire() == {"type": HOSTILE, "a": HOSTILE, "e": HOSTILE}
    assert inspect.getdoc(module.Message) == HOSTILE
    field = made.fields(Identifier("Message"))[0]
    assert (field.wire, field.python, getattr(model, field.python)) == (HOSTILE, "import___os__exit_7_7_7", HOSTILE)


def test_description_is_the_docstring() -> None:
    text = 'Before """\nPWNED = 1\n""" after\n\n    code  \\n\n  last'
    assert inspect.getdoc(build({"A": obj({"a": TEXT}, description=text)}).A) == text


WORDS = (
    "class from None async model_id model_dump_path model_dump model_config copy json schema validate dict int str "
    "list Any Literal Field Annotated UNSET Stash self cls id _id __id $ @type 1st a-b a_b Global global ﬁ fi ª "
    "名前 🙂 🙃 type annotations fields __init__ __class__ mro register property"
)


def test_names_that_mean_something_to_python_or_pydantic_are_fields_too() -> None:
    keys = [*WORDS.split(" "), "", " ", "\n"]
    schema = obj({key: WHOLE if position % 2 else TEXT for position, key in enumerate(keys)} | {"Stash": ref("Stash")})
    made = generate({"Message": schema, "Stash": obj({"size": WHOLE}, "size")})
    instance = {key: {"size": 2} if key == "Stash" else 1 if position % 2 else "x" for position, key in enumerate(keys)}
    module = load(made)
    model = module.Message.model_validate(instance)
    assert model.to_wire() == instance
    assert isinstance(model.Stash_, module.Stash)
    fields = made.fields(Identifier("Message"))
    assert module.Message(
        **{each.python: instance[each.wire] for each in fields if each.wire != "Stash"}
    ).to_wire() == {key: value for key, value in instance.items() if key != "Stash"}
