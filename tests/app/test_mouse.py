"""What keys do, the mouse does, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.driving import SMALL, TINY, Person, person_at
from tests.library import MATRIX, STAR_WARS


async def to_film(person: Person) -> None:
    await person.until(lambda: person.app.profile is not None)
    await person.type("matrix")
    await person.sees("1999")
    await person.press("enter")
    await person.sees("Fans also love")


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "60x20"])
async def test_a_film_is_left_by_the_sign_at_the_left_of_the_top_bar(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await person.until(lambda: person.app.profile is not None)
        assert not person.screen().startswith("‹")
        await person.press("down", "enter")
        await person.until(lambda: person.screen().startswith("‹"))
        await person.pilot.click(offset=(0, 0))
        await person.sees("Popular films")
        assert not person.screen().startswith("‹")


async def test_the_palette_goes_back(anns: Path) -> None:
    async with person_at(anns) as person:
        await to_film(person)
        await person.press("ctrl+p")
        await person.type("one step")
        await person.sees("Goes back one step")
        await person.press("enter")
        await person.until(lambda: len(person.app.screen_stack) == 1)


async def test_a_click_on_a_star_rates(anns: Path) -> None:
    async with person_at(anns) as person:
        await to_film(person)
        await person.press("r")
        await person.sees("☆☆☆☆☆")
        line = next(y for y, line in enumerate(person.screen_lines()) if "1–5 stars" in line)
        first = person.screen_lines()[line].index("☆")
        await person.pilot.click(offset=(first + 3, line))
        await person.until(lambda: MATRIX in person.app.opinions)
        assert person.app.opinions[MATRIX].rating == 4


async def test_a_click_beside_the_stars_leaves_the_rating(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.until(lambda: person.app.profile is not None)
        await person.press("down", "r")
        await person.sees("1–5 stars")
        await person.click("1–5 stars")
        await person.no_longer_sees("1–5 stars")
        assert person.app.opinions[STAR_WARS].rating == 4


@pytest.mark.parametrize(("keys", "title"), [(("f1",), "Keys"), (("e",), "Why")], ids=["help", "why"])
@pytest.mark.parametrize("where", ["beside", "edge"])
async def test_a_frame_closes_with_a_click_beside_it_or_on_its_lower_edge(
    anns: Path, keys: tuple[str, ...], title: str, where: str
) -> None:
    async with person_at(anns) as person:
        await to_film(person)
        await person.press(*keys)
        await person.sees("esc closes", f"─ {title}")
        await person.click(title)
        await person.sees("esc closes")
        if where == "beside":
            await person.pilot.click(offset=(0, 12))
        else:
            await person.click("esc closes")
        await person.no_longer_sees("esc closes")


async def test_a_click_on_the_setting_of_the_profiles_changes_it(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "P")
        await person.sees("☐ Trainings learn")
        await person.click("Trainings learn")
        await person.sees("☑ Trainings learn")


async def test_a_click_on_a_setting_of_the_looks_changes_it(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "C")
        await person.sees("f ☐ Figures", "m ☐ Reduce")
        await person.click("Figures in place")
        await person.sees("f ☑ Figures", "m ☐ Reduce")
