from __future__ import annotations

import gc
import re
import webbrowser
from pathlib import Path
from weakref import ref

import pytest
from sqlalchemy import text
from textual.strip import Strip

from db.rows import FIRST_IMDB_FILM
from db.store.database import open_store
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.why import YouPanel
from tests.app.driving import WIDE, Person, person_at
from tests.library import LEON, MATRIX, NO_YEAR, SPACE_ODYSSEY, STAR_WARS, UNRATED


async def open_film(person: Person, movie_id: int) -> None:
    await person.sees("Popular films")
    person.app.open_movie(movie_id)
    await person.sees("Nearest films ·", f"id {movie_id}")


async def test_a_film_shows_what_is_known_of_it(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.sees("The Matrix (1999)", "Action · Sci-Fi · Thriller", "30 ratings", f"id {MATRIX}", "Ratings")


async def test_a_film_shows_its_people_and_tags_and_these_their_films(enriched: Path) -> None:
    async with person_at(enriched) as person:
        await open_film(person, SPACE_ODYSSEY)
        await person.sees("149 min   IMDb 8.3 (700,000 votes)", "by Stanley Kubrick, with Keir Dullea")
        await person.sees("artificial intelligence · sci-fi")
        await person.press("i")
        await person.sees("Director     Stanley Kubrick", "Tag          artificial intelligence")
        await person.press("down", "down", "enter")
        await person.sees("Only people and tags have films.")
        await person.press("home", "enter")
        await person.sees("By or with Stanley Kubrick", "1968")
        await person.press("escape", "i", "end", "enter")
        await person.sees("Tagged sci-fi")


async def test_a_film_from_imdb_says_where_it_is_from(enriched: Path) -> None:
    async with person_at(enriched, WIDE) as person:
        await open_film(person, FIRST_IMDB_FILM + 1160419)
        await person.sees("From IMDb; the data set lacks this film", "by Denis Villeneuve", "originally Dune: Part One")


async def test_a_closed_film_is_forgotten(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        film = ref(person.app.screen)
        await person.press("escape")
        await person.settles()
        gc.collect()
        assert film() is None


async def test_the_drawn_lines_of_closed_films_are_forgotten(database: Path) -> None:
    async with person_at(database) as person:
        kept = []
        for _ in range(4):
            await open_film(person, MATRIX)
            await person.settles()
            await person.press("escape")
            await person.settles()
            gc.collect()
            kept.append(sum(isinstance(thing, Strip) for thing in gc.get_objects()))
        # Two screens more; all that stays of each is the lines of its scroll bar.
        assert kept[3] - kept[1] < 2 * person.app.size.height, kept


async def test_the_histogram_counts_every_step_of_the_scale(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.sees("  5 ", "  4 ", "  3 ", "  2 ", "  1 ", "━")


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
        await person.press("tab", "tab")
        await person.sees("● Fans also love", "Fans", "Star Wars")


async def test_a_wide_screen_shows_both_lists_at_once(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await open_film(person, MATRIX)
        await person.sees("Similarity", "Fans also love", "Star Wars")


async def test_the_arrows_go_between_the_persons_part_and_the_lists(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        assert focused(person) == "you"
        await person.press("down")
        await person.until(lambda: focused(person) == "nearest-table")
        await person.press("up")
        await person.until(lambda: focused(person) == "you")


def focused(person: Person) -> str | None:
    return None if person.app.focused is None else person.app.focused.id


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


# The person's part


async def test_without_a_profile_the_film_says_how_to_rate(database: Path) -> None:
    async with person_at(database) as person:
        await open_film(person, MATRIX)
        await person.sees("Press r to rate this film")
        await person.press("r")
        await person.sees("Who is rating?")


async def test_expected_stars_and_reasons_are_shown(anns: Path) -> None:
    async with person_at(anns) as person:
        await open_film(person, MATRIX)
        await person.sees("For you      ★", "±", "e explains")


async def test_the_persons_part_follows_a_rating_at_once(anns: Path) -> None:
    async with person_at(anns) as person:
        await open_film(person, MATRIX)
        await person.until(lambda: person.app.screen.query_one(YouPanel).movie is not None)
        await person.press("r", "2")
        await person.sees("Your rating  ★★☆☆☆", "Model says")
        await person.press("full_stop")
        await person.sees("Your rating  ★★½☆☆")
        await person.press("u", "u", "w")
        await person.sees("For you", "on your watchlist")
        await person.press("x")
        await person.sees("hidden from your lists")


async def test_the_keys_in_a_list_are_about_the_row_under_the_cursor(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await open_film(person, MATRIX)
        await person.until(lambda: len(nearest_rows(person)) == 10)
        await person.press("down", "r")
        await person.sees("Rate  ")
        assert "Rate  The Matrix" not in person.screen()
        await person.press("3")
        await person.until(lambda: len(person.app.opinions) == 2)
        assert MATRIX not in person.app.opinions


async def test_the_explanation_adds_up_to_the_score(anns: Path) -> None:
    async with person_at(anns) as person:
        await open_film(person, MATRIX)
        await person.sees("e explains")
        await person.press("e")
        await person.sees("Why The Matrix (1999)", "lists are sorted by it", "from popularity")
        lines = [line for line in person.screen_lines() if any(words in line for words in SUM)]
        score, base, ratings = (
            float(figure.replace("−", "-")) for line in lines for figure in re.findall(r"[+−]?\d+\.\d+", line)
        )
        assert score == pytest.approx(base + ratings, abs=0.0015)
        await person.press("enter")
        await person.sees("Star Wars (1977)")


SUM = ("score: ", "without your ratings", "from your")


async def test_the_id_is_copied_and_the_page_opened(anns: Path) -> None:
    with_imdb_id(anns, MATRIX, 133093)
    opened: list[str] = []
    webbrowser.register("test", None, Remembering(opened), preferred=True)
    async with person_at(anns) as person:
        await open_film(person, MATRIX)
        await person.sees("imdb tt0133093")
        await person.press("y")
        await person.sees("Copied tt0133093")
        assert person.app.clipboard == "tt0133093"
        await person.press("o")
        await person.until(lambda: opened == ["https://www.imdb.com/title/tt0133093/"])
        assert "not known" not in person.screen()


class Remembering(webbrowser.BaseBrowser):
    """A browser that only remembers what it was to open."""

    def __init__(self, opened: list[str]) -> None:
        super().__init__("remembering")
        self._opened = opened

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self._opened += [url] if new or autoraise else []
        return True


def with_imdb_id(database: Path, movie_id: int, imdb_id: int) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(
            text("UPDATE movie SET imdb_id = :imdb WHERE movie_id = :id"), {"imdb": imdb_id, "id": movie_id}
        )
    store.close()


async def test_keys_for_what_the_data_set_does_not_know_say_so(anns: Path) -> None:
    async with person_at(anns) as person:
        await open_film(person, NO_YEAR)
        for key, what in (("y", "The film's id"), ("o", "The film's page"), ("i", "More")):
            await person.press(key)
            await person.sees(f"{what} is not known yet: 5 and then e gets it from IMDb's files.")
        assert person.app.clipboard == ""
        await person.press("f1")
        await person.sees("Keys")
