"""A person's taste by genre and decade, as a person reads it."""

from __future__ import annotations

from pathlib import Path

from db.personal.opinions import rate
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from movierec_tui.tui.widgets.taste_grid import TasteGridView
from tests.app.driving import SMALL, Person, person_at
from tests.library import MATRIX, STAR_WARS, TOY_STORY


async def open_taste(person: Person, user_id: int = 7) -> TasteGridView:
    await person.sees("Popular films")
    person.app.open_taste(user_id)
    await person.sees("on average" if person.app.size.width > 70 else "rated", "1990s")
    return person.app.screen.query_one(TasteGridView)


async def test_figures_have_signs_and_the_films_of_a_cell_are_listed(database: Path) -> None:
    async with person_at(database) as person:
        grid = await open_taste(person)
        await person.sees("Sci-Fi", "Action", "1980s")
        assert grid.table is not None
        assert grid.cell == grid.table.strongest[0]
        genre, period = grid.table.strongest[0]
        await person.sees(f"{genre} · {period.label}", "★")


async def test_keys_move_the_cursor_and_enter_goes_to_the_films(database: Path) -> None:
    async with person_at(database) as person:
        grid = await open_taste(person)
        assert grid.table is not None
        await person.press("n")
        assert grid.cell == grid.table.strongest[1]
        await person.press("N")
        assert grid.cell == grid.table.strongest[0]
        for _ in range(30):
            await person.press("up")
        for _ in range(12):
            await person.press("l")
        assert grid.chosen == (0, len(grid.table.periods) - 1)
        await person.press("N")
        await person.sees("★")
        await person.press("enter")
        await person.until(lambda: person.app.focused is not grid)
        await person.press("escape")
        assert grid.has_focus
        await person.press("enter", "enter")
        await person.sees("Similarity")


async def test_v_measures_by_what_others_gave(database: Path) -> None:
    async with person_at(database) as person:
        grid = await open_taste(person)
        before = grid.table
        await person.press("v")
        await person.sees("compared with other people")
        assert grid.table is not None
        assert before is not None
        assert grid.table.values != before.values
        assert grid.table.genres == before.genres


async def test_a_key_on_a_user_shows_that_users_taste(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.sees("User 7", "ratings, on average")
        await person.press("T")
        await person.sees("User 7", "likes most")


async def test_elsewhere_the_key_shows_ones_own_taste(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "T")
        await person.sees("Nobody is rating yet")
    store = open_store(database)
    with store.writing() as connection:
        user_id = create_profile(connection, "Ann").user_id
        activate_profile(connection, user_id)
        for film, stars in ((MATRIX, 5), (STAR_WARS, 4), (TOY_STORY, 2)):
            rate(connection, user_id, film, stars)
    store.close()
    async with person_at(database) as person:
        await person.sees("Ann")
        await person.press("escape", "T")
        await person.sees("Ann", "3 rated", "1970s", "+1.3")


async def test_somebody_who_rated_nothing_is_told_so(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        user_id = create_profile(connection, "[b]Bo[/b]").user_id
    store.close()
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_taste(user_id)
        await person.sees("[b]Bo[/b]", "No ratings yet", "has been rated yet")
        await person.press("right", "enter", "n", "v", "E")
        await person.sees("No ratings yet")


async def test_an_unknown_user_is_one_sentence(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_taste(4711)
        await person.sees("There is no user 4711.")


async def test_the_grid_shows_as_many_decades_as_there_is_room_for(database: Path) -> None:
    async with person_at(database, SMALL) as person:
        grid = await open_taste(person)
        assert grid.table is not None
        decades, cell = len(grid.table.periods), grid.cell
        await person.pilot.resize_terminal(30, 20)
        await person.until(lambda: grid.table is not None and len(grid.table.periods) < decades)
        await person.pilot.resize_terminal(*SMALL)
        await person.until(lambda: grid.table is not None and len(grid.table.periods) == decades)
        assert cell is not None
        assert grid.cell is not None
        assert grid.cell[0] == cell[0]
