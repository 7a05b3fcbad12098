from __future__ import annotations

from pathlib import Path

from textual.events import Key, Paste

from movierec_tui.tui.screens.movie import MovieScreen
from movierec_tui.tui.screens.search import SearchScreen
from movierec_tui.tui.widgets.inputs import QueryInput
from tests.app.driving import SMALL, TINY, WIDE, Person, person_at
from tests.library import TOY_STORY


async def test_before_typing_the_popular_films_are_there(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "Star Wars", "1977", "★", "Ratings")


async def test_results_come_while_typing(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("matr")
        await person.sees("1 film", "The Matrix", "1999")
        await person.no_longer_sees("Star Wars")


async def test_a_forgiving_search_finds_what_was_meant(database: Path) -> None:
    async with person_at(database) as person:
        for typed, meant in [
            ("the matrix", "The Matrix"),
            ("spider-man", "Spider-Man"),
            ("amelie", "Amelie"),
        ]:
            await person.type(typed)
            await person.sees(meant)
            await person.press("escape")


async def test_no_input_is_an_error(database: Path) -> None:
    async with person_at(database) as person:
        for typed in ("star:", '"', "'", "((", "*", "🎬", "-", "AND", "[/b", "\\", "%"):
            await person.sees("Popular films")
            person.app.post_message(Paste(typed))
            await person.no_longer_sees("Popular films")
            assert "✗" not in person.screen()
            assert "wrong" not in person.screen()
            await person.press("ctrl+u")


async def test_a_search_without_results_says_so(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("qqqqzzzz")
        await person.sees("No film is called “qqqqzzzz”")


async def test_words_that_are_no_title_say_what_they_were_taken_for(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("cyberpunk")
        await person.sees("Films with this title, and films tagged cyberpunk.", "The Matrix")
        await person.press("escape")
        await person.no_longer_sees("tagged")


async def test_enter_opens_the_first_film_without_leaving_the_box(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("matrix")
        await person.sees("1 film")
        await person.press("enter")
        await person.sees("The Matrix (1999)", "Nearest films")


async def test_enter_right_after_typing_opens_what_was_typed_and_not_what_was_still_shown(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "Toy Story")
        box = person.app.screen.query_one(QueryInput)
        box.value = "toy story"
        await box.action_submit()
        await person.sees("Nearest films")
        assert isinstance(person.app.screen, MovieScreen)
        assert person.app.screen.movie_id == TOY_STORY


async def test_arrows_go_from_the_box_into_the_results_and_back(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("sci-fi")
        await person.press("escape")
        await person.type("genre:sci-fi")
        await person.until(lambda: "films" in person.screen() and "Popular" not in person.screen())
        await person.press("down")
        assert person.app.focused is not None
        assert person.app.focused.id == "results"
        await person.press("up", "up")
        assert person.app.focused.id == "query"


async def test_escape_clears_the_box_and_then_goes_to_the_list(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("matrix")
        await person.sees("1 film")
        await person.press("escape")
        await person.sees("Popular films")
        await person.press("escape")
        assert person.app.focused is not None
        assert person.app.focused.id == "results"


async def test_only_the_last_answer_is_drawn(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("star wars")
        await person.press(*["backspace"] * 9)
        await person.type("leon")
        await person.sees("Léon: The Professional")
        await person.settles()
        assert "Star Wars" not in person.screen()


async def test_digits_are_text_in_the_box_and_places_in_the_list(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("2001")
        await person.sees("2001: A Space Odyssey")
        await person.press("escape", "escape")
        await person.press("3")
        await person.sees("Users · 1–30 of 30")


async def test_a_click_opens_a_film(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Toy Story")
        await person.click("Toy Story")
        await person.sees("Toy Story (1995)", "Nearest films")


async def test_a_wide_screen_shows_the_film_under_the_cursor_beside_the_list(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.type("matrix")
        await person.sees("The Matrix (1999)", "Action · Sci-Fi · Thriller", "Nearest films")


async def test_a_tiny_screen_still_shows_titles_and_ratings(database: Path) -> None:
    async with person_at(database, TINY) as person:
        await person.sees("Star Wars", "★", "Help")


async def test_resizing_shows_and_hides_the_card(database: Path) -> None:
    async with person_at(database, SMALL) as person:
        await person.sees("Popular films")
        assert "Nearest films" not in person.screen()
        await person.pilot.resize_terminal(*WIDE)
        await person.sees("Nearest films")
        await person.pilot.resize_terminal(*SMALL)
        await person.no_longer_sees("Nearest films")


async def test_a_search_without_hits_clears_the_card(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films", "Nearest films")
        await person.type("matrix")
        await person.sees("The Matrix (1999)")
        await person.type("qqzz")
        await person.sees("No film is called")
        await person.settles()
        assert "Nearest films" not in person.screen()
        assert "The Matrix" not in person.screen()


async def test_pasting_right_after_the_box_was_cleared_searches(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.type("star wars")
        await person.sees("1 film")
        person.app.post_message(Key("ctrl+u", None))
        person.app.post_message(Paste("matrix"))
        await person.sees("1 film", "The Matrix")
        assert box(person) == "matrix"
        assert "Star Wars" not in person.screen()


async def test_pasting_over_what_is_selected_searches(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("star wars")
        await person.sees("1 film")
        await person.press("escape", "escape", "slash")
        await person.type("toy")
        await person.press("home", "shift+end")
        person.app.post_message(Paste("matrix\nand a second line"))
        await person.sees("1 film", "The Matrix")
        assert box(person) == "matrix"


async def test_esc_and_a_digit_in_one_burst_are_two_keys(database: Path) -> None:
    async with person_at(database) as person:
        for sign, mode in (("™", "for_you"), ("£", "users"), ("∞", "data")):
            await person.sees("Popular films")
            await person.press("slash")
            person.app.post_message(Key("some_sign", sign))
            await is_at(person, mode)
            assert box(person) == ""
            await person.press("escape", "1")


async def is_at(person: Person, mode: str) -> None:
    await person.until(lambda: person.app.current_mode == mode and person.app.screen.is_mounted)


def box(person: Person) -> str:
    search = person.app.get_screen_stack("search")[0]
    assert isinstance(search, SearchScreen)
    return search.query_box.value
