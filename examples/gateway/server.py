"""The plant's server: stores what gateways report, and has a fan switched on where it is hot: `python server.py`."""

import argparse
import asyncio
from collections import Counter
from pathlib import Path

from plant_ws import Connection, PlantServer, Reject
from plant_ws.models import Report, Stored, Switch, Switched

KEYS = {"boiler-room": "key-of-boiler-room"}
HOT, COOL = 70.0, 64.0
"""Degrees above which the fan goes on, and below which it goes off."""


class Plant(PlantServer):
    """Writes each reading once, whatever is reported again."""

    def __init__(self, journal: Path) -> None:
        super().__init__()
        self._journal = journal
        self._stored: Counter[str] = Counter()
        self._fans: set[str] = set()
        for line in journal.read_text().splitlines() if journal.exists() else ():
            gateway, number, *_ = line.split()
            self._stored[gateway] = int(number)

    async def on_connect(self, connection: Connection) -> None:
        """Let in whose key it is."""
        if KEYS.get(connection.arguments.gateway) != connection.arguments.x_gateway_key:
            raise Reject(4401, "this is not the gateway's key")

    async def on_report(self, connection: Connection, message: Report) -> Stored:
        """Store what is new, and say how far that goes."""
        gateway = connection.arguments.gateway
        new = [each for each in message.readings if each.number > self._stored[gateway]]
        with self._journal.open("a") as journal:
            journal.writelines(f"{gateway} {each.number} {each.device} {each.celsius}\n" for each in new)
        if new:
            self._stored[gateway] = new[-1].number
            await self._cool(connection, new[-1].celsius)
        return Stored(up_to=self._stored[gateway])

    async def on_switched(self, connection: Connection, message: Switched) -> None:
        """Believe it when the gateway says so."""
        (self._fans.add if message.is_on else self._fans.discard)(connection.arguments.gateway)

    async def _cool(self, connection: Connection, celsius: float) -> None:
        is_on = connection.arguments.gateway in self._fans
        if celsius > HOT and not is_on:
            await connection.send(Switch(device="fan", is_on=True))
        elif celsius < COOL and is_on:
            await connection.send(Switch(device="fan", is_on=False))


async def serve(port: int, journal: Path) -> None:
    """Serve until stopped."""
    async with Plant(journal).serve(port=port) as serving:
        print(f"listening on port {serving.addresses[0][1]}", flush=True)
        await serving.until_stopped()


def main() -> None:
    """Read the port from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--journal", type=Path, default=Path("journal.txt"), help="where readings are stored")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.journal))


if __name__ == "__main__":
    main()
