"""Themes: every one has all our colours, ours can be read, and choosing one shows it and keeps it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from movierec_tui.library.answers import GenreGroup
from movierec_tui.tui.theme import (
    DARK,
    LIGHT,
    SIGN_CONTRAST,
    TEXT_CONTRAST,
    THEMES,
    contrast,
    legible_variables,
)
from movierec_tui.tui.widgets.genre_groups import genre_group_colour
from movierec_tui.tui.widgets.inputs import QueryInput
from tests.app.driving import TINY, WIDE, person_at
from tests.library import STAR_WARS

SOURCES = Path(__file__).parents[2] / "movierec_tui"
ALL = {theme.name: theme for theme in (*THEMES, *BUILTIN_THEMES.values())}
SHOWN = [theme for theme in ALL.values() if not theme.ansi]
TEXTS = ("foreground", "accent", "text-error", "text-warning", "text-success", "ink-muted")
SIGNS = ("ink-star", "ink-bar")


def colours(theme: Theme) -> dict[str, Color]:
    variables = theme.to_color_system().generate() | theme.variables | legible_variables(theme)
    background = Color.parse(variables["background"])
    parsed = {}
    for name in (
        *TEXTS,
        *SIGNS,
        "surface",
        "panel",
        "row-cursor",
        "row-cursor-blurred",
        "row-hover",
        "ink-muted-on-cursor",
    ):
        colour = Color.parse(variables[name])
        parsed[name] = background.blend(colour, colour.a, alpha=1)
    return parsed | {"background": background}


def own_variables() -> set[str]:
    """Every variable of ours that a style names anywhere."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*") if path.suffix in {".py", ".tcss"}]
    return {name for text in texts for name in re.findall(r"\$((?:ink|row)-[a-z-]+)", text)}


def test_contrast_is_what_wcag_says() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ALL.values(), ids=ALL)
def test_every_theme_has_all_our_colours(theme: Theme) -> None:
    assert own_variables() <= set(legible_variables(theme))


@pytest.mark.parametrize("theme", SHOWN, ids=lambda theme: theme.name)
@pytest.mark.parametrize("page", ["background", "surface"])
def test_text_and_bars_can_be_told_from_the_page(theme: Theme, page: str) -> None:
    found = colours(theme)
    pale = {name: round(contrast(found[name], found[page]), 2) for name in TEXTS}
    faint = {name: round(contrast(found[name], found[page]), 2) for name in SIGNS}
    assert {name: ratio for name, ratio in pale.items() if ratio < TEXT_CONTRAST} == {}
    assert {name: ratio for name, ratio in faint.items() if ratio < SIGN_CONTRAST} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_notes_and_rows_under_the_cursor_can_be_read(theme: Theme) -> None:
    found = colours(theme)
    assert contrast(found["ink-muted"], found["panel"]) >= TEXT_CONTRAST
    for row in ("row-cursor", "row-cursor-blurred", "row-hover"):
        muted = "ink-muted-on-cursor" if row == "row-cursor" else "ink-muted"
        assert contrast(found["foreground"], found[row]) >= TEXT_CONTRAST
        assert contrast(found["accent"], found[row]) >= TEXT_CONTRAST
        assert contrast(found[muted], found[row]) >= TEXT_CONTRAST
        assert contrast(found["ink-bar"], found[row]) >= SIGN_CONTRAST
        assert contrast(found["ink-star"], found[row]) >= SIGN_CONTRAST


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("genre_group", list(GenreGroup))
def test_signs_of_genres_can_be_told_from_the_page(theme: Theme, genre_group: GenreGroup) -> None:
    assert contrast(Color.parse(genre_group_colour(genre_group, theme)), colours(theme)["background"]) >= SIGN_CONTRAST


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_our_own_themes_are_shown_as_they_were_mixed(theme: Theme) -> None:
    mixed = theme.to_color_system().generate()
    shown = legible_variables(theme)
    for name in ("foreground", "accent"):
        assert Color.parse(shown[name]) == Color.parse(mixed[name])


@pytest.mark.parametrize("name", ["ansi-light", "solarized-dark"])
async def test_every_screen_can_be_drawn_in_other_themes(anns: Path, name: str) -> None:
    async with person_at(anns, WIDE) as person:
        await person.sees("Star Wars")
        person.app.theme = name
        for keys in (
            ("2",),
            ("3",),
            ("4",),
            ("5",),
            ("M",),
            ("escape", "T"),
            ("escape", "1", "down", "enter"),
        ):
            await person.press("escape", *keys)
            await person.app.workers.wait_for_complete()
        await person.sees("Fans also love")


@pytest.mark.parametrize("size", [TINY, WIDE], ids=["60x20", "120x40"])
async def test_the_theme_under_the_cursor_is_seen_and_esc_leaves_the_old_one(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await person.press("escape", "C")
        await person.sees("Appearance", "Movierec dark", "m ☐", "f ☐", "esc Close")
        await person.press("down")
        await person.until(lambda: person.app.theme == LIGHT.name)
        await person.press("escape")
        assert person.app.theme == DARK.name
        await person.no_longer_sees("Appearance")


async def test_enter_keeps_the_theme_for_the_next_start(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "C", "down", "down", "enter")
        assert person.app.theme == "ansi-dark"
    async with person_at(anns) as person:
        assert person.app.theme == "ansi-dark"
        await person.press("escape", "C")
        await person.sees("● Your terminal's colours, dark")


async def test_the_palette_knows_the_looks(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "ctrl+p")
        await person.type("theme, mo")
        await person.sees("Chooses theme")
        await person.press("enter")
        await person.sees("Appearance")


async def test_nothing_blinks_where_motion_is_off_and_it_is_remembered(anns: Path, tmp_path: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "C", "m")
        await person.sees("m ☑ Reduce motion")
    kept = json.loads((tmp_path / "state" / "movierec-tui" / "choices.json").read_text())
    assert kept["still"] is True
    async with person_at(anns) as person:
        await person.until(lambda: bool(person.app.screen.query(QueryInput)))
        assert person.app.screen.query_one(QueryInput).cursor_blink is False


@pytest.mark.parametrize("variable", ["NO_MOTION", "TEXTUAL_ANIMATIONS"])
async def test_the_environment_can_ask_for_a_still_screen(
    anns: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "none")
    async with person_at(anns) as person:
        assert person.app.animation_level == "none"
        await person.until(lambda: bool(person.app.screen.query(QueryInput)))
        assert person.app.screen.query_one(QueryInput).cursor_blink is False


async def test_figures_stand_where_stars_were_and_nothing_moves(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("★★★")
        drawn = person.screen_lines()
        await person.press("escape", "C", "f", "escape")
        await person.no_longer_sees("★")
        figures = person.screen_lines()
        await person.sees(">")
        assert any("Star Wars" in line and line.rstrip(" │").endswith(" 4") for line in figures)
        assert [len(line) for line in figures] == [len(line) for line in drawn]
    async with person_at(anns) as person:
        await person.until(lambda: person.app.profile is not None)
        person.app.open_movie(STAR_WARS)
        await person.sees("Your rating  4 ")
        await person.press("C", "f", "escape")
        await person.sees("Your rating  ★★★★☆")
