from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.color import Color

from tests.app.driving import SMALL, TINY, WIDE, Person, person_at
from tests.library import MATRIX


async def test_slash_goes_to_the_search_box_from_anywhere(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("Nearest films ·")
        await person.press("3")
        await person.sees("Users ·")
        await person.press("f", "slash")
        await person.type("toy")
        await person.sees("Toy Story", "1 film")


async def test_a_place_is_as_it_was_left(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)")
        await person.press("3")
        await person.sees("Users ·")
        await person.press("1")
        await person.sees("The Matrix (1999)")
        await person.press("3", "escape")
        await person.sees("The Matrix (1999)")


def lit(person: Person) -> str:
    """The tab that is drawn inverted."""
    background = Color.parse(person.app.theme_variables["row-cursor"]).rich_color
    strips: list[Any] = person.app.screen._compositor.render_strips()
    return "".join(part.text for part in strips[0] if part.style and part.style.bgcolor == background)


async def test_the_tab_that_is_lit_is_the_screen_one_is_on(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        assert lit(person) == " 1 Search "
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)")
        assert lit(person) == ""
        await person.press("3")
        await person.sees("Users ·")
        assert lit(person) == " 3 Users "
        await person.press("1")
        await person.sees("The Matrix (1999)")
        assert lit(person) == ""
        await person.press("escape")
        await person.sees("Popular films")
        assert lit(person) == " 1 Search "


async def test_the_way_out_is_always_seen(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "? Help  ^p Commands  ^q Quit")
        await person.press("escape")
        await person.sees("? Help  ^p Commands  q Quit")
        await person.pilot.resize_terminal(*TINY)
        await person.sees("? Help  ^p Commands  q Quit")


async def test_the_bars_can_be_clicked(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.click("Users")
        await person.sees("Users · 1–30 of 30")
        await person.click("Help")
        await person.sees("Keys")


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_shows_the_keys_of_this_place(database: Path, key: str) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("Nearest films ·")
        await person.press(key)
        await person.sees("Keys", "Shows more nearest films.")
        assert "Deletes the run" not in person.screen()
        await person.press("end")
        await person.sees("Quits; asks first while a training runs.")
        await person.press("escape")
        await person.no_longer_sees("Quits; asks first")


async def test_the_footer_shows_the_keys_that_matter(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "⏎ Open", "↓ Results", "? Help", "^p Commands")


async def test_the_footer_never_breaks_a_tiny_screen(database: Path) -> None:
    async with person_at(database, TINY) as person:
        await person.sees("? Help", "^p Commands")
        assert max(len(line) for line in person.screen_lines()) == TINY[0]


async def test_the_palette_does_what_the_keys_do(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("ctrl+p")
        await person.type("go to users")
        await person.sees("Shows the users of the data set.")
        await person.no_longer_sees("Go to Search")
        await person.press("enter")
        await person.until(lambda: person.app.current_mode == "users")


async def test_the_palette_finds_films(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("ctrl+p")
        await person.type("spider")
        await person.sees("Spider-Man (2002)")
        await person.press("enter")
        await person.sees("Spider-Man (2002)", "Nearest films ·")


async def test_the_light_theme_can_be_turned_on(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("ctrl+t")
        assert person.app.theme == "movierec-light"
        await person.press("ctrl+t")
        assert person.app.theme == "movierec-dark"


@pytest.mark.parametrize("theme", ["ansi-dark", "nord", "textual-light"])
async def test_other_themes_can_be_used(database: Path, theme: str) -> None:
    async with person_at(database, WIDE) as person:
        person.app.theme = theme
        await person.type("matrix")
        await person.sees("The Matrix (1999)", "Nearest films")


async def test_q_quits(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "q")
        await person.until(lambda: not person.app.is_running)


async def test_control_q_quits_even_from_the_search_box(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("matrix")
        await person.press("ctrl+q")
        await person.until(lambda: not person.app.is_running)


async def test_every_size_between_is_drawn_whole(database: Path) -> None:
    async with person_at(database, SMALL) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        for size in ((60, 20), (75, 24), (76, 24), (109, 30), (110, 30), (200, 60), (40, 12)):
            await person.pilot.resize_terminal(*size)
            await person.pilot.pause()
            assert {len(line) for line in person.screen_lines()} == {size[0]}


async def test_a_database_that_cannot_be_opened_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    # A path without folders, so that the sentence breaks into lines at the same words everywhere.
    monkeypatch.chdir(tmp_path)
    async with person_at(Path("broken.db")) as person:
        await person.sees("broken.db", "not a database")
        assert person.app.is_running
