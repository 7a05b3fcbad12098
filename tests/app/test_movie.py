from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.driving import SMALL, WIDE, Person, person_at
from tests.library import LEON, MATRIX, STAR_WARS, UNRATED

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


async def open_film(person: Person, movie_id: int) -> None:
    await person.sees("Popular films")
    person.app.open_movie(movie_id)
    await person.sees("Nearest films ·")


@SIZES
async def test_a_film_shows_what_is_known_of_it(database: Path, size: tuple[int, int]) -> None:
    async with person_at(database, size) as person:
        await open_film(person, MATRIX)
        await person.sees(
            "The Matrix (1999)", "Action · Sci-Fi · Thriller", "30 ratings", f"id {MATRIX}", "Ratings"
        )


async def test_the_histogram_counts_every_step_of_the_scale(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.sees("  5 ", "  4 ", "  3 ", "  2 ", "  1 ", "█")


async def test_aliases_are_shown(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, LEON)
        await person.sees("also known as", "The Professional")


async def test_plus_and_minus_change_how_many_nearest_films_there_are(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await open_film(person, MATRIX)
        await person.sees("Nearest films · 10")
        await person.press("minus")
        await person.sees("Nearest films · 5")
        await person.until(lambda: len(nearest_rows(person)) == 5)
        await person.press("plus")
        await person.until(lambda: len(nearest_rows(person)) == 10)


def nearest_rows(person: Person) -> tuple[object, ...]:
    from movierec_tui.widgets.table import RowTable  # noqa: PLC0415

    tables = person.app.screen.query("#nearest-table").results(RowTable)
    return next((table.rows for table in tables), ())


async def test_the_film_itself_is_not_among_its_neighbours(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await open_film(person, MATRIX)
        await person.until(lambda: len(nearest_rows(person)) == 10)
        assert "The Matrix  " not in person.screen().split("Nearest films")[1]


async def test_enter_opens_a_neighbour_and_escape_comes_back(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.until(lambda: len(nearest_rows(person)) == 10)
        await person.press("down", "enter")
        await person.until(lambda: "The Matrix (1999)" not in person.screen())
        await person.press("escape")
        await person.sees("The Matrix (1999)")
        await person.press("escape")
        await person.sees("Popular films")


async def test_tab_shows_what_fans_also_love(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.press("tab")
        await person.sees("● Fans also love", "Fans", "Star Wars")


async def test_a_wide_screen_shows_both_lists_at_once(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await open_film(person, MATRIX)
        await person.sees("Similarity", "Fans also love", "Star Wars")


async def test_a_click_on_a_name_shows_that_list(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.click("Fans also love")
        await person.sees("● Fans also love")


async def test_a_film_without_ratings_says_so(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, UNRATED)
        await person.sees("A Film Nobody Rated (2001)", "No ratings yet", "no genres listed")


async def test_without_a_model_the_film_is_shown_and_the_list_says_what_to_do(untrained: Path) -> None:
    async with person_at(untrained, WIDE) as person:
        await person.sees("no model")
        person.app.open_movie(STAR_WARS)
        await person.sees("Star Wars (1977)", "No trained model yet", "Fans also love")


async def test_a_film_that_is_not_there_is_one_sentence(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(4711)
        await person.sees("There is no film 4711")
