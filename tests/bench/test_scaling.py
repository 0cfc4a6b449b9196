"""The model of growth: the same at every run, and right where one can reckon it by hand."""

import math
from dataclasses import replace

import pytest

from bench.scaling.costs import Costs
from bench.scaling.model import Load, forecast

COSTS = Costs(
    publish=20e-6,
    deliver=10e-6,
    connection=25_000,
    redis_publish=30e-6,
    redis_receive=20e-6,
    redis_server_publish=20e-6,
    redis_server_deliver=2e-6,
    hop=100e-6,
    bare_hop=90e-6,
)
ROOMS = Load("rooms", machines=2, processes=4, connections=8_000, subscribers=1_000, messages=40)


def test_a_forecast_is_what_can_be_reckoned_by_hand() -> None:
    found = forecast(ROOMS, COSTS)
    # Every process has some of a thousand subscribers: 40 messages, each received, and written to 125.
    beats = 2 * 1_000 / 30 * COSTS.deliver
    assert found.process == pytest.approx(5 * 50e-6 + 40 * (20e-6 + 125 * 10e-6) + beats, rel=1e-6)
    assert found.redis_messages == pytest.approx(40 + 40 * 8)
    assert found.redis == pytest.approx(40 * 20e-6 + 40 * 8 * 2e-6)
    assert found.memory == 25_000_000
    assert found == forecast(ROOMS, COSTS)


def test_a_message_waits_at_least_for_its_own_fan_out_and_the_longer_the_busier_its_process() -> None:
    quiet, busy = forecast(ROOMS, COSTS), forecast(replace(ROOMS, messages=600), COSTS)
    assert 1270e-6 <= quiet.p99 < busy.p99
    assert math.isinf(forecast(replace(ROOMS, messages=1_000), COSTS).p99)


def test_small_topics_are_not_received_where_nobody_is() -> None:
    pairs = replace(ROOMS, machines=50, subscribers=2, messages=100)
    assert forecast(pairs, COSTS).redis_messages == pytest.approx(100 + 100 * 2, rel=0.01)
