"""What is read before anybody asks for it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from db.errors import StoreError
from movierec_tui.tui import read_ahead
from movierec_tui.tui.questions import (
    DetailsOfMovie,
    Expected,
    NearestMovies,
    Question,
    SummaryOfUser,
    about_movie,
    about_user,
)
from movierec_tui.tui.read_ahead import KEPT_ROWS, ReadAhead
from movierec_tui.tui.screens.movie import MovieScreen
from movierec_tui.tui.screens.user import UserScreen
from movierec_tui.tui.widgets.table import RowTable
from tests.app.driving import WIDE, Person, person_at
from tests.library import MATRIX


class Reader:
    """Answers every question with its words, and remembers what it was asked."""

    def __init__(self, failing: Question | None = None) -> None:
        self.asked: list[Question] = []
        self.began = asyncio.Event()
        self._failing = failing

    async def __call__(self, question: Question) -> Any:
        self.asked.append(question)
        self.began.set()
        await asyncio.sleep(0)
        if question == self._failing:
            raise StoreError("There is no such film.")
        return repr(question)


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "REST_SECONDS", 0.0)


async def rest() -> None:
    for _turn in range(50):
        await asyncio.sleep(0)


async def test_what_the_cursor_rests_on_is_read_once() -> None:
    reader = Reader()
    ahead = ReadAhead(reader)
    for _again in range(2):
        ahead.expect(about_movie(1, rater=7))
        await rest()
    assert reader.asked == list(about_movie(1, rater=7))
    assert ahead.answer(Expected(7, 1)) == repr(Expected(7, 1))
    assert ahead.answer(Expected(8, 1)) is None
    assert ahead.answer(DetailsOfMovie(2)) is None


async def test_rows_that_the_cursor_only_passes_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "REST_SECONDS", 3600.0)
    reader = Reader()
    ahead = ReadAhead(reader)
    for movie_id in range(5):
        ahead.expect(about_movie(movie_id, rater=None))
        await rest()
    assert not reader.asked
    ahead.stop()


async def test_reading_stops_when_the_cursor_moves_on() -> None:
    reader = Reader()
    ahead = ReadAhead(reader)
    ahead.expect(about_movie(1, rater=7))
    await reader.began.wait()
    ahead.expect(about_user(5))
    await rest()
    assert reader.asked == [DetailsOfMovie(1), *about_user(5)]


async def test_a_key_goes_first_and_reading_goes_on_after_the_next_rest() -> None:
    reader = Reader()
    ahead = ReadAhead(reader)
    ahead.expect(about_movie(1, rater=7))
    await reader.began.wait()
    ahead.put_off()
    assert reader.asked == [DetailsOfMovie(1)]
    await rest()
    assert all(ahead.answer(question) for question in about_movie(1, rater=7))


async def test_what_was_read_is_forgotten_and_read_again_after_a_change() -> None:
    reader = Reader()
    ahead = ReadAhead(reader)
    ahead.expect(about_movie(1, rater=7))
    await rest()
    ahead.read_anew()
    assert ahead.answer(DetailsOfMovie(1)) is None
    await rest()
    assert ahead.answer(DetailsOfMovie(1)) is not None
    assert len(reader.asked) == 2 * len(about_movie(1, rater=7))


async def test_a_question_without_an_answer_does_not_keep_the_others_from_theirs() -> None:
    ahead = ReadAhead(Reader(failing=DetailsOfMovie(1)))
    ahead.expect(about_movie(1, rater=None))
    await rest()
    assert ahead.answer(DetailsOfMovie(1)) is None
    assert ahead.answer(NearestMovies(1, 10)) is not None


async def test_the_last_rows_are_kept_and_no_more() -> None:
    ahead = ReadAhead(Reader())
    for movie_id in range(KEPT_ROWS + 1):
        ahead.expect(about_movie(movie_id, rater=None))
        await rest()
    assert ahead.answer(DetailsOfMovie(0)) is None
    assert all(ahead.answer(DetailsOfMovie(movie_id)) for movie_id in range(1, KEPT_ROWS + 1))


# In the app


async def rests(person: Person, *questions: Question) -> None:
    await person.until(lambda: all(person.app.ahead.answer(question) is not None for question in questions))


def table(person: Person) -> RowTable[Any]:
    return person.app.screen.query(RowTable).first()


def row(person: Person) -> Any:
    """The row under the cursor."""
    return table(person).current


async def test_the_film_under_the_cursor_is_there_as_soon_as_it_is_opened(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "down")
        movie_id = row(person).movie_id
        await rests(person, *about_movie(movie_id, None))

        async def never(_question: Question) -> Any:
            raise AssertionError("asked again")

        monkeypatch.setattr(person.app, "read", never)
        await person.press("enter")
        assert isinstance(person.app.screen, MovieScreen)
        assert "imdb" in person.screen() or f"id {movie_id}" in person.screen()
        assert all(len(rows.rows) > 0 for rows in person.app.screen.query(RowTable))


async def test_so_is_a_user(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "3")
        await person.until(lambda: len(table(person).rows) > 0)
        user_id = row(person).user_id
        await rests(person, *about_user(user_id))
        await person.press("enter")
        assert isinstance(person.app.screen, UserScreen)
        assert f"User {user_id}" in person.screen()
        assert all(len(rows.rows) > 0 for rows in person.app.screen.query(RowTable))


async def test_a_rating_makes_what_was_read_before_out_of_date(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.create_profile("Ann")
        await person.until(lambda: person.app.profile is not None)
        profile = person.app.profile
        assert profile is not None
        await person.press("escape", "down", "up")
        movie_id = row(person).movie_id
        question = Expected(profile.user_id, movie_id)
        await rests(person, question)
        before = person.app.ahead.answer(question)
        person.app.rate(movie_id, 0.5)
        await person.until(lambda: movie_id in person.app.opinions)
        await rests(person, question)
        assert person.app.ahead.answer(question) != before


async def test_a_film_that_is_not_in_a_list_is_read_when_it_is_opened(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)", "30 ratings")
        assert person.app.ahead.answer(SummaryOfUser(1)) is None


async def test_whoever_comes_back_finds_the_row_read(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "down")
        movie_id = row(person).movie_id
        await person.press("enter")
        person.app.ahead.read_anew()
        await person.press("escape")
        await rests(person, *about_movie(movie_id, None))


async def test_a_list_that_is_gone_is_not_read_ahead(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("Nearest films ·")
        gone = table(person)
        await person.press("escape")
        await person.until(lambda: not gone.is_attached)
        person.app.read_ahead(gone)
        await person.sees("Popular films")
