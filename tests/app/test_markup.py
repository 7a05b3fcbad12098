"""Titles that look like markup, and titles with control characters, are shown as they are and do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from db.store.database import open_store
from tests.app.driving import SMALL, WIDE, person_at
from tests.library import REC, SLASH_B


@pytest.mark.parametrize(
    ("size", "typed", "movie_id", "title"),
    [(SMALL, "rec", REC, "[REC]"), (WIDE, "[/b]", SLASH_B, "[/b]")],
    ids=["rec-80x24", "slash-b-120x40"],
)
async def test_brackets_stay_in_lists_headings_and_notices(
    database: Path, size: tuple[int, int], typed: str, movie_id: int, title: str
) -> None:
    async with person_at(database, size) as person:
        await person.sees("Popular films", title)
        await person.type(typed)
        await person.sees(title)
        person.app.open_movie(movie_id)
        await person.sees(f"{title} (", "Nearest films ·")
        person.app.say(f"Opened {title}.", title="")
        await person.sees(f"Opened {title}.")


@pytest.mark.parametrize(("typed", "title"), [("rec", "[REC] (2007)"), ("[/b]", "[/b] (1999)")])
async def test_brackets_stay_in_the_palette(database: Path, typed: str, title: str) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("ctrl+p")
        await person.type(typed)
        await person.sees(title)


async def test_brackets_stay_in_what_was_not_found(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("[red]zzzz[/]")
        await person.sees("“[red]zzzz[/]”")


async def test_brackets_stay_in_occupations_and_dialogs(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text("UPDATE user SET occupation = '[b]boss[/x]' WHERE user_id = 1"))
        connection.execute(text("UPDATE data_set SET name = '[/i]mine'"))
    store.close()
    async with person_at(database) as person:
        await person.sees("Popular films", "[/i]mine")
        await person.press("escape", "3")
        await person.sees("[b]boss[/x]")
        await person.press("f", "tab", "tab", "tab", "enter")
        await person.sees("[b]boss[/x]")
        await person.press("escape")
        person.app.open_user(1)
        await person.sees("User 1", "[b]boss[/x]")
        await person.press("5")
        await person.sees("[/i]mine is open")
        await person.press("enter")
        await person.sees("replace [/i]mine")


async def test_control_characters_never_reach_the_terminal(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(
            text("UPDATE movie SET display_title = :title WHERE movie_id = :id"),
            {"title": "Evil\x1b[31m\x07 \u202etitle\nhere", "id": REC},
        )
    store.close()
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films", "Evil·[31m· title here")
        person.app.open_movie(REC)
        await person.sees("Evil·[31m· title here (2007)")
        assert not set("\x1b\x07\u202e") & set(person.screen())


async def test_a_broken_message_of_a_job_is_shown_as_text(nothing: Path) -> None:
    async with person_at(nothing, WIDE) as person:
        await person.sees("Welcome")
        await person.press("p")
        await person.type("/no/[/such]/file")
        await person.press("enter")
        await person.sees("There is no file or folder at /no/[/such]/file")
