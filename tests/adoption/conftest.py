"""One repository for all tests of this folder: each makes a clone of its own."""

from pathlib import Path

import pytest
from scratch import Repository, clone, make_origin


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_origin(tmp_path_factory.mktemp("adoption"))


@pytest.fixture
def repository(origin: Path, tmp_path: Path) -> Repository:
    return clone(origin, tmp_path / "clone")
