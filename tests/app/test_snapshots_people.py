"""What rating looks like. After a wanted change: `pytest tests/app/test_snapshots_people.py --snapshot-update`."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.widgets.table import RowTable
from tests.app.driving import TINY, Person
from tests.app.test_snapshots import SIZES, THEMES, Act, Compare, compared
from tests.library import AMELIE, EMPIRE, LEON, MATRIX, REC, STAR_WARS, TOY_STORY

NOON = 1_740_830_400
"""When everything was said, so that the order of it is always the same."""


@pytest.fixture
def said(database: Path) -> Path:
    """The library in which Ann rated four films, wants to see one and hid one."""
    store = open_store(database)
    with store.writing() as connection:
        ann = activate_profile(connection, create_profile(connection, "Ann").user_id).user_id
        for hour, (film, stars) in enumerate(((STAR_WARS, 5), (EMPIRE, 4.5), (TOY_STORY, 2), (LEON, 3.5))):
            rate(connection, ann, film, stars, NOON + hour)
        set_mark(connection, ann, AMELIE, FilmMark.WATCHLIST, on=True, at=NOON)
        set_mark(connection, ann, REC, FilmMark.HIDDEN, on=True, at=NOON)
    store.close()
    return database


async def search(person: Person) -> None:
    """Films with the column of own stars."""
    await person.sees("Ann", "The Matrix")
    await person.until(lambda: len(person.app.opinions) == 6)
    await person.press("escape")


async def rating_line(person: Person) -> None:
    await search(person)
    await person.press("r", "right")
    await person.sees("Rate  The Matrix", "★★★☆☆ 3")


async def told(person: Person) -> None:
    await search(person)
    await person.press("r", "4")
    await person.sees("The Matrix (1999)  ★★★★  ·  u undoes")


async def film(person: Person) -> None:
    """A film that is not rated yet: what to expect of it and why."""
    await search(person)
    person.app.open_movie(MATRIX)
    await person.sees("For you", "±", "Similarity", "e explains")


async def rated_film(person: Person) -> None:
    await search(person)
    person.app.open_movie(STAR_WARS)
    await person.sees("Your rating", "Model says", "Similarity", "e explains")


async def explanation(person: Person) -> None:
    await film(person)
    await person.press("e")
    await person.sees("the score, which orders lists", "Toy Story")


async def nobody(person: Person) -> None:
    await person.sees("Popular films", "The Matrix", "run 2")
    person.app.open_movie(MATRIX)
    await person.sees("Press r to rate this film.", "Similarity")


async def name(person: Person) -> None:
    await nobody(person)
    await person.press("r")
    await person.sees("Who is rating?")


async def quick_rate(person: Person) -> None:
    await search(person)
    await person.press("R")
    screen = person.app.screen
    assert isinstance(screen, QuickRateScreen)
    table = screen.query_one("#preview-table", RowTable)
    await person.until(lambda: screen.asked is not None and bool(table.rows) and len(screen._recent) == 6)


async def own_screen(person: Person) -> None:
    """A profile as a user: history beside recommendations, taste, near users."""
    await search(person)
    person.app.open_user(-1)
    await person.sees("that's you", "Predicted")
    if person.app.screen.has_class("-wide"):
        await person.sees("Rated · 4", "than others", "Similarity")


async def taste(person: Person) -> None:
    await own_screen(person)
    await person.press("tab", "tab")
    await person.sees("Most unlike others")
    if not person.app.screen.has_class("-wide"):
        await person.sees("● Taste")


async def both_rated(person: Person) -> None:
    await own_screen(person)
    near = person.app.screen.query_one("#near-users-table", RowTable)
    await person.until(lambda: bool(near.rows))
    await person.press("b")
    await person.sees("films both", "Star Wars")


STATES: list[Act] = [
    search,
    film,
    quick_rate,
    own_screen,
    rating_line,
    told,
    rated_film,
    explanation,
    taste,
    both_rated,
]


@SIZES
@THEMES
@pytest.mark.parametrize("act", STATES, ids=lambda act: act.__name__)
def test_each_screen(snap_compare: Compare, said: Path, act: Act, theme: str, size: tuple[int, int]) -> None:
    assert compared(snap_compare, said, size, act, theme=theme)


@pytest.mark.parametrize("act", [search, film, quick_rate], ids=lambda act: act.__name__)
def test_each_screen_on_a_tiny_terminal(snap_compare: Compare, said: Path, act: Act) -> None:
    assert compared(snap_compare, said, TINY, act)


@SIZES
@THEMES
@pytest.mark.parametrize("act", [nobody, name], ids=lambda act: act.__name__)
def test_before_anybody_rates(
    snap_compare: Compare, database: Path, act: Act, theme: str, size: tuple[int, int]
) -> None:
    assert compared(snap_compare, database, size, act, theme=theme)
