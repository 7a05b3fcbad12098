from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from textual.widgets import Input

from db.marks import FilmMark
from db.personal.profiles import create_profile
from db.store.database import open_store
from engine.options import MovieFilter
from movierec_tui.jobs.state import TRAINING, JobState, Outcome
from movierec_tui.library.answers import ListRequest, Recommended
from movierec_tui.library.library import Library
from movierec_tui.tui.app import MovieRecApp
from movierec_tui.tui.screens.for_you import ForYouScreen
from movierec_tui.tui.screens.together import Someone, TogetherScreen
from movierec_tui.tui.widgets.fields import GenreGrid
from movierec_tui.tui.widgets.filter_panel import FilterPanel
from movierec_tui.tui.widgets.slider import Slider
from tests.app.driving import SMALL, TINY, WIDE, Person, person_at
from tests.library import (
    AMELIE,
    EMPIRE,
    LEON,
    MATRIX,
    REC,
    SPACE_ODYSSEY,
    SPIDER_MAN,
    STAR_WARS,
    TOY_STORY,
    publish_random_run,
)

LOW = (80, 12)
LOWEST = (60, 10)
ALL_SIZES = pytest.mark.parametrize("size", [LOWEST, LOW, WIDE], ids=["60x10", "80x12", "120x40"])
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def anns(database: Path) -> Path:
    """The database with a profile, ann, who has rated three films and is the one who rates."""
    library = Library.open(database)
    ann = library.profiles.create("ann")
    for film, stars in ((MATRIX, 5.0), (STAR_WARS, 4.5), (TOY_STORY, 2.0)):
        library.profiles.rate(ann.user_id, film, stars)
    library.close()
    return database


def screen(person: Person) -> ForYouScreen:
    found = person.app.screen
    assert isinstance(found, ForYouScreen)
    return found


def listed(person: Person) -> list[int]:
    """The ids of the films in the list that is in front."""
    return [row.movie.movie_id for row in screen(person).table.rows]


async def go_for_you(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "2")
    await person.sees("films for ann", "from 3 ratings", "Its match")


