"""An application in a process of its own: it is served, looked at, started again, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from wsgen.provider.process import AppError, AppProcess

APP = """
import os, sys
print("pid", os.getpid(), flush=True)

async def app(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        print("the end is near", flush=True)
        os._exit(3)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "served.py").write_text(APP)
    (tmp_path / "broken.py").write_text("import nothing_that_is_there\napp = None\n")
    (tmp_path / "slow.py").write_text("import time\nprint('I think', flush=True)\ntime.sleep(60)\napp = None\n")
    return tmp_path


def test_it_is_served_as_long_as_the_block_lasts(folder: Path) -> None:
    with AppProcess("served:app", folder) as app:
        (line,) = app.last_lines()
        process = psutil.Process(int(line.split()[1]))
        assert app.is_running
        assert (app.memory() or 0) > 1_000_000
    assert not process.is_running()
    assert not app.is_running


def test_it_is_another_process_after_a_restart(folder: Path) -> None:
    with AppProcess("served:app", folder) as app:
        before = app.last_lines()
        app.restart()
        assert app.is_running
        assert app.last_lines() != before


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nowhere:app", "there is no module 'nowhere'"),
        ("served:nothing", "the module 'served' has no 'nothing'"),
        ("served", "write it as module:app"),
        ("broken:app", "No module named 'nothing_that_is_there'"),
    ],
)
def test_why_it_does_not_start_is_said(folder: Path, name: str, expected: str) -> None:
    with pytest.raises(AppError) as raised:
        AppProcess(name, folder).start()
    assert expected in str(raised.value)


def test_one_that_never_gets_ready_is_given_up_with_what_it_said(folder: Path) -> None:
    with pytest.raises(AppError) as raised:
        AppProcess("slow:app", folder, seconds=1.5).start()
    assert "doesn't take connections within 1.5 s" in str(raised.value)
    assert "I think" in str(raised.value)


OWNER = """
import sys, time
from pathlib import Path
from wsgen.provider.process import AppProcess
with AppProcess("served:app", Path(sys.argv[1])) as app:
    print(app.last_lines()[0].split()[1], flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_it_ends_with_whoever_started_it(folder: Path, how: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert owner.stdout is not None
    process = psutil.Process(int(owner.stdout.readline()))
    os.kill(owner.pid, how)
    owner.wait(10)
    owner.stdout.close()
    end = time.monotonic() + 10
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < end:
        time.sleep(0.05)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
