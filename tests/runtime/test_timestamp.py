"""Time stamps of envelopes."""

import pytest

from wsgen.runtime.timestamp import timestamp_of


@pytest.mark.parametrize(
    ("unit", "written"), [("ms", 1_700_000_000_250), ("s", 1_700_000_000), ("iso", "2023-11-14T22:13:20.250Z")]
)
def test_a_time_is_written_in_the_envelopes_unit(unit: str, written: object) -> None:
    assert timestamp_of(1_700_000_000.25, unit) == written
