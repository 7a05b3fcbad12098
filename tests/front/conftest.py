"""The library that both front ends ask, on a tiny real database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from movierec_tui.library.library import Library


@pytest.fixture
def films(library_file: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of the test's own, with an active run."""
    opened = Library.open(Path(shutil.copy(library_file, tmp_path / "copy.db")))
    yield opened
    opened.close()


@pytest.fixture
def ann(films: Library) -> int:
    """The id of a profile that rated nothing yet."""
    return films.profiles.create("Ann").user_id
