"""What runs the pages sees what is wrong on one, and says in which line."""

import textwrap
from pathlib import Path

import pytest

from tests.book.page_runner import run_page

TICKS = "```"


def page(text: str) -> str:
    return textwrap.dedent(text).replace("'''", TICKS)


def test_a_page_runs_in_its_order(tmp_path: Path) -> None:
    run_page(
        page("""
            <!-- a remark -->
            <!-- run: mkdir deep && cd deep -->
            '''python
            # add.py: it adds.
            print(1 + 1)
            '''
            '''console
            $ python add.py \\
                now
            2
            $ false
            $ echo $?
            1
            $ seq 3
            1
            …
            3
            '''
            1. In a list:
               '''toml
               [tool.wsgen]
               spec = "x.yml"
               '''
            <!-- append: pyproject.toml -->
            '''toml
            out = "y"
            '''
            <!-- part of: pyproject.toml -->
            '''toml
            spec = …

            out = "y"
            '''
            <!-- not run: it has no end -->
            '''sh
            sleep 1d
            '''
            <!-- new reader -->
            '''sh
            test ! -e deep   # Another terminal, an empty folder.
            '''
            """),
        tmp_path,
    )


def test_a_server_runs_in_the_background_on_a_port_of_its_own_and_stops_at_ctrl_c(tmp_path: Path) -> None:
    run_page(
        page("""
            '''python
            # app.py
            async def app(scope, receive, send):
                assert scope["type"] == "http"
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"here"})
            '''
            '''console
            $ uvicorn app:app --lifespan off --log-level info
            …
            INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)
            …"GET / HTTP/1.1" 200 OK
            '''
            '''python
            # ask.py
            from urllib.request import urlopen

            print(urlopen("http://localhost:8000/").read().decode())
            '''
            '''console
            $ python ask.py
            here
            '''
            <!-- stop: uvicorn -->
            '''console
            $ python ask.py 2>/dev/null
            $ echo $?
            1
            '''
            """),
        tmp_path,
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("'''console\n$ echo 1\n2\n'''", "line 1: `echo 1` prints otherwise:\n--- the page\n+++ printed"),
        ("\n'''sh\nfalse\n'''", "line 2: `false` ended with 1"),
        ("<!-- run: false -->", "line 1: `false` ended with 1"),
        ("'''python\nprint()\n'''", "line 1: what becomes of this python?"),
        ("<!-- not run -->\n'''sh\nfalse\n'''", "line 2: why isn't it run?"),
        ("<!-- not run: why -->\n", "the note of line 1 has no block"),
        ("'''python\n# x.py\n1\n'''\n<!-- part of: x.py -->\n'''python\n2\n'''", "line 6: x.py has no such part"),
        ("<!-- merged into: asyncapi/chat.yml -->\n'''yaml\ninfo: {titel: x}\n'''", "line 2: merged into"),
    ],
    ids=["output", "status", "hidden", "nameless", "reason", "alone", "part", "merged"],
)  # fmt: skip
def test_what_is_not_so_is_said_with_its_line(wrong: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError) as raised:
        run_page(page(wrong), tmp_path)
    assert str(raised.value).startswith(said)


def test_a_server_that_fails_fails_the_page(tmp_path: Path) -> None:
    failing = page("""
        '''python
        # app.py
        async def app(scope, receive, send):
            raise RuntimeError("boom")
        '''
        '''console
        $ uvicorn app:app --lifespan off
        '''
        '''sh
        curl -s http://localhost:8000/
        '''
        """)
    with pytest.raises(AssertionError, match="line 7: the server failed"):
        run_page(failing, tmp_path)
