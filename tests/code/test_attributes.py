import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsgen.code.attributes import attributes


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["type", "thread_id", "threadId", "model_id"], ["type", "thread_id", "threadId", "model_id"]),
        (["class", "None", "async"], ["class_", "None_", "async_"]),
        (["class", "class_"], ["class__", "class_"]),
        (["id", "_id", "__id"], ["id", "id_", "id__"]),
        (["_id", "id"], ["id_", "id"]),
        (["Global", "global", "Import"], ["Global", "global_", "Import"]),
        (["int", "str", "Any", "Field"], ["int_", "str_", "Any_", "Field_"]),
        (["copy", "json", "model_dump", "mro", "register"], ["copy_", "json_", "model_dump_", "mro_", "register_"]),
        (["a-b", "a.b", "a_b", "a b"], ["a_b_", "a_b__", "a_b", "a_b___"]),
        (["1st", "", " ", "$", "@type", "a$"], ["field_1st", "blank", "u_20", "u_24", "type", "a"]),
        (["名前", "🙂", "🙃"], ["名前", "u_1f642", "u_1f643"]),
        (["ﬁ", "fi", "ª"], ["fi_", "fi", "a"]),
        (["self", "cls"], ["self_", "cls_"]),
        (["__init__", "__class__"], ["init", "class_"]),
        (["match", "case", "print"], ["match", "case", "print"]),
    ],
)
def test_attributes_are_the_keys_where_they_can_be(keys: list[str], expected: list[str]) -> None:
    assert list(attributes(keys, ()).items()) == list(zip(keys, expected, strict=True))


def test_a_name_that_the_types_use_is_not_an_attribute() -> None:
    assert attributes(["Stash", "size"], {"Stash"}) == {"Stash": "Stash_", "size": "size"}


@given(st.lists(st.text(max_size=4), unique=True, max_size=12), st.sets(st.sampled_from(["a", "b", "A_"])))
def test_attributes_are_legal_and_never_shared(keys: list[str], taken: set[str]) -> None:
    found = attributes(keys, taken)
    names = list(found.values())
    assert list(found) == keys
    assert len({unicodedata.normalize("NFKC", name) for name in names}) == len(keys)
    assert not taken.intersection(names)
    for name in names:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")


@given(st.lists(st.text(st.sampled_from("ab_-1"), max_size=3), unique=True, max_size=8), st.text(max_size=3))
def test_a_key_that_comes_last_renames_none_that_could_be_itself(keys: list[str], key: str) -> None:
    before, after = attributes(keys, ()), attributes([*keys, key], ())
    assert all(after[each] == each for each in keys if before[each] == each)
