"""What stands where on the map of films, without a screen."""

from __future__ import annotations

from unicodedata import category

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from db.rows import MovieSummary
from movierec_tui.drawing.map_canvas import Canvas, Way, draw_canvas, map_title
from movierec_tui.drawing.style import DARK_INKS, LIGHT_INKS
from movierec_tui.library.answers import GenreGroup, MappedFilm, genre_group_of
from movierec_tui.tui.screens.film_map import films_called
from movierec_tui.tui.widgets.genre_groups import SIGNS

WINDOW = (78, 17)


def mapped(number: int, x: float, y: float, title: str = "", *genres: str) -> MappedFilm:
    movie = MovieSummary(number, title, title or f"Film {number}", 1990, genres, 100 - number, 3.5)
    return MappedFilm(movie, x, y, genre_group_of(genres))


def many(count: int, seed: int = 0) -> tuple[MappedFilm, ...]:
    places = np.random.default_rng(seed).random((count, 2))
    return tuple(mapped(number, float(x), float(y)) for number, (x, y) in enumerate(places))


def cells_taken(canvas: Canvas) -> list[tuple[int, int]]:
    """Every cell with a letter, a sign or dots, as often as something stands there."""
    letters = [
        (column, row)
        for row, titles in canvas.titles.items()
        for title in titles
        for column in range(title.start, title.end)
    ]
    return [*letters, *canvas.signs, *canvas.dots]


@pytest.mark.parametrize("zoom", [1.0, 2.0, 8.0])
def test_nothing_overlaps_and_nothing_is_outside(zoom: float) -> None:
    canvas = draw_canvas(many(400), WINDOW, zoom)
    taken = cells_taken(canvas)
    assert len(taken) == len(set(taken))
    assert all(0 <= column < canvas.width and 0 <= row < canvas.height for column, row in taken)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.text(max_size=40)), max_size=30),
    st.integers(1, 90),
    st.integers(1, 30),
)
@settings(max_examples=60, deadline=None)
def test_any_titles_in_any_window_fit(films: list[tuple[float, float, str]], width: int, height: int) -> None:
    canvas = draw_canvas(
        [mapped(number, x, y, title) for number, (x, y, title) in enumerate(films)], (width, height), 1.0
    )
    taken = cells_taken(canvas)
    assert len(taken) == len(set(taken))
    assert all(0 <= column < width and 0 <= row < height for column, row in taken)
    for titles in canvas.titles.values():
        assert not any(category(letter) in ("Cc", "Cf") for title in titles for letter in title.text)


def test_the_best_known_films_have_signs_and_titles_first() -> None:
    canvas = draw_canvas(many(400), WINDOW, 1.0)
    titled = {title.film for titles in canvas.titles.values() for title in titles}
    assert {0, 1, 2} <= canvas.shown
    assert np.mean([film < 150 for film in titled]) > 0.9


def test_what_a_person_rated_comes_before_what_is_better_known() -> None:
    films = many(400)
    assert 399 not in draw_canvas(films, WINDOW, 1.0).shown
    assert 399 in draw_canvas(films, WINDOW, 1.0, own={399}).shown


def test_a_group_in_front_leaves_the_others_as_dots() -> None:
    films = [mapped(number, number / 20, 0.5, "", "Horror" if number % 2 else "Comedy") for number in range(20)]
    canvas = draw_canvas(films, WINDOW, 1.0, genre_group=GenreGroup.HORROR)
    assert canvas.shown == frozenset(range(1, 20, 2))
    assert all(canvas.is_seen(film) for film in canvas.shown)


def test_nearer_there_are_more_signs_until_all_are_there() -> None:
    films = many(150)
    shown = [len(draw_canvas(films, WINDOW, zoom).shown) for zoom in (1.0, 2.0, 4.0, 16.0)]
    assert shown == sorted(shown)
    assert shown[-1] >= 148


def test_dots_are_braille_and_show_where_in_the_cell_a_film_is() -> None:
    front = mapped(0, 0.5, 0.5, "Front", "Horror")
    canvas = draw_canvas([front, mapped(1, 0.0, 0.0), mapped(2, 1.0, 1.0)], (12, 5), 1.0, genre_group=GenreGroup.HORROR)
    assert canvas.dots[1, 0].pattern == "⠁"
    assert canvas.dots[10, 4].pattern == "⠁"


