"""What For you and its dialogs look like. After a wanted change: `pytest FILE --snapshot-update`."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from db.store.database import Store, open_store
from tests.app.driving import TINY, Person
from tests.app.test_snapshots import SIZES, THEMES, Act, Compare, compared
from tests.library import LEON, MATRIX, REC, STAR_WARS, TOY_STORY

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-01-02,The Matrix,1999,https://boxd.it/1,4.5
2024-01-03,Spider-Man,2002,https://boxd.it/3,3
2024-01-03,[/b],1999,https://boxd.it/3,3
2024-01-03,Parasite,2019,https://boxd.it/4,5
2024-01-03,,,https://boxd.it/5,3
"""


def with_ann(database: Path) -> Path:
    """The database with ann, who has rated three films, listed one and hidden one, and rates now; and with ben."""
    store = open_store(database)
    _add_people(store)
    store.close()
    return database


def _add_people(store: Store) -> None:
    with store.writing() as connection:
        ann = create_profile(connection, "ann").user_id
        create_profile(connection, "ben")
        activate_profile(connection, ann)
        for at, (film, stars) in enumerate(
            ((MATRIX, 5.0), (STAR_WARS, 4.5), (TOY_STORY, 2.0)), 1_700_000_000
        ):
            rate(connection, ann, film, stars, at)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True, at=1_700_000_000)
        set_mark(connection, ann, REC, FilmMark.HIDDEN, on=True, at=1_700_000_000)


@pytest.fixture
def anns(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann's database; the home folder, where she works, has an export."""
    (tmp_path / "ratings.csv").write_text(LETTERBOXD, encoding="utf-8")
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return with_ann(database)


async def for_you(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "2")
    await person.sees("films for ann", "from 3 ratings", "Its match", "Rated 3")


async def filters(person: Person) -> None:
    await for_you(person)
    await person.press("f", "plus", "down", "down", "minus")
    await person.sees("+ Action", "− Animation", "2 films for ann · action, not animation", "2 films fit")


async def nothing_left(person: Person) -> None:
    await for_you(person)
    await person.press("f", "up", "up", "up", "9", "9", "9", "enter")
    await person.sees("No film is left")


async def adventurous(person: Person) -> None:
    await for_you(person)
    await person.press("right_square_bracket", "right_square_bracket", "s")
    await person.sees("adventurous ·", "most stars first")


async def watchlist(person: Person) -> None:
    await for_you(person)
    await person.press("tab")
    await person.sees("on the watchlist of ann", "Léon")


async def rated(person: Person) -> None:
    await for_you(person)
    await person.press("tab", "tab")
    await person.sees("rated by ann", "than everyone")


async def hidden(person: Person) -> None:
    await for_you(person)
    await person.press("shift+tab")
    await person.sees("x brings one back", "[REC]", "Never recommended")


async def saved(person: Person) -> None:
    await for_you(person)
    await person.press("F", "n", "x", "enter")
    await person.sees("every film, no filters", "Saved filters", " x ")


async def people(person: Person) -> None:
    await for_you(person)
    await person.press("t")
    await person.sees("☑ ann", "☐ ben")


async def together(person: Person) -> None:
    await people(person)
    await person.press("down", "space", "enter")
    await person.sees("for ann and ben", "★")


async def profiles(person: Person) -> None:
    await for_you(person)
    await person.press("P")
    await person.sees("● ann", "learns from profiles")


async def import_start(person: Person) -> None:
    await for_you(person)
    await person.press("i")
    await person.sees("Import for ann")


async def import_plan(person: Person) -> None:
    await import_start(person)
    await person.type("ratings.csv")
    await person.press("enter")
    await person.sees("i imports it", "Matched")


async def import_trouble(person: Person) -> None:
    await import_start(person)
    await person.type("wrong.csv")
    await person.press("enter")
    await person.sees("wrong.csv does not begin")
    await person.no_longer_sees("Reading")


async def export(person: Person) -> None:
    await for_you(person)
    await person.press("e")
    await person.sees("Export for ann", "~/ann-ratings.csv")


async def nobody(person: Person) -> None:
    await person.sees("Popular films", "run 2")
    await person.press("escape", "2")
    await person.sees("Films for you", "It stays on this machine")


async def no_model(person: Person) -> None:
    await person.until(lambda: person.app.current_mode == "data" and person.app.profile is not None)
    await person.press("2")
    await person.sees("No model is trained yet", "Rated 3")


STATES: list[Act] = [
    for_you,
    filters,
    rated,
    together,
    import_plan,
    nothing_left,
    adventurous,
    watchlist,
    hidden,
    saved,
    people,
    profiles,
    import_start,
    import_trouble,
    export,
]


@SIZES
@THEMES
@pytest.mark.parametrize("act", STATES, ids=lambda act: act.__name__)
def test_states_and_dialogs(
    snap_compare: Compare, anns: Path, act: Act, theme: str, size: tuple[int, int]
) -> None:
    assert compared(snap_compare, anns, size, act, theme=theme)


@pytest.mark.parametrize("act", [for_you, filters, together], ids=lambda act: act.__name__)
def test_on_a_tiny_terminal(snap_compare: Compare, anns: Path, act: Act) -> None:
    assert compared(snap_compare, anns, TINY, act)


@SIZES
@THEMES
def test_nobody_yet(snap_compare: Compare, database: Path, theme: str, size: tuple[int, int]) -> None:
    assert compared(snap_compare, database, size, nobody, theme=theme)


@SIZES
@THEMES
def test_without_a_model(snap_compare: Compare, untrained: Path, theme: str, size: tuple[int, int]) -> None:
    assert compared(snap_compare, with_ann(untrained), size, no_model, theme=theme)