@SIZES
async def test_the_list_shows_stars_doubt_and_why(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await go_for_you(person)
        await person.sees("Recommended · best match first", "Predicted", "±0.", "★", "Match", "great")
        await person.sees("Why", "The Matrix (1999)", "%")


async def test_an_empty_list_names_no_keys_for_films(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await go_for_you(person)
        assert "r Rate" in person.screen_lines()[-1]
        await person.press("tab")
        await person.sees("Nothing here yet")
        await person.until(lambda: not any(key in person.screen_lines()[-1] for key in ("Open", "Rate")))


async def test_rated_films_are_not_recommended(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        assert listed(person)
        assert not {MATRIX, STAR_WARS, TOY_STORY} & set(listed(person))


async def test_the_named_shares_and_the_rest_make_up_what_the_ratings_add(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        film: Recommended = screen(person).films.rows[0]
        named = sum(reason.contribution for reason in film.because)
        assert film.base + named + film.others == pytest.approx(film.score, abs=1e-4)


async def test_a_rating_takes_the_film_out_and_the_next_one_takes_its_place(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("down", "down")
        before = listed(person)
        await person.press("r", "4")
        await person.until(lambda: before[2] not in listed(person))
        assert screen(person).films.cursor == 2
        await person.sees("from 4 ratings")


async def test_the_top_stays_the_top_and_a_film_further_down_keeps_the_cursor(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        person.app.ratings.rate(LEON, 0.5)
        await person.until(lambda: LEON not in listed(person))
        assert screen(person).films.cursor == 0
        await person.press("down", "down")
        film = listed(person)[2]
        person.app.ratings.rate(listed(person)[5], 5.0)
        await person.sees("from 5 ratings")
        await person.until(lambda: len(listed(person)) == 7)
        assert listed(person)[screen(person).films.cursor] == film


async def test_another_profile_begins_at_the_top_of_its_own_list(anns: Path) -> None:
    library = Library.open(anns)
    library.profiles.create("ben")
    library.profiles.switch(library.profiles.find("ann").user_id)
    library.close()
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("down", "down", "P")
        await person.sees("Profiles", "ben")
        await person.press("down", "enter")
        await person.sees("films for ben · by popularity")
        assert screen(person).films.cursor == 0


async def test_hiding_and_undoing(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        first = listed(person)[0]
        await person.press("x")
        await person.until(lambda: first not in listed(person))
        await person.sees("Hidden 1")
        await person.press("u")
        await person.until(lambda: listed(person)[0] == first)
        await person.no_longer_sees("Hidden 1")


async def test_what_another_screen_said_is_there_on_the_way_back(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("1")
        person.app.ratings.rate(LEON, 5.0)
        await person.press("2")
        await person.until(lambda: LEON not in listed(person))
        await person.sees("from 4 ratings", "Rated 4")
        await person.press("tab", "tab")
        await person.until(lambda: LEON in listed(person))


async def test_the_persons_own_lists_are_beside_it(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        first, second = listed(person)[:2]
        await person.press("w")
        await person.until(lambda: first not in listed(person))
        await person.press("x")
        await person.until(lambda: second not in listed(person))
        await person.press("tab")
        await person.sees("1 film on the watchlist of ann", "Why")
        assert listed(person) == [first]
        await person.press("tab")
        await person.sees("3 films rated by ann", "★★★★★", "You give it")
        await person.press("tab")
        await person.sees("Never recommended")
        assert listed(person) == [second]
        await person.press("x")
        await person.until(lambda: listed(person) == [])
        await person.press("escape")
        await person.until(lambda: second in listed(person))


async def test_own_lists_have_orders_of_their_own(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("tab", "tab", "s")
        await person.sees("Rated · most stars first")
        assert listed(person) == [MATRIX, STAR_WARS, TOY_STORY]
        await person.press("s", "s")
        await person.sees("Rated · by title")
        assert listed(person) == [STAR_WARS, MATRIX, TOY_STORY]


# Filters


@ALL_SIZES
async def test_filters_open_on_the_years_and_f_closes_them(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size, searching=False) as person:
        for way in (("f",), ("1", "escape", "2", "f"), ("tab", "f")):
            await person.press(*way)
            await person.sees("Filters", "Years", "From the last", "Director", "films fit")
            assert person.app.focused is screen(person).query_one("#years")
            await person.press("f")
            await person.no_longer_sees("Filters")
            assert person.app.focused is screen(person).films
            await person.sees("● Recommended", "2001: A Space Odyssey")


async def test_filters_open_before_the_list_is_there(anns: Path) -> None:
    app = MovieRecApp(anns)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.press("f")
        await person.sees("Filters", "Years", "films fit", "Babylon 5")
        assert app.focused is screen(person).query_one("#years")


@ALL_SIZES
async def test_filters_open_for_several_people_too(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size, searching=False) as person:
        people = (Someone(7, "User 7", 12), Someone(8, "User 8", 12))
        person.app.push_screen(TogetherScreen(people, ListRequest()))
        await person.sees("2001: A Space Odyssey")
        await person.press("f")
        await person.sees("Filters", "Years", "films fit")
        assert person.app.focused is person.app.screen.query_one("#years")
        await person.press("f")
        await person.no_longer_sees("Filters")


async def test_the_keys_of_the_list_stay_keys_in_the_boxes_of_the_filters(anns: Path) -> None:
    async with person_at(anns, searching=False) as person:
        await person.press("f", "right_square_bracket")
        await person.until(lambda: screen(person).request.familiarity == -0.25)
        await person.type("1990s")
        await person.until(lambda: screen(person).request.films.years == (1990, 1999))
        await person.press("c")
        await person.until(lambda: screen(person).request == ListRequest(reasons=3))
        assert person.app.focused is screen(person).query_one("#years")


async def test_genres_are_wanted_and_excluded_by_key(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("f")
        await person.sees("Filters", "films fit", "Animation")
        await person.press("shift+tab", "plus")
        await person.sees("+ Action", "action")
        await person.until(lambda: set(listed(person)) == {EMPIRE, SPIDER_MAN})
        grid = screen(person).query_one(GenreGrid)
        grid.cursor = grid.genres.index("Sci-Fi")
        await person.press("minus")
        await person.sees("1 film fits", "action, not sci-fi")
        assert listed(person) == [SPIDER_MAN]
        await person.press("enter")
        await person.no_longer_sees("Filters")
        assert person.app.focused is screen(person).films


async def test_people_tags_runtime_and_the_last_years_are_typed(enriched: Path) -> None:
    async with person_at(enriched) as person:
        await go_for_you(person)
        await person.press("f", "down", "down")
        await person.type("140-")
        await person.sees("140+ min")
        assert listed(person) == [SPACE_ODYSSEY]
        await person.press("down")
        await person.type("kubrick")
        await person.press("down")
        await person.type("dullea")
        await person.press("down")
        await person.type("sci-fi, noir")
        wanted = MovieFilter(runtime=(140, 9999), directors=("kubrick",), cast=("dullea",), tags=("sci-fi", "noir"))
        await person.until(lambda: screen(person).request.films == wanted)
        await person.sees("1 film fits")
        await person.press(*["up"] * 4)
        await person.type("2")
        await person.sees("No film fits")
        await person.until(lambda: screen(person).request.films.since == date.today().year - 1)


async def test_a_filter_that_cannot_be_read_is_named_until_it_is_mended_or_cleared(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("f")
        await person.sees("films fit")
        await person.type("194")
        await person.no_longer_sees("films fit")
        complaint = person.screen_lines()[-3].split("│")[-2].strip()
        await person.press("escape", "s", "f")
        await person.sees(complaint)
        await person.press("backspace", "backspace", "backspace")
        await person.sees("films fit")
        await person.type("194")
        await person.sees(complaint)
        await person.press("escape", "c", "f")
        await person.sees("films fit")
        assert screen(person).query_one(FilterPanel).years.value == ""


async def test_what_was_typed_meanwhile_stays_when_the_list_of_a_moment_ago_comes(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("f")
        await person.type("1990")
        await person.until(lambda: screen(person).request.films.years == (1990, 1990))
        panel = screen(person).query_one(FilterPanel)
        with panel.prevent(Input.Changed):  # the letter is there, and the panel has not heard of it yet
            panel.years.value = "1990s"
        panel.show(screen(person).request)
        assert panel.years.value == "1990s"


async def test_filters_say_what_is_not_known_before_enriching(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("f", "down", "down", "down")
        await person.type("x")
        await person.sees("not known yet:", "5 and then e gets")


async def test_the_genre_under_the_cursor_stays_in_sight(anns: Path) -> None:
    async with person_at(anns, (80, 18)) as person:
        await go_for_you(person)
        await person.press("f")
        await person.sees("Adventure")
        await person.press("shift+tab", *["down"] * 5)
        await person.press("plus")
        grid = screen(person).query_one(GenreGrid)
        await person.sees(f"+ {grid.genres[5]}")


async def test_years_are_typed_as_people_write_them(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("f")
        await person.type("1980s")
        await person.sees("1 film for ann · 1980s")
        assert listed(person) == [EMPIRE]
        await person.press(*["backspace"] * 5)
        await person.type("19")
        await person.sees("write 1994")
        assert len(listed(person)) > 1


async def test_a_least_number_of_ratings_and_c_to_clear(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        everything = listed(person)
        await person.press("f")
        await person.press(*["down"] * 6)
        await person.type("9999")
        await person.sees("No film is left", "9,999+ ratings")
        await person.press("enter", "c")
        await person.until(lambda: listed(person) == everything)


async def test_the_watchlist_and_rated_films_can_be_let_in(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        first = listed(person)[0]
        await person.press("w")
        await person.until(lambda: first not in listed(person))
        await person.press("f")
        await person.press(*["down"] * 7, "space")
        await person.sees("watchlist too")
        await person.until(lambda: first in listed(person))
        await person.press("space")
        await person.sees("from the watchlist")
        await person.until(lambda: listed(person) == [first])
        await person.press("space", "down", "space")
        await person.sees("rated films too")
        await person.until(lambda: MATRIX in listed(person))


async def test_a_filter_is_saved_found_again_and_forgotten(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("right_square_bracket", "F")
        await person.sees("Nothing is saved yet", "a little adventurous")
        await person.press("n")
        await person.type("brave")
        await person.press("enter")
        await person.sees("brave")
        await person.press("escape", "c")
        await person.until(lambda: screen(person).request.familiarity == 0)
        await person.press("F")
        await person.sees("brave")
        await person.press("enter")
        await person.until(lambda: screen(person).request.familiarity == -0.25)
        await person.press("F")
        await person.sees("brave")
        await person.press("d", "y")
        await person.sees("Nothing is saved yet")


async def test_a_saved_filter_that_cannot_be_read_hides_no_other(anns: Path) -> None:
    store = open_store(anns)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO saved_filter SELECT user_id, 'broken', '[' FROM user WHERE name = 'ann'"))
    store.close()
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("right_square_bracket", "F")
        await person.sees('The saved filter "broken" cannot be read.')
        await person.press("n")
        await person.type("brave")
        await person.press("enter")
        await person.sees("a little adventurous", "cannot be read")
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, ForYouScreen))
        assert screen(person).request.familiarity == -0.25
        await person.press("F")
        await person.sees("broken", "brave")
        await person.press("end", "enter")
        assert not isinstance(person.app.screen, ForYouScreen)
        await person.press("d", "y")
        await person.no_longer_sees("broken")
        await person.sees("brave")
        assert "cannot be read" not in person.screen()


async def test_the_slider_stops_at_its_ends(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.sees("familiar ────●──── adventurous")
        await person.press(*["left_square_bracket"] * 6)
        await person.sees("familiar ●──────── adventurous", "very familiar")
        assert screen(person).request.familiarity == 1


@pytest.mark.parametrize("size", [TINY, SMALL, WIDE], ids=["60x20", "80x24", "120x40"])
async def test_the_slider_takes_clicks(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size, searching=False) as person:
        await person.sees("[ ", "────●────", " ]")
        slider = screen(person).query_one(Slider)
        await person.click(" ]")
        await person.until(lambda: screen(person).request.familiarity == -0.25)
        await person.click("[ ")
        await person.until(lambda: screen(person).request.familiarity == 0)
        rail = slider.render().plain.index("─")
        await person.pilot.click(slider, offset=(rail + 8, 0))
        await person.until(lambda: screen(person).request.familiarity == -1)
        await person.sees("────────●")


async def test_the_knob_of_the_slider_is_dragged(anns: Path) -> None:
    async with person_at(anns, searching=False) as person:
        await person.sees("familiar ────●──── adventurous")
        slider = screen(person).query_one(Slider)
        rail = slider.render().plain.index("─")
        await person.pilot.mouse_down(slider, offset=(rail + 4, 0))
        await person.pilot.hover(slider, offset=(rail + 2, 0))
        await person.until(lambda: screen(person).request.familiarity == 0.5)
        await person.pilot.hover("#recommended-table", offset=(1, 1))
        await person.until(lambda: screen(person).request.familiarity == 1)
        await person.pilot.mouse_up("#recommended-table", offset=(1, 1))
        await person.pilot.hover(slider, offset=(rail + 6, 0))
        await person.pilot.pause()
        assert screen(person).request.familiarity == 1


async def test_orders_come_one_after_the_other(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("s")
        await person.sees("most stars first")
        stars = [row.predicted_rating for row in screen(person).films.rows]
        assert stars == sorted(stars, reverse=True)
        await person.press("s", "s")
        await person.sees("by title")
        await person.press("s")
        await person.sees("best match first")


async def test_random_picks_until_esc(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("z")
        await person.until(lambda: screen(person).request.surprise is not None)
        drawn = screen(person).request.surprise
        await person.press("z")
        await person.until(lambda: screen(person).request.surprise not in (None, drawn))
        await person.press("escape")
        await person.until(lambda: screen(person).request == ListRequest(reasons=3))


async def test_filters_take_the_whole_body_of_a_tiny_screen(anns: Path) -> None:
    async with person_at(anns, TINY) as person:
        await go_for_you(person)
        await person.press("f")
        await person.sees("Filters", "films fit")
        assert "Recommended ·" not in person.screen()


async def test_filters_give_the_list_its_place_back_where_the_terminal_grows(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await go_for_you(person)
        await person.press("f")
        await person.sees("Filters", "films fit", "Recommended ·")
        await person.pilot.resize_terminal(*TINY)
        await person.no_longer_sees("Recommended ·")
        await person.pilot.resize_terminal(*WIDE)
        await person.sees("Filters", "Recommended ·")
        await person.press("escape")
        await person.no_longer_sees("Filters")
        await person.sees("Why")


# Who is there


async def test_without_a_profile_a_name_is_asked_for(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "run 2")
        await person.press("escape", "2")
        await person.sees("Films for you", "Your name")
        await person.type("12")
        await person.press("enter")
        await person.sees("12 is a number")
        await person.press("backspace", "backspace")
        await person.type("Zoë")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("Rate films", "haven't seen")
        assert person.app.profile is not None
        assert person.app.profile.name == "Zoë"
        await person.press("4", "escape")
        await person.sees("films for Zoë", "from 1 rating")


async def test_a_name_that_is_there_already_is_that_person(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        ben = create_profile(connection, "Ben")
    store.close()
    async with person_at(database) as person:
        await person.sees("Popular films", "run 2")
        await person.press("escape", "2")
        await person.sees("Here already: Ben.")
        await person.type("ben")
        await person.press("enter")
        await person.sees("films for Ben")
        assert person.app.profile is not None
        assert person.app.profile.user_id == ben.user_id


async def test_without_ratings_the_list_is_by_popularity(database: Path) -> None:
    library = Library.open(database)
    library.profiles.create("ann")
    library.close()
    async with person_at(database) as person:
        await person.sees("Popular films", "ann")
        await person.press("escape", "2")
        await person.sees("films for ann · by popularity", "R rates a few films", "Listed because it is popular")


async def test_without_a_model_it_says_which_key_helps(untrained: Path) -> None:
    library = Library.open(untrained)
    ann = library.profiles.create("ann")
    library.profiles.mark(ann.user_id, AMELIE, FilmMark.WATCHLIST, on=True)
    library.close()
    async with person_at(untrained) as person:
        await person.until(lambda: person.app.current_mode == "data")
        await person.press("2")
        await person.sees("There is no model yet. Press 4, then s to train one.")
        await person.press("tab")
        await person.sees("Amelie", "does not know this film")


async def test_a_first_training_says_how_far_it_is_and_the_list_comes_by_itself(untrained: Path) -> None:
    library = Library.open(untrained)
    library.profiles.create("ann")
    library.close()
    async with person_at(untrained) as person:
        await person.until(lambda: person.app.current_mode == "data")
        person.app.job = job = JobState("Training", TRAINING, fraction=0.5)
        await person.press("2")
        await person.sees("50% of the first training; your list comes by itself. R rates films")
        person.app.job = job = replace(job, fraction=0.74)
        await person.sees("74% of the first training")
        await person.press("R")
        await person.names_no_favourites()
        await person.sees("Rate films · 74% of the first training", "0 of about 15", "your list comes by itself")
        await person.press("4")
        await person.sees("1 of about 15")
        store = open_store(untrained)
        publish_random_run(store, seed=1)
        store.close()
        person.app.job = job.ended(Outcome.DONE)
        person.app.refresh_status()
        await person.sees("For ann · after 1 rating")
        assert "first training" not in person.screen()
        await person.press("escape")
        await person.sees("films for ann · from 1 rating", "Its match")


@pytest.mark.parametrize("size", [LOWEST, LOW], ids=["60x10", "80x12"])
async def test_the_lowest_terminal_shows_films(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size, searching=False) as person:
        await person.until(lambda: len(listed(person)) > 0)
        await person.settles()
        titles = [row.movie.display_title for row in screen(person).films.rows]
        seen = [title for title in titles if title in person.screen()]
        assert len(seen) >= min(len(titles), size[1] - 4)
        await person.press("tab", "tab")
        await person.sees("● Rated 3", "Star Wars", "Toy Story")


async def test_titles_are_never_markup(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await go_for_you(person)
        await person.sees("[REC]", "[/b]")
        place = listed(person).index(REC)
        await person.press(*["down"] * place)
        await person.sees("[REC] (2007)")


async def test_enter_opens_the_film_and_esc_comes_back_to_it(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("down", "enter")
        await person.sees("Nearest films")
        await person.press("escape")
        await person.sees("films for ann")
        assert screen(person).films.cursor == 1


# Together


@SIZES
async def test_films_for_two_people(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await go_for_you(person)
        await person.press("t")
        await person.sees("☑ ann")
        await person.press("enter")
        await person.sees("Choose two people or more")
        await person.press("n")
        await person.type("7")
        await person.press("enter")
        await person.sees("☑ User 7")
        await person.press("enter")
        await person.sees("for ann and User 7", "best on average", "★")
        await person.press("a")
        await person.sees("everyone is happy enough")
        await person.click(" ]")
        together = person.app.screen
        assert isinstance(together, TogetherScreen)
        await person.until(lambda: together.request.familiarity == -0.25)
        await person.press("f")
        await person.sees("Filters", "fit")
        await person.press("escape", "escape")
        await person.sees("films for ann ·")


async def test_a_friend_gets_a_profile_where_films_are_found_for_both(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("t")
        await person.sees("p makes a profile for a friend")
        await person.press("p")
        await person.type("Ann")
        await person.press("enter")
        await person.sees('There is a profile "ann" already')
        await person.press("escape", "p")
        await person.type("Ben")
        await person.press("enter")
        await person.sees("☑ ann", "☑ Ben", "Ben: no ratings yet")
        await person.press("enter")
        await person.sees("for ann and Ben", "★")
        assert person.app.profile is not None
        assert person.app.profile.name == "ann"


async def test_together_refuses_numbers_of_nobody(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_for_you(person)
        await person.press("t", "n")
        await person.type("4711")
        await person.press("enter")
        await person.sees("4711")
        await person.press("escape", "escape")
        await person.sees("films for ann")


async def test_together_leaves_out_what_one_of_them_rates_meanwhile(anns: Path) -> None:
    async with person_at(anns) as person:
        library = Library.open(anns)
        ben = library.profiles.create("ben")
        library.profiles.rate(ben.user_id, SPACE_ODYSSEY, 5.0)
        library.profiles.switch(library.profiles.find("ann").user_id)
        library.close()
        await go_for_you(person)
        await person.press("t")
        await person.sees("ben")
        await person.press("down", "space", "enter")
        await person.sees("for ann and ben")
        table = person.app.screen.query_one("#together-table")
        films = [row.movie.movie_id for row in table.rows]  # type: ignore[attr-defined]
        assert SPACE_ODYSSEY not in films
        await person.press("x")
        await person.until(lambda: films[0] not in [row.movie.movie_id for row in table.rows])  # type: ignore[attr-defined]
