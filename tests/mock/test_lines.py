"""What is seen becomes one line each, which fits and does nothing to a terminal."""

import re

import pytest

from wsgen.diagnostics.excerpt import columns
from wsgen.instances.reading import Verdict
from wsgen.mock.lines import line
from wsgen.mock.seen import Closed, Frame, Opened, Remark, Seen
from wsgen.plan.protocol import Direction

UP, DOWN = Direction.CLIENT_TO_SERVER, Direction.SERVER_TO_CLIENT
OK = Verdict("m", is_valid=True, reason="", kind="valid")
BAD = Verdict("m", is_valid=False, reason="the schema of a_long_name rejects it", kind="invalid")
EVIL = '{"a": "\x1b[31m\u202e\u2028 界界界 \n\x00"}'
ALL: list[Seen] = [
    Opened(0.5, 1, "Chat", "/ws" + EVIL, None),
    Opened(0.5, 1, "Chat", "/ws", "v1" * 60),
    Frame(0.5, 999, UP, '{"type":"ping"}', "ping", OK),
    Frame(0.5, 1, DOWN, EVIL * 40, "a_very_long_name_of_a_message", BAD, note="wrong type"),
    Frame(0.5, 1, UP, b"\x00\x1b" * 90, None, BAD),
    Frame(0.5, 1, UP, "界" * 5_000_000, None, BAD),
    Closed(0.5, 1, 4408, EVIL * 9, DOWN),
    Remark(0.5, 1, EVIL * 9),
]


@pytest.mark.parametrize("width", [80, 41, 132, 1])
@pytest.mark.parametrize("seen", ALL, ids=lambda each: type(each).__name__)
def test_a_line_fits_and_does_nothing_to_a_terminal(seen: Seen, width: int) -> None:
    plain = line(seen, width, has_color=False)
    assert plain.isprintable() or "\u3000" in plain
    assert columns(plain) <= max(width, 40)
    assert re.sub(r"\x1b\[\d+m", "", line(seen, width, has_color=True)) == plain


def test_a_frame_shows_who_sent_what_and_what_it_is() -> None:
    text = line(Frame(0.5, 3, UP, '{"type":"ping","id":7}', "ping", OK), 80, has_color=False)
    assert re.sub(r" +", " ", text)[12:] == ' 3 → ping {"type":"ping","id":7} ok'
    text = line(Frame(0.5, 3, DOWN, "{}", "pong", BAD, note="lost"), 100, has_color=False)
    assert text.endswith(" lost, invalid: the schema of a_…")
