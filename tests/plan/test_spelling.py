import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsgen.plan.spelling import class_name, constant_name, method_name, singular

TABLE = [
    # spelled in the document, class, method
    ("SendMessage", "SendMessage", "send_message"),
    ("send_message", "SendMessage", "send_message"),
    ("send-message", "SendMessage", "send_message"),
    ("sendMessage", "SendMessage", "send_message"),
    ("task.open", "TaskOpen", "task_open"),
    ("join room", "JoinRoom", "join_room"),
    ("HTTPError", "HTTPError", "http_error"),
    ("PING", "Ping", "ping"),
    ("ORDER_PLACED", "OrderPlaced", "order_placed"),
    ("class", "Class", "class_"),
    ("none", "None_", "none"),
    ("24hrTicker", "N24hrTicker", "n24hr_ticker"),
    ("_private", "Private", "private"),
    ("café", "Cafe", "cafe"),
    ("名前.変更", "U540du524dU5909u66f4", "u540du524d_u5909u66f4"),
    ("🙂", "U1f642", "u1f642"),
    ("!!!", "U21u21u21", "u21u21u21"),
    ("", "Empty", "empty"),
    # Python itself would merge these two with `fi` and `a` (NFKC).
    ("ﬁ", "Ufb01", "ufb01"),
    ("ａ", "Uff41", "uff41"),
]


@pytest.mark.parametrize(("spelled", "as_class", "as_method"), TABLE)
def test_a_name_becomes_python(spelled: str, as_class: str, as_method: str) -> None:
    assert (class_name(spelled), method_name(spelled)) == (as_class, as_method)


def test_a_constant_is_written_large() -> None:
    assert constant_name("sendMessage") == "SEND_MESSAGE"


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("Messages", "Message"),
        ("Entries", "Entry"),
        ("Boxes", "Box"),
        ("Status", None),
        ("Address", None),
        ("Data", None),
        ("Is", None),
    ],
)
def test_only_a_plain_plural_has_a_singular(plural: str, one: str | None) -> None:
    assert singular(plural) == one


@given(st.text())
def test_every_text_becomes_a_legal_ascii_name(text: str) -> None:
    for name in (class_name(text), method_name(text), constant_name(text)):
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
