"""Writes a point in time as the envelopes of real protocols want it."""

from datetime import UTC, datetime


def timestamp_of(now: float, unit: str) -> int | str:
    """Write seconds since the epoch: `ms` or `s` as an integer, `iso` as text (RFC 3339, UTC, milliseconds)."""
    if unit == "iso":
        return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return int(now) if unit == "s" else int(now * 1000)