def test_a_jump_goes_to_the_nearest_film_ahead() -> None:
    cross = [
        mapped(0, 0.5, 0.5), mapped(1, 0.2, 0.5), mapped(2, 0.8, 0.5), mapped(3, 0.5, 0.1), mapped(4, 0.5, 0.9),
        mapped(5, 0.95, 0.55),
    ]  # fmt: skip
    canvas = draw_canvas(cross, WINDOW, 1.0)
    assert [canvas.next_film(0, way) for way in (Way.LEFT, Way.RIGHT, Way.UP, Way.DOWN)] == [1, 2, 3, 4]
    assert canvas.next_film(2, Way.RIGHT) == 5
    assert canvas.next_film(1, Way.LEFT) is None


@pytest.mark.parametrize("seed", range(3))
def test_arrows_reach_every_film_that_has_a_sign(seed: int) -> None:
    canvas = draw_canvas(many(300, seed), WINDOW, 1.0)
    reached, frontier = {0}, [0]
    while frontier:
        film = frontier.pop()
        for way in Way:
            there = canvas.next_film(film, way)
            if there is not None and there not in reached:
                reached.add(there)
                frontier.append(there)
    assert reached == canvas.shown


def test_the_film_whose_title_is_pointed_at_is_meant() -> None:
    films = [mapped(0, 0.1, 0.5, "A Long Title"), mapped(1, 0.9, 0.5)]
    canvas = draw_canvas(films, WINDOW, 1.0)
    title = canvas.titles[canvas.cells[0][1]][0]
    assert canvas.nearest(title.end - 1, canvas.cells[0][1]) == 0
    assert canvas.nearest(WINDOW[0] - 1, 0) == 1


def test_a_title_is_one_short_line() -> None:
    text = map_title(mapped(1, 0, 0, "One\nTwo\x1b[31m " + "Three " * 20))
    assert cell_len(text) <= 28
    assert "\x1b" not in text
    assert text.startswith("One Two")


@pytest.mark.parametrize(
    ("genres", "genre_group"),
    [
        (("Action", "Adventure", "Sci-Fi"), GenreGroup.FANTASY),
        (("Comedy", "Romance"), GenreGroup.ROMANCE),
        (("Animation", "Children's", "Comedy"), GenreGroup.CHILDREN),
        (("Crime", "Drama"), GenreGroup.CRIME),
        (("Drama",), GenreGroup.DRAMA),
        (("(no genres listed)",), GenreGroup.DRAMA),
        ((), GenreGroup.DRAMA),
    ],
)
def test_a_film_belongs_to_what_says_most_about_it(genres: tuple[str, ...], genre_group: GenreGroup) -> None:
    assert genre_group_of(genres) is genre_group


def test_genre_groups_differ_by_sign_and_by_colour() -> None:
    for inks in (SIGNS, DARK_INKS.genre_groups, LIGHT_INKS.genre_groups):
        assert len({inks[genre_group] for genre_group in GenreGroup}) == len(GenreGroup)


@pytest.mark.parametrize(("inks", "page"), [(DARK_INKS.genre_groups, "#15171c"), (LIGHT_INKS.genre_groups, "#fbf9f5")])
def test_signs_can_be_seen_on_the_page(inks: dict[GenreGroup, str], page: str) -> None:
    from textual.color import Color  # noqa: PLC0415

    def light(colour: str) -> float:
        parts = [channel / 255 for channel in Color.parse(colour).rgb]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for ink in inks.values():
        darker, lighter = sorted((light(ink), light(page)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_film_is_found_by_the_beginning_of_its_title_then_by_any_part() -> None:
    titles = ["The Matrix", "Amélie", "Star Wars", "A Star Is Born", "Starman"]
    assert films_called(titles, "star") == [2, 4, 3]
    assert films_called(titles, "AMELIE") == [1]
    assert films_called(titles, "  ") == []
    assert films_called(titles, "zz") == []
