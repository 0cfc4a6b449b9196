"""What holds servers to a document holds mocks of it to it, and finds nothing."""

import pytest
from serving_mocks import ROOT, chat, served

from wsgen.commands.contract_sources import Sources
from wsgen.commands.fuzz import Request as FuzzRequest
from wsgen.commands.fuzz import fuzz
from wsgen.commands.outcome import Answer
from wsgen.commands.pact_verify import Request, pact_verify
from wsgen.commands.project import Arguments
from wsgen.commands.provider import Asked
from wsgen.mock.conduct import Conduct
from wsgen.mock.seen import Frame
from wsgen.options import FuzzFormat


def fuzzed(url: str, seconds: float, frames: int) -> tuple[Answer, str]:
    server = Asked(None, url, ("token=a",))
    request = FuzzRequest(server, 1, seconds, frames, "failures", FuzzFormat.TEXT, 80, lambda _, __: None)
    outcome = fuzz(Arguments(ROOT), request, lambda _: None, has_color=False)
    return outcome.answer, outcome.out


def test_contracts_hold_with_a_mock_at_its_usual_pace() -> None:
    with served(chat(), conduct=Conduct(1, pause=0.05, interval=0.1)) as mock:
        sources = Sources((), "", "", None)
        request = Request(sources, Asked(None, mock.url, ("token=a",)))
        outcome = pact_verify(Arguments(ROOT), request, lambda _: None, has_color=False)
        assert outcome.answer is Answer.YES, outcome.out
        assert all(each.verdict.is_valid for each in mock.answers)


def test_fuzzing_a_mock_finds_nothing() -> None:
    with served(chat(), conduct=Conduct(1, interval=0.1)) as mock:
        answer, told = fuzzed(mock.url, 20, 70)
        assert answer is Answer.YES, told
        refused = [each for each in mock.seen if isinstance(each, Frame) and not each.verdict.is_valid]
        assert len(refused) > 20
        assert all(each.verdict.is_valid for each in mock.answers)


@pytest.mark.slow
def test_fuzzing_a_mock_for_a_minute_finds_nothing() -> None:
    with served(chat(), conduct=Conduct(1, pause=0.01, interval=0.5)) as mock:
        answer, told = fuzzed(mock.url, 60, 1_000_000)
        assert answer is Answer.YES, told
