import keyword

from hypothesis import given
from hypothesis import strategies as st

from wsgen.diagnostics.location import Location
from wsgen.plan.settle import Claim, settle
from wsgen.plan.spelling import class_name

HERE = Location("spec.yml", 1, 1, 1, 1)
RESERVED = frozenset({"List", "Connection"})
# Few letters, so that names often become one.
NAMES = st.lists(st.text("aA_-b1", min_size=1, max_size=4), unique=True, max_size=8)


def claim(name: str, told: str | None = None) -> Claim:
    base = class_name(name)
    return Claim(name, f"#/{name}", name, (base, f"{base}Message"), told, f"message `{name}`", HERE)


def settled(*names: str) -> dict[str, str]:
    return {id_: str(name) for id_, name in settle([claim(each) for each in names], reserved=RESERVED).names.items()}


def test_the_one_that_is_spelled_so_already_keeps_the_name() -> None:
    names = settled("chat-note", "ChatNote", "chat_note")

    assert names["ChatNote"] == "ChatNote"
    assert names["chat-note"] == "ChatNoteMessage"
    assert names["chat_note"].startswith("ChatNote_")


def test_a_reserved_name_is_given_to_nobody() -> None:
    result = settle([claim("list")], reserved=RESERVED)

    assert result.names["list"] == "ListMessage"
    assert [each.code for each in result.diagnostics] == ["WSG502"]


def test_an_ordered_name_beats_every_other() -> None:
    result = settle([claim("ChatNote"), claim("note", told="ChatNote")], reserved=RESERVED)

    assert result.names == {"ChatNote": "ChatNoteMessage", "note": "ChatNote"}


def test_an_ordered_name_that_is_no_name_is_refused_and_the_natural_one_taken() -> None:
    result = settle([claim("note", told="import")], reserved=RESERVED)

    assert result.names["note"] == "Note"
    assert [each.code for each in result.diagnostics] == ["WSG504"]


def test_each_name_that_changed_has_a_note() -> None:
    result = settle([claim("chat-note"), claim("ChatNote")], reserved=RESERVED)

    assert [(each.code, each.message) for each in result.diagnostics] == [
        ("WSG501", "`ChatNote` is taken, so message `chat-note` is called `ChatNoteMessage`")
    ]


@given(NAMES)
def test_names_are_distinct_and_legal(spelled: list[str]) -> None:
    names = settled(*spelled)

    assert names.keys() == set(spelled)
    assert len(set(names.values())) == len(spelled)
    assert all(each.isidentifier() and not keyword.iskeyword(each) for each in names.values())
    assert not RESERVED & set(names.values())


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_decides_nothing(spelled: list[str], random: object) -> None:
    shuffled = list(spelled)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it as object-like Random

    assert settled(*spelled) == settled(*shuffled)


@given(NAMES, st.text("aA_-b1", min_size=1, max_size=4))
def test_another_claim_renames_nobody_but_who_wants_the_same_name(spelled: list[str], added: str) -> None:
    before = settled(*(each for each in spelled if each != added))
    after = settled(*dict.fromkeys([*spelled, added]))

    changed = {name for name in before if before[name] != after[name]}
    assert all(class_name(name) == class_name(added) for name in changed)
