"""`wsgen docs`: what it writes and where, and what it says when it can't."""

import shutil
from pathlib import Path

import pytest
from shell import Run, change

from wsgen import assets

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with the document."""
    shutil.copy(ROOT / "asyncapi" / "chat.yml", tmp_path / "chat.yml")
    return tmp_path


def test_one_page_is_written_the_same_each_time_and_only_where_it_is_wsgens(here: Path, run: Run) -> None:
    ran = run(here, "docs", "chat.yml")
    assert ran.code == 0
    assert ran.out.startswith("chat.yml → site/index.html  (")
    page = here / "site" / "index.html"
    first = page.read_bytes()
    assert len(first) < 300_000
    assert run(here, "docs", "chat.yml", "--out", "site").code == 0
    assert page.read_bytes() == first
    (here / "other").mkdir()
    (here / "other" / "index.html").write_text("<p>mine")
    ran = run(here, "docs", "chat.yml", "--out", "other")
    assert ran.code == 1
    assert "`other/index.html` exists and wsgen did not write it" in ran.err
    assert (here / "other" / "index.html").read_text() == "<p>mine"


def test_what_changed_since_another_document_stands_on_the_page(here: Path, run: Run) -> None:
    shutil.copy(here / "chat.yml", here / "old.yml")
    change(here / "chat.yml", "required: [type, thread_id, content]", "required: [type, thread_id, content, metadata]")
    assert run(here, "docs", "chat.yml", "--since", "old.yml").code == 0
    page = (here / "site" / "index.html").read_text("utf-8")
    assert "What changed since <code>old.yml</code>" in page
    assert '<span class="tag breaking">Breaking</span>' in page
    (here / "old.yml").write_text("asyncapi: 3.0.0\n")
    ran = run(here, "docs", "chat.yml", "--since", "old.yml")
    assert ran.code == 2
    assert "wsgen: old.yml has errors, so nothing can be compared with it" in ran.err


def test_a_document_with_errors_gets_no_page_but_its_diagnostics(here: Path, run: Run) -> None:
    change(here / "chat.yml", "asyncapi: 3.0.0", "asyncapi: 9.0.0")
    ran = run(here, "docs", "chat.yml")
    assert ran.code == 1
    assert "chat.yml:1:" in ran.out
    assert not (here / "site").exists()


def test_what_there_is_no_page_without_is_said(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for out in (".", ""):
        assert run(here, "docs", "chat.yml", "--out", out).code == 2
    monkeypatch.setattr(assets, "files", lambda _: here)
    ran = run(here, "docs", "chat.yml")
    assert ran.code == 2
    assert "install it from a wheel" in ran.err
