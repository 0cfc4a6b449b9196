"""Runs the soak: a server that is killed and restarted, clients behind a proxy of faults, and a verdict at the end."""

import asyncio
import json
import os
import random
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.soak.proxy import Proxy

ROOT = Path(__file__).parent.parent.parent
QUIET = 0.4
"""The last part of the run in which the server isn't killed, so that its memory can be watched."""
GROWTH_KIB = 24 * 1024
"""By how much a process may be larger in the last third of its samples than in the first, warm-up left out."""


@dataclass
class Verdict:
    """What was found wrong, and a line of numbers."""

    problems: list[str] = field(default_factory=list)
    summary: str = ""

    @property
    def is_good(self) -> bool:
        return not self.problems


class Soak:
    """One run. The same seed takes the same decisions; when they take effect is up to the machine."""

    def __init__(self, seconds: float, seed: int, folder: Path, say: Callable[[str], None]) -> None:
        self._seconds = seconds
        self._seed = seed
        self._say = say
        self._random = random.Random(seed)
        self._journal = folder / "journal"
        self._journal.touch()
        self._proxy = Proxy()
        self._server: asyncio.subprocess.Process | None = None
        self._fresh: dict[str, int] = {}
        self._server_kib: list[int] = []
        self._client_kib: dict[int, list[int]] = {}
        self._acknowledged: dict[int, int] = {}
        self._kills = self._restarts = self._faults = 0
        self._problems: list[str] = []

    async def run(self, processes: int = 2, clients: int = 8) -> Verdict:
        """Run it all."""
        loop = asyncio.get_running_loop()
        await self._proxy.start()
        await self._start_server()
        begun = loop.time()
        url = f"ws://127.0.0.1:{self._proxy.port}/ws"
        running = [asyncio.create_task(self._clients(index, url, clients, self._seconds)) for index in range(processes)]
        trouble = asyncio.create_task(self._make_trouble(begun))
        telling = asyncio.create_task(self._tell(begun))
        watching = asyncio.create_task(self._watch_server())
        try:
            ends = await asyncio.gather(*running)
        finally:
            for task in (trouble, telling, watching):
                task.cancel()
            await asyncio.gather(trouble, telling, watching, return_exceptions=True)
            self._proxy.heal()
        await self._judge_server()
        await self._stop_server(signal.SIGTERM)
        await self._proxy.stop()
        for task in (trouble, telling, watching):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        return self._judge(ends)

    async def _start_server(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.set_inheritable(True)
        command = [sys.executable, "-m", "tests.soak.service", str(listener.fileno()), str(self._journal)]
        self._server = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=_environment(), pass_fds=(listener.fileno(),)
        )
        # What connects meanwhile waits in the listener's queue, as at a real restart by a supervisor.
        port: int = listener.getsockname()[1]
        listener.close()
        self._fresh = await self._vitals(port)
        self._server_kib = []
        self._proxy.target = port

    async def _stop_server(self, number: signal.Signals) -> None:
        server = self._server
        if server is None:
            return
        if number == signal.SIGKILL:
            self._proxy.target = None
        server.send_signal(number)
        try:
            async with asyncio.timeout(20):
                code = await server.wait()
        except TimeoutError:
            server.kill()
            self._problems.append("the server did not end within 20 s of SIGTERM")
            return
        finally:
            self._proxy.target = None
        if number == signal.SIGTERM and code not in (0, -signal.SIGTERM):
            self._problems.append(f"the server ended with exit code {code} at SIGTERM")

    async def _make_trouble(self, begun: float) -> None:
        loop = asyncio.get_running_loop()
        next_kill = loop.time() + self._random.uniform(6, 12)
        while True:
            await asyncio.sleep(self._random.uniform(0.3, 1.5))
            self._faults += self._proxy.fault(self._random) != "nothing"
            if self._random.random() < 0.2:
                self._proxy.heal()
            if loop.time() - begun > self._seconds * (1 - QUIET) or loop.time() < next_kill:
                continue
            number = self._random.choice((signal.SIGKILL, signal.SIGTERM))
            await self._stop_server(number)
            self._kills += number == signal.SIGKILL
            self._restarts += number == signal.SIGTERM
            await asyncio.sleep(self._random.uniform(0, 2))
            await self._start_server()
            next_kill = loop.time() + self._random.uniform(6, 20)

    async def _clients(self, index: int, url: str, clients: int, seconds: float) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.soak.clients", url, f"{self._seed}/{index}", str(clients), str(seconds)]
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=_environment(), stdout=asyncio.subprocess.PIPE, limit=1 << 26
        )
        if process.stdout is None:
            raise RuntimeError("no pipe")
        try:
            async with asyncio.timeout(seconds + 60):
                async for line in process.stdout:
                    report = json.loads(line)
                    if "end" in report:
                        await process.wait()
                        end: dict[str, Any] = report["end"]
                        return end
                    self._client_kib.setdefault(index, []).append(report["kib"])
                    self._acknowledged[index] = report["acknowledged"]
        except TimeoutError:
            self._problems.append(f"the clients of process {index} hung: they did not end 60 s after their time")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode not in (0, -signal.SIGKILL):
            self._problems.append(f"the clients of process {index} ended with exit code {process.returncode}")
        return {}

    async def _watch_server(self) -> None:
        while True:
            await asyncio.sleep(2)
            server = self._server
            statm = Path(f"/proc/{server.pid}/statm") if server is not None else None
            try:
                resident = int(statm.read_text().split()[1]) if statm is not None else 0
            except (OSError, IndexError):
                continue
            self._server_kib.append(resident * os.sysconf("SC_PAGE_SIZE") // 1024)

    async def _tell(self, begun: float) -> None:
        while True:
            await asyncio.sleep(10)
            passed = asyncio.get_running_loop().time() - begun
            server = self._server_kib[-1] // 1024 if self._server_kib else 0
            self._say(
                f"{passed:5.0f} s  {sum(self._acknowledged.values()):7d} acknowledged  {self._kills} kills  "
                f"{self._restarts} restarts  {self._faults} faults  {self._proxy.accepted} connections  "
                f"server {server} MiB"
            )

    async def _vitals(self, port: int) -> dict[str, int]:
        for _ in range(400):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET /vitals HTTP/1.1\r\nhost: soak\r\nconnection: close\r\n\r\n")
                answer = await reader.read()
                writer.close()
                found: dict[str, int] = json.loads(answer.partition(b"\r\n\r\n")[2])
            except (OSError, ValueError):
                await asyncio.sleep(0.05)
            else:
                return found
        raise RuntimeError("the server of the soak did not start: its lines above say why")

    async def _judge_server(self) -> None:
        """Without clients it must be as it was before the first one."""
        if self._proxy.target is None:
            await self._start_server()
            return
        now: dict[str, int] = {}
        for _ in range(100):
            now = await self._vitals(self._proxy.target)
            if now["connections"] == 0 and now["tasks"] <= self._fresh["tasks"] and now["fds"] <= self._fresh["fds"]:
                return
            await asyncio.sleep(0.2)
        self._problems.append(f"the server keeps more than it began with: {now}, at first {self._fresh}")

    def _judge(self, ends: list[dict[str, Any]]) -> Verdict:
        promised = [each for end in ends for each in end.get("acknowledged", ())]
        kept = self._journal.read_text().splitlines()
        problems = [*self._problems, *(each for end in ends for each in end.get("problems", ()))]
        lost = set(promised) - set(kept)
        if lost:
            problems.append(f"{len(lost)} acknowledged messages are lost, such as {min(lost)!r}")
        if len(set(kept)) != len(kept):
            problems.append(f"{len(kept) - len(set(kept))} messages were handled twice: something sent them again")
        if not promised:
            problems.append("no message was acknowledged in all that time")
        for index, end in enumerate(ends):
            before, after = end.get("before", {}), end.get("after", {})
            for what in ("tasks", "fds"):
                if after.get(what, 0) > before.get(what, 0):
                    problems.append(
                        f"the clients of process {index} leak {what}: {before[what]} before, {after[what]} after; "
                        f"{end['left']}"
                    )
        for name, samples in (("the server", self._server_kib), *self._client_samples()):
            growth = _growth(samples)
            if growth > GROWTH_KIB:
                problems.append(f"{name} grows: {growth // 1024} MiB more at the end than after its start")
        actions = sum(sum(end.get("done", {}).values()) for end in ends)
        summary = (
            f"{actions} actions, {len(promised)} messages acknowledged and kept, {self._kills} kills, "
            f"{self._restarts} restarts, {self._faults} faults, {self._proxy.accepted} connections"
        )
        return Verdict(problems, summary)

    def _client_samples(self) -> list[tuple[str, list[int]]]:
        return [(f"client process {index}", samples) for index, samples in self._client_kib.items()]


def _growth(samples: list[int]) -> int:
    """By how many KiB the last third is above the first, without the quarter that is warm-up."""
    warm = samples[len(samples) // 4 :]
    third = len(warm) // 3
    return int(median(warm[-third:]) - median(warm[:third])) if third else 0


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
