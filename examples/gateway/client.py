"""A gateway without asyncio: measures, reports, obeys, and keeps what it can't report: `python client.py`."""

import argparse
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from plant_ws import PlantClientSync, RequestLost, Unauthorized, Unreachable
from plant_ws.models import Reading, Switch


@dataclass
class Boiler:
    """Gets warmer, and with the fan on cooler."""

    celsius: float = 64.0
    has_fan: bool = False

    def measure(self) -> float:
        """Degrees, a moment later."""
        self.celsius += -3.0 if self.has_fan else 3.0
        return self.celsius


class Gateway:
    """What waits to be reported, and the devices."""

    def __init__(self, plant: PlantClientSync) -> None:
        self._plant = plant
        self._boiler = Boiler()
        # A week without a network, at one reading a minute.
        self._waiting: deque[Reading] = deque(maxlen=10_000)
        self._number = 0

    def work(self, rounds: int, pause: float) -> None:
        """Measure and report so many times; between two rounds, do what the server wants."""
        with self._plant.messages() as orders:
            for _ in range(rounds):
                self._measure()
                self._report()
                try:
                    order = orders.receive(timeout=pause)
                except TimeoutError:
                    continue
                if isinstance(order, Switch):
                    self._obey(order)
            while self._waiting:
                time.sleep(pause)
                self._report()

    def _measure(self) -> None:
        # Grows also over restarts, without a file to keep it in.
        self._number = max(self._number + 1, time.time_ns() // 1_000_000)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        read = {"number": self._number, "device": "boiler", "celsius": self._boiler.measure(), "at": now}
        self._waiting.append(Reading.model_validate(read))

    def _report(self) -> None:
        """Hand over the oldest hundred; what isn't stored for certain is kept, and reported again."""
        readings = list(self._waiting)[:100]
        try:
            stored = self._plant.report(readings=readings, timeout=1)
        except (RequestLost, TimeoutError):
            print(f"not reported, {len(self._waiting)} kept", flush=True)
            return
        while self._waiting and self._waiting[0].number <= stored.up_to:
            self._waiting.popleft()
        print(f"{len(readings)} stored, {readings[-1].celsius:.0f} °C", flush=True)

    def _obey(self, order: Switch) -> None:
        self._boiler.has_fan = order.is_on
        self._plant.switched(device=order.device, is_on=order.is_on)
        print(f"{order.device} {'on' if order.is_on else 'off'}", flush=True)


def main() -> None:
    """Read from the command line where the server is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="ws://localhost:8003")
    parser.add_argument("--key", default="key-of-boiler-room")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two rounds")
    arguments = parser.parse_args()
    address = f"{arguments.url}/gateways/{{gateway}}"
    try:
        with PlantClientSync(address, gateway="boiler-room", x_gateway_key=arguments.key) as plant:
            Gateway(plant).work(arguments.rounds, arguments.pause)
    except (Unauthorized, Unreachable) as refused:
        print(refused)


if __name__ == "__main__":
    main()
