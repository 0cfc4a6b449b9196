"""Follows a symbol, buys some of it, and says what was missed: `python client.py`."""

import argparse
import asyncio

from trading_ws import RequestFailed, TradingClient, Unreachable


async def follow(url: str, symbol: str, number: int) -> None:
    """Print so many quotes, each with the number that it has on its topic."""
    async with TradingClient(url) as market:
        market.on_state(lambda state: print(state, flush=True))
        async with market.quotes(symbol=symbol) as quotes:
            first = None
            for _ in range(number):
                quote = await anext(quotes)
                seq = quotes.received.frame["seq"]
                first = seq if first is None else first
                print(f"quote {seq - first + 1}: {quote.bid / 100:.2f} / {quote.ask / 100:.2f}", flush=True)
            print("nothing missed" if not quotes.gaps else "something may be missing")


async def buy(url: str, symbol: str, quantity: int) -> None:
    """Buy some, and see the trade as everybody sees it."""
    async with TradingClient(url) as market, market.trades(symbol=symbol) as trades:
        filled = await market.place_order(symbol=symbol, side="buy", quantity=quantity)
        trade = await anext(trades)
        print(f"order {filled.number}: {quantity} {symbol} for {filled.price / 100:.2f}")
        print(f"on the feed: {trade.side} {trade.quantity} for {trade.price / 100:.2f}")


def main() -> None:
    """Read from the command line what to do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="ws://localhost:8001/feed")
    parser.add_argument("--symbol", default="ACME")
    parser.add_argument("--quotes", type=int, default=3, help="how many to print")
    parser.add_argument("--buy", type=int, default=0, help="how many to buy; then no quotes are printed")
    arguments = parser.parse_args()
    wanted = (
        buy(arguments.url, arguments.symbol, arguments.buy)
        if arguments.buy
        else follow(arguments.url, arguments.symbol, arguments.quotes)
    )
    try:
        asyncio.run(wanted)
    except (RequestFailed, Unreachable) as failed:
        print(failed)


if __name__ == "__main__":
    main()
