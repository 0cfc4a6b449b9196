"""A market whose prices move by themselves, and by orders: `python server.py`."""

import argparse
import asyncio
import itertools
import random

from trading_ws import Connection, ErrorReply, MemoryBroker, ServerOptions, TradingServer
from trading_ws.models import Error, Filled, PlaceOrder, Quote, Subscribe, Subscribed, Trade

SYMBOLS = ("ACME", "GLOBEX")
SPREAD = 5
"""Cents between the middle and what the market pays, or wants."""


class Market(TradingServer):
    """Tells of each move of a price, and fills every order at once."""

    def __init__(self) -> None:
        # A thousand messages of each topic are kept, for clients whose connection was lost.
        super().__init__(ServerOptions(broker=MemoryBroker(replay=1000)))
        self._prices = dict.fromkeys(SYMBOLS, 10_000)
        self._orders = itertools.count(1)

    async def authorize(self, connection: Connection, address: str) -> bool:
        """Let nobody follow what isn't traded here."""
        return address.partition(":")[2] in SYMBOLS

    async def on_subscribe(self, connection: Connection, message: Subscribe) -> Subscribed:
        """Say that the subscription holds; the runtime has asked `authorize`, and made it."""
        return Subscribed(topics=message.topics)

    async def on_place_order(self, connection: Connection, message: PlaceOrder) -> Filled:
        """Fill it at the price of now, and tell all who follow the symbol's trades."""
        price = self._prices.get(message.symbol)
        if price is None:
            raise ErrorReply(Error(code="unknown_symbol", message=f"nobody trades {message.symbol} here"))
        paid = price + SPREAD if message.side == "buy" else price - SPREAD
        await self.trades(symbol=message.symbol).send(Trade(side=message.side, quantity=message.quantity, price=paid))
        await self.move(message.symbol, message.quantity if message.side == "buy" else -message.quantity)
        return Filled(number=next(self._orders), price=paid)

    async def move(self, symbol: str, cents: int) -> None:
        """Change a price, and tell all who follow the symbol's quotes."""
        price = max(self._prices[symbol] + cents, SPREAD + 1)
        self._prices[symbol] = price
        await self.quotes(symbol=symbol).send(Quote(bid=price - SPREAD, ask=price + SPREAD))


async def trade(market: Market, pause: float) -> None:
    """Let every price move a little, again and again."""
    while True:
        await asyncio.sleep(pause)
        for symbol in SYMBOLS:
            await market.move(symbol, random.choice((-2, -1, 1, 2)))  # noqa: S311 a game of prices


async def serve(port: int, pause: float) -> None:
    """Serve until stopped."""
    market = Market()
    async with market.serve(port=port) as serving:
        print(f"listening on port {serving.addresses[0][1]}", flush=True)
        trading = asyncio.create_task(trade(market, pause))
        await serving.until_stopped()
        trading.cancel()


def main() -> None:
    """Read the port from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two moves")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.pause))


if __name__ == "__main__":
    main()
