"""Request ids in whatever form a schema asks for."""

import re

import pytest
from chat_protocol import SUBSCRIBE_THREAD

from wsgen.runtime.core.dispatch import InvalidMessage, RequestId
from wsgen.runtime.core.request_ids import RequestIds


def accept(pattern: str, kind: type) -> tuple[list[RequestId], object]:
    tried: list[RequestId] = []

    def encode(request_id: RequestId) -> str:
        tried.append(request_id)
        if not isinstance(request_id, kind) or not re.fullmatch(pattern, str(request_id)):
            raise InvalidMessage(f"not {request_id}")
        return str(request_id)

    return tried, encode


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [("r[0-9]+", str), ("[0-9]+", int), ("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", str)],
)
def test_the_first_form_that_the_schema_accepts_is_kept(pattern: str, kind: type) -> None:
    tried, encode = accept(pattern, kind)
    ids = RequestIds(seed=2**128 - 2)
    written = [ids.write(SUBSCRIBE_THREAD, encode)[1] for _ in range(5)]  # type: ignore[arg-type]  # it is callable
    assert len(set(written)) == 5
    assert tried[-4:] == written[1:]


def test_when_no_form_is_accepted_the_first_refusal_is_told() -> None:
    _, encode = accept("never", str)
    with pytest.raises(InvalidMessage, match="not r1"):
        RequestIds(seed=0).write(SUBSCRIBE_THREAD, encode)  # type: ignore[arg-type]  # it is callable
