"""A home folder as people have one: a library, another one beside it, and a file to import."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from tests.library import LEON, MATRIX, REC, STAR_WARS, TOY_STORY, build_library, publish_random_run

MoveIn = Callable[[str], Path]

_MOMENT = 1_700_000_000
_FILMS = """Date,Name,Year,Letterboxd URI,Rating
2024-01-02,The Matrix,1999,https://boxd.it/1,4.5
2024-01-03,Spider-Man,2002,https://boxd.it/2,3
2024-01-03,Star Wars,1979,https://boxd.it/3,3
2024-01-03,Parasite,2019,https://boxd.it/4,5
2024-01-03,,,https://boxd.it/5,3
"""


_POINTS = "title,year,rating\nSpider-Man,2002,4\nThe Matrix,1999,5\n"
"""Ratings that do not tell how many points they go up to."""


@pytest.fixture(scope="session")
def furnished_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of ann, who has rated three films, listed one and hidden one; only to be copied."""
    home = tmp_path_factory.mktemp("furnished")
    library = build_library(home / "library.db")
    for seed in (1, 2):
        publish_random_run(library, seed=seed)
    with library.writing() as connection:
        connection.execute(
            text("UPDATE model_run SET created = :moment, finished = :moment"),
            {"moment": "2025-03-01T12:00:00+00:00"},
        )
        ann = create_profile(connection, "ann").user_id
        create_profile(connection, "ben")
        activate_profile(connection, ann)
        for at, (film, stars) in enumerate(((MATRIX, 5.0), (STAR_WARS, 4.5), (TOY_STORY, 2.0)), _MOMENT):
            rate(connection, ann, film, stars, at)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True, at=_MOMENT)
        set_mark(connection, ann, REC, FilmMark.HIDDEN, on=True, at=_MOMENT)
    library.close()
    other = build_library(home / "other.db")
    with other.writing() as connection:
        connection.execute(text("UPDATE data_set SET name = 'another'"))
    other.close()
    (home / "films.csv").write_text(_FILMS, encoding="utf-8")
    (home / "mine.csv").write_text(_POINTS, encoding="utf-8")
    return home


@pytest.fixture
def move_in(furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MoveIn:
    """Makes a furnished home folder of a name, and gives it: programs that start now work in it and keep all there."""
    # What people set who want no motion; a cursor that blinks is drawn now and then.
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("BROWSER", "true")

    def make(name: str) -> Path:
        home = Path(shutil.copytree(furnished_home, tmp_path / name))
        monkeypatch.chdir(home)
        monkeypatch.setenv("HOME", str(home))
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / f".{kind.lower()}"))
        return home

    return make
