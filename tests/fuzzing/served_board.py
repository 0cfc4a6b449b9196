"""A small protocol of one connection, its correct server, and that server with one fault each; served by tests."""

import asyncio
import json
import math
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

SPEC = Path(__file__).with_name("board.yml").read_text("utf-8")

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Server:
    """Speaks the protocol by hand; `fault` names what it does wrong."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.subscribers: dict[str, set[Send]] = {}
        self.everybody: set[Send] = set()
        self.kept: list[bytes] = []
        self.late: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return

        async def out(frame: Any) -> None:
            text = frame if isinstance(frame, str) else json.dumps(frame)
            await send({"type": "websocket.send", "text": text})

        async def close(code: int) -> None:
            await send({"type": "websocket.close", "code": code})

        await receive()
        await send({"type": "websocket.accept"})
        self.everybody.add(out)
        if self.fault == "leak":
            self.kept.append(b"x" * 400_000)
        try:
            while (event := await receive())["type"] == "websocket.receive":
                code = await self.take(event, out)
                if code:
                    await close(code)
                    return
        finally:
            self.everybody.discard(out)
            for each in self.subscribers.values():
                each.discard(out)

    async def take(self, event: Any, out: Send) -> int:
        """Deals with one frame; gives the code to close with, 0 to go on."""
        text = event.get("text")
        if text is None:
            return 1000 if self.fault == "binary closes 1000" else 1003
        if len(text) > 65536:
            return 1009
        frame = parsed(text)
        if not is_valid(frame) and self.fault != "no validation":
            if self.fault == "silent refusal":
                return 1002
            error = {"type": "error", "code": 1002, "message": "no"}
            if self.fault == "slow with ids in errors" and isinstance(frame, dict):
                error["request_id"] = frame.get("request_id")
            await out(error)
            return {"wrong code": 1008, "stays open": 0}.get(self.fault, 1002)
        if not isinstance(frame, dict):
            return 0
        match frame.get("type"):
            case "subscribe":
                for topic in frame["topics"]:
                    self.subscribers.setdefault(topic, set()).add(out)
            case "move":
                return await self.move(frame, out)
            case "look":
                await self.look(out)
        return 0

    async def move(self, frame: dict[str, Any], out: Send) -> int:
        reply = {"type": "moved", "board": frame["board"], "to": frame["to"]}
        if "request_id" in frame:
            reply["request_id"] = frame["request_id"]
        match self.fault:
            case "exit":
                print("out of luck", flush=True)
                os._exit(7)
            case "fails":
                return 1011
            case "closes":
                return 1000
            case "refuses by 4009":
                return 4009
            case "drops a field":
                del reply["to"]
            case "no text":
                await out("not json")
            case "no answer":
                return 0
            case "another id":
                reply["request_id"] = "another"
            case "another board":
                reply["board"] = frame["board"] + 1
            case "slow with ids in errors":
                self.late.append(asyncio.create_task(later(out, reply)))
                return 0
            case "slow":
                await asyncio.sleep(0.2)
            case "blocks":
                time.sleep(0.2)  # noqa: ASYNC251 - the fault.
        await out(reply)
        if self.fault == "twice":
            await out(reply)
        to = self.everybody if self.fault == "to everybody" else self.subscribers.get(f"board:{frame['board']}", set())
        for each in [*to]:
            await each({"type": "played", "board": frame["board"]})
        return 0

    async def look(self, out: Send) -> None:
        frames = [{"type": "begin"}, {"type": "field", "n": 1}, {"type": "end"}]
        match self.fault:
            case "no end":
                frames.pop()
            case "wrong order":
                frames.reverse()
        for each in frames:
            await out(each)


async def later(out: Send, reply: dict[str, Any]) -> None:
    await asyncio.sleep(0.3)
    await out(reply)


def parsed(text: str) -> Any:
    try:
        frame = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    return frame if is_bearable(frame, 100) else None


def refuse(word: str) -> None:
    raise ValueError(word)


def is_bearable(value: Any, depth: int) -> bool:
    """Whether it is nested no deeper than so many levels, and has no number out of range."""
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, list | dict):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(is_bearable(each, depth - 1) for each in inner)


def is_valid(frame: Any) -> bool:
    """By hand, so that neither the runtime nor what is tested here has a say."""
    if not isinstance(frame, dict):
        return False

    def is_whole(value: Any) -> bool:
        return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value % 1 == 0))

    match frame.get("type"):
        case "subscribe":
            topics = frame.get("topics")
            return isinstance(topics, list) and all(isinstance(each, str) for each in topics)
        case "look":
            return is_whole(frame.get("board"))
        case "move":
            to = frame.get("to")
            named = isinstance(frame.get("request_id", ""), str)
            return named and is_whole(frame.get("board")) and is_whole(to) and 1 <= to <= 64
    return False


FAULTS = {
    "exit": "WSG801",
    "fails": "WSG802",
    "closes": "WSG803",
    "no validation": "WSG804",
    "stays open": "WSG804",
    "wrong code": "WSG805",
    "silent refusal": "WSG805",
    "binary closes 1000": "WSG805",
    "drops a field": "WSG806",
    "no text": "WSG806",
    "no answer": "WSG807",
    "no end": "WSG807",
    "another id": "WSG808",
    "another board": "WSG808",
    "twice": "WSG808",
    "wrong order": "WSG808",
    "to everybody": "WSG809",
    "slow": "WSG810",
    "leak": "WSG811",
}
"""What each fault is called by."""


def app_of(fault: str) -> str:
    """The text of a module with the server that has a fault."""
    here = str(Path(__file__).resolve().parent)
    return f"import sys\nsys.path.insert(0, {here!r})\nfrom served_board import Server\napp = Server({fault!r})\n"
