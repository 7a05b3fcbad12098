"""The map of films, as a person uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.personal.opinions import rate
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from movierec_tui.drawing.map_canvas import ZOOMS
from movierec_tui.library.answers import GenreGroup
from movierec_tui.tui.screens.film_map import MapScreen
from movierec_tui.tui.widgets.film_map import FilmMapView
from tests.app.driving import TINY, Person, person_at
from tests.library import MATRIX, REC, STAR_WARS


async def open_map(person: Person) -> FilmMapView:
    await person.sees("Popular films")
    await person.press("escape", "M")
    await person.sees("Map of films", "best-known films" if person.app.size.width > 70 else "12 films")
    view = person.app.screen.query_one(FilmMapView)
    assert view.has_focus
    return view


def chosen_title(view: FilmMapView) -> str:
    assert view.current is not None
    return view.current.movie.display_title


def front(view: FilmMapView) -> str:
    """The name of the group of genres in front; empty for all alike."""
    return "" if view.genre_group is None else view.genre_group.value


async def test_the_map_shows_films_what_their_signs_mean_and_the_one_under_the_cursor(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        await person.sees("● Drama", "★ rated by you", "Horror")
        assert len(view.films) == 12
        film = view.current
        assert film is not None
        await person.sees(f"{film.movie.display_title} ({film.movie.year})")


async def test_arrows_and_letters_jump_and_enter_opens(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        titles = {chosen_title(view)}
        for key in ("left", "right", "up", "down", "h", "j", "k", "l") * 2:
            await person.press(key)
            titles.add(chosen_title(view))
        assert len(titles) > 3
        title = chosen_title(view)
        await person.press("enter")
        await person.sees(title, "Similarity")
        await person.press("escape")
        await person.sees("Map of films")
        assert chosen_title(view) == title


async def test_zooming_keeps_the_cursor_in_its_place_and_nought_shows_all(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        title = chosen_title(view)
        await person.press("plus", "plus")
        assert ZOOMS[view.zoom] == 2
        assert chosen_title(view) == title
        await person.sees("zoom 2×")
        await person.press("minus")
        assert ZOOMS[view.zoom] == 1.5
        await person.press("plus", "plus", "plus", "0")
        assert view.zoom == 0
        assert view.window == (0, 0)


async def test_panning_moves_the_window_over_what_stands_where_it_stood(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        await person.press("plus", "plus", "plus", "plus")
        before, window = view.canvas, view.window
        lines = person.screen_lines()
        for key in ("H", "K", "L", "L", "J", "J"):
            await person.press(key)
        assert view.canvas is before
        assert view.window != window
        assert view.current is not None
        assert lines != person.screen_lines()
        column, row = view.canvas.cells[view.chosen or 0]
        assert 0 <= column - view.window.x < view.size.width
        assert 0 <= row - view.window.y < view.size.height


async def test_a_film_is_found_by_its_title(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        await person.press("slash")
        await person.type("empire")
        await person.sees("1 of 1")
        assert chosen_title(view) == "The Empire Strikes Back"
        await person.press("enter")
        assert view.has_focus
        assert chosen_title(view) == "The Empire Strikes Back"


async def test_looking_for_a_film_in_vain_or_not_at_all_leaves_the_cursor(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        title = chosen_title(view)
        await person.press("slash")
        await person.type("qq")
        await person.sees("no film on the map has that name")
        await person.press("escape")
        assert chosen_title(view) == title
        assert view.has_focus
        await person.press("slash")
        await person.type("rec")
        assert chosen_title(view) == "[REC]"
        await person.press("escape")
        assert chosen_title(view) == title


async def test_of_several_films_the_next_is_one_key_away(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        await person.press("slash")
        await person.type("star")
        await person.sees("1 of 1")
        await person.press("backspace", "backspace", "backspace", "backspace")
        await person.type("t")
        await person.sees("1 of ")
        first = chosen_title(view)
        await person.press("down")
        await person.sees("2 of ")
        assert chosen_title(view) != first
        await person.press("up")
        assert chosen_title(view) == first


async def test_g_brings_genres_to_the_front_and_esc_takes_them_back(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        for _ in range(7):
            await person.press("g")
        assert front(view) == GenreGroup.HORROR.value
        await person.sees("Horror in front", "[▼ Horror]", "▼ [REC]")
        assert chosen_title(view) == "[REC]"
        await person.press("G")
        assert front(view) == GenreGroup.FANTASY.value
        await person.press("escape")
        assert front(view) == ""
        assert isinstance(person.app.screen, MapScreen)


async def test_a_film_of_other_genres_than_those_in_front_is_found(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        await person.press("g", "g")
        assert front(view) == GenreGroup.COMEDY.value
        await person.press("slash")
        await person.type("rec")
        await person.sees("1 of 1")
        assert chosen_title(view) == "[REC]"
        assert front(view) == ""


async def test_own_ratings_are_stars_and_a_rating_on_the_map_shows_at_once(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        user_id = create_profile(connection, "Ann").user_id
        activate_profile(connection, user_id)
        rate(connection, user_id, MATRIX, 5)
    store.close()
    async with person_at(database) as person:
        await person.sees("Ann")
        view = await open_map(person)
        await person.until(lambda: view.rated == {MATRIX})
        assert "★" in "".join(person.screen_lines()[2:18])
        await person.press("slash")
        await person.type("star wars")
        await person.press("enter", "r", "4")
        await person.until(lambda: view.rated == {MATRIX, STAR_WARS})
        await person.sees("you ★★★★")


async def test_the_mouse_chooses_opens_zooms_and_drags(database: Path) -> None:
    async with person_at(database) as person:
        view = await open_map(person)
        index = next(number for number, film in enumerate(view.films) if film.movie.movie_id == REC)
        column, row = view.canvas.cells[index]
        place = (column + view.region.x, row + view.region.y)
        await person.pilot.click(offset=place)
        assert chosen_title(view) == "[REC]"
        await person.pilot.click(offset=place)
        await person.sees("[REC] (2007)", "Similarity")


@pytest.mark.parametrize("size", [TINY, (40, 12), (20, 6)], ids=["60x20", "40x12", "20x6"])
async def test_the_map_lives_on_small_terminals(database: Path, size: tuple[int, int]) -> None:
    async with person_at(database, size) as person:
        await person.until(lambda: person.app.status is not None)
        await person.press("escape", "M")
        view = person.app.screen.query_one(FilmMapView)
        await person.until(lambda: view.film_map is not None)
        await person.press("right", "plus", "down", "g", "0")
        assert view.current is not None
        await person.pilot.resize_terminal(100, 30)
        await person.sees("Map of films")


async def test_without_a_model_one_sentence_says_what_to_do(untrained: Path) -> None:
    async with person_at(untrained) as person:
        await person.until(lambda: person.app.current_mode == "data")
        await person.app.action_map()
        await person.sees("No trained model yet")
        await person.press("right", "plus", "slash", "g", "E", "enter")
        await person.sees("No trained model yet")
