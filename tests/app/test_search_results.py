"""What the search screen tells of its results: what matched, what to expect; and the searches it remembers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.events import Paste

from movierec_tui.library.library import Library
from tests.app.driving import Person, person_at
from tests.library import MATRIX, STAR_WARS


@contextmanager
def opened(database: Path) -> Iterator[Library]:
    library = Library.open(database)
    try:
        yield library
    finally:
        library.close()


def with_profile(database: Path) -> int:
    """Ann rates, and has rated a film."""
    with opened(database) as library:
        ann = library.profiles.create("Ann")
        library.profiles.rate(ann.user_id, STAR_WARS, 5.0)
        return ann.user_id


def heading(person: Person) -> str:
    """The names of the table's columns."""
    return next((line for line in person.screen_lines() if "Title" in line), "")


def _underlined(person: Person) -> list[str]:
    """The pieces of the screen that are underlined: letters that were typed."""
    strips: list[Any] = person.app.screen._compositor.render_strips()
    return [segment.text for strip in strips for segment in strip if segment.style and segment.style.underline]


async def test_the_letters_that_were_typed_are_marked_in_the_titles(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        assert _underlined(person) == []
        await person.type("spiderm")
        await person.sees("1 film", "Spider-Man")
        await person.until(lambda: _underlined(person) == ["Spider-M"])


async def test_signs_of_markup_in_a_title_are_marked_as_they_are(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.post_message(Paste("[/b]"))
        await person.sees("[/b]", "3 films")
        await person.until(lambda: _underlined(person) == ["b", "B", "B"])


async def test_another_name_by_which_a_film_was_found_stands_behind_its_title(database: Path) -> None:
    async with person_at(database) as person:
        await person.type("fabuleux")
        await person.sees("Amelie · Le Fa")
        await person.press(*["backspace"] * 8)
        await person.type("amelie")
        await person.no_longer_sees("Amelie ·")


async def test_results_tell_what_the_active_profile_may_expect(database: Path) -> None:
    ann = with_profile(database)
    with opened(database) as library:
        expected = library.lists.predictions(ann, [MATRIX])[MATRIX].rating
    async with person_at(database) as person:
        await person.until(lambda: "For you" in heading(person))
        await person.type("matrix")
        await person.sees("1 film")
        await person.until(lambda: any(f"{expected:.1f}" in line for line in person.screen_lines() if "Matrix" in line))


async def test_a_rating_changes_what_to_expect_of_other_films(database: Path) -> None:
    ann = with_profile(database)
    async with person_at(database) as person:
        await person.until(lambda: "For you" in heading(person))
        await person.type("matrix")
        await person.sees("1 film")
        with opened(database) as library:
            library.profiles.rate(ann, MATRIX, 1.0)
            expected = library.lists.predictions(ann, [MATRIX])[MATRIX].rating
        person.app.ratings.refresh()
        await person.until(
            lambda: any(f" {expected:.1f}" in line for line in person.screen_lines() if "Matrix" in line)
        )


async def test_without_a_profile_nothing_is_predicted(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("The Matrix", "run 2")
        assert "For you" not in heading(person)


async def test_without_a_run_nothing_is_predicted(untrained: Path) -> None:
    with_profile(untrained)
    async with person_at(untrained) as person:
        await person.sees("Ann")
        await person.press("1")
        await person.sees("The Matrix", "You")
        assert "For you" not in heading(person)


async def test_a_search_that_opened_a_film_is_remembered_and_searched_again(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        for text in ("matrix", "amelie"):
            await person.type(text)
            await person.sees("1 film")
            await person.press("enter")
            await person.sees("Nearest films")
            await person.press("escape")
            await person.press("escape")
        await person.sees("^r amelie · matrix")
        await person.press("ctrl+r")
        await person.sees("Recent searches", "Forget all")
        await person.press("down", "enter")
        await person.sees("The Matrix", "1 film")
        assert "^r amelie" not in person.screen()


async def test_recent_searches_can_be_forgotten(database: Path) -> None:
    with opened(database) as library:
        for text in ("one", "two", "[b]three"):
            library.searches.remember(text)
    async with person_at(database) as person:
        await person.sees("^r [b]three · two · one")
        await person.press("ctrl+r")
        await person.sees("Recent searches", "[b]three")
        await person.press("d")
        await person.sees("▌ two")
        await person.press("c")
        await person.sees("Forget all recent searches?")
        await person.press("y")
        await person.sees("No searches yet.")
        await person.press("escape")
        await person.no_longer_sees("^r [b]three")
    with opened(database) as library:
        assert library.searches.recent() == ()
