from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text
from textual.widgets import Select

from db.rows import UserSummary
from db.store.database import open_store
from movierec_tui.tui.widgets.table import RowTable
from tests.app.driving import TINY, WIDE, Person, person_at
from tests.library import LEON, MATRIX


async def go_to_users(person: Person) -> None:
    await person.sees("Popular films")
    await person.press("escape", "3")
    await person.sees("Users · 1–30 of 30")


async def test_users_are_listed_with_what_is_known_of_them(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        await person.sees("User 1 ", "artist", "Under 18", "Ratings", "★")


async def test_an_id_finds_a_user_and_enter_opens_them(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        await person.press("f")
        await person.type("17")
        await person.sees("Users · 1–1 of 1", "User 17")
        await person.press("enter")
        await person.sees("User 17", "ratings, on average", "Recommended")


async def test_filters_narrow_the_list(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        person.app.screen.query_one("#gender", Select).value = "F"
        await person.sees("Users · 1–12 of 12")
        person.app.screen.query_one("#occupation", Select).value = "student"
        await person.sees("Users · 1–4 of 4")
        person.app.screen.query_one("#age", Select).value = "35-44"
        await person.until(lambda: all(user.age_group == "35-44" for user in listed(person)))


def listed(person: Person) -> tuple[UserSummary, ...]:
    table: RowTable[UserSummary] = person.app.screen.query_one("#users", RowTable)
    return table.rows


async def test_filters_can_be_chosen_by_key_alone(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        await person.press("f", "tab", "enter", "down", "enter")
        await person.sees("female", "Users · 1–12 of 12")


async def test_escape_leaves_the_filters_then_clears_them_then_goes_home(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        await person.press("f")
        await person.type("17")
        await person.sees("of 1")
        await person.press("escape", "escape")
        await person.sees("Users · 1–30 of 30")
        await person.press("escape")
        await person.sees("Popular films")


async def test_nobody_fits_is_said(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_users(person)
        await person.press("f")
        await person.type("999")
        await person.sees("Nobody fits")


async def test_many_users_come_page_by_page(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        for user_id in range(1001, 1221):
            connection.execute(text("INSERT INTO user (user_id) VALUES (:id)"), {"id": user_id})
    store.close()
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "3")
        await person.sees("Users · 1–100 of 250", "n next page")
        await person.press("n")
        await person.sees("Users · 101–200 of 250")
        await person.press("n")
        await person.sees("Users · 201–250 of 250")
        await person.press("n", "p")
        await person.sees("Users · 101–200 of 250")


async def test_the_filters_fit_on_a_tiny_screen(database: Path) -> None:
    async with person_at(database, TINY) as person:
        await go_to_users(person)
        await person.sees("Gender", "Age", "Occupation", "User 1 ")


async def test_a_user_shows_history_recommendations_and_neighbours(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.sees("User 7", "student", "age 25-34", "Recommended", "Predicted", "★")
        await person.press("tab")
        await person.sees("Rated ·", "Rating", "The Matrix")
        await person.press("tab")
        await person.sees("Taste", "Stars", "own", "all", "than others")
        await person.press("tab")
        await person.sees("Nearest users · 10", "Similarity", "Both")


async def test_a_recommended_film_was_not_rated_before(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.sees("Predicted", "Rated ·", "Film Nobody Rated")
        recommended = {row.movie.movie_id for row in rows(person, "recommended")}
        rated = {row.movie.movie_id for row in rows(person, "rated")}
        assert recommended
        assert not recommended & rated


def rows(person: Person, name: str) -> tuple[Any, ...]:
    tables = person.app.screen.query(f"#{name}-table").results(RowTable)
    return next((table.rows for table in tables), ())


async def test_the_history_is_best_first(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.until(lambda: bool(rows(person, "rated")))
        stars = [row.rating for row in rows(person, "rated")]
        assert stars == sorted(stars, reverse=True)


async def test_films_and_users_open_from_a_users_lists(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.until(lambda: bool(rows(person, "recommended")) and bool(rows(person, "near-users")))
        await person.press("enter")
        await person.sees("Nearest films ·")
        await person.press("escape")
        await person.sees("User 7")
        await person.press("shift+tab", "minus")
        await person.sees("Nearest users · 5")
        await person.press("enter")
        await person.until(lambda: "User 7 " not in person.screen().split("Recommended")[0])


async def test_a_user_who_is_not_there_is_one_sentence(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_user(4711)
        await person.sees("4711")
        assert "Traceback" not in person.screen()


async def test_a_wide_screen_shows_everything_of_a_user_at_once(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.sees("Recommended", "Rated · 6", "Most unusual opinions", "Nearest users · 10")


async def test_the_films_that_two_users_rated_both_are_a_key_away(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.open_user(7)
        await person.until(lambda: bool(rows(person, "near-users")))
        await person.press("b")
        await person.sees("User 7 and User", "rated by both", "The Matrix")
        await person.press("enter")
        await person.sees("Nearest films ·")
        await person.press("escape")
        await person.sees("User 7")


async def test_ones_own_screen_follows_ones_ratings(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.sees("Ann · 1 rated")
        person.app.open_user(-1)
        await person.sees("Ann   that's you", "1 rating, on average", "Rated · 1")
        await person.until(lambda: len(rows(person, "recommended")) == 11)
        await person.press("r", "5")
        await person.sees("Rated · 2")
        await person.until(lambda: len(rows(person, "recommended")) == 10)


async def test_somebody_who_rated_nothing_has_no_taste_yet(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films", "run 2")
        await person.becomes_new("Bob")
        await person.sees("Bob · 0 rated")
        person.app.open_user(-1)
        await person.sees("No ratings yet", "nothing can be said", "This user has not rated a film yet.")


async def test_the_list_follows_who_rates_and_the_cursor_stays_on_its_user(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_users(person)
        await person.press("down", "down")
        await person.press("1")
        await person.becomes_new("Ann")
        await person.until(lambda: person.app.profile is not None)
        person.app.ratings.rate(MATRIX, 4.5)
        await person.until(lambda: MATRIX in person.app.opinions)

        await person.press("3")
        await person.sees("Users · 1–31 of 31", "Ann")
        assert (listed(person)[0].user_id, listed(person)[0].ratings) == (-1, 1)
        table: RowTable[UserSummary] = person.app.screen.query_one("#users", RowTable)
        assert table.current is not None
        assert table.current.user_id == 3

        person.app.ratings.rate(LEON, 2.0)
        await person.until(lambda: listed(person)[0].ratings == 2)


async def test_the_filters_are_there_after_other_screens(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films")
        await person.press("escape", "2", "5", "4", "3")
        await person.sees("Id or name", "Gender", "Occupation", "Users · 1–31 of 31")
