"""Style sheets are parsed once, and again for another theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.css.styles import Styles

import movierec_tui.screens
from movierec_tui.app import MovieRecApp
from movierec_tui.parsed_styles import ParsedStyles


def sheet(ink: str) -> ParsedStyles:
    styles = ParsedStyles({"ink": ink})
    styles.add_source("Label { color: $ink; }", ("labels", ""))
    return styles


def styles_of(styles: ParsedStyles, name: str) -> Styles:
    return styles.rules_map[name][0].styles


def test_another_sheet_leaves_the_others_as_they_were_parsed() -> None:
    styles = sheet("red")
    before = styles_of(styles, "Label")
    styles.add_source("Button { color: $ink; }", ("buttons", ""))
    styles.reparse()
    assert styles_of(styles, "Label") is before
    assert styles_of(styles, "Button").color == before.color


def test_other_variables_change_what_was_parsed() -> None:
    styles = sheet("red")
    before = styles_of(styles, "Label").color
    styles.set_variables({"ink": "blue"})
    styles.reparse()
    assert styles_of(styles, "Label").color != before


def test_the_same_variables_parse_nothing_anew() -> None:
    styles = sheet("red")
    before = styles_of(styles, "Label")
    styles.set_variables({"ink": "red"})
    styles.reparse()
    assert styles_of(styles, "Label") is before


SHEETS = sorted((Path(movierec_tui.screens.__file__).parent).glob("*.tcss"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_the_sheet_of_a_screen_is_about_that_screen(sheet: Path) -> None:
    """All sheets hold for the whole app once they are read, which happens before their screens are seen."""
    styles = ParsedStyles(MovieRecApp(Path("unused.db")).get_css_variables())
    styles.read(sheet)
    screens = {rule.selector_set[0].selectors[0].name for rule in styles.rules}
    assert len(screens) == 1
    assert screens.pop().endswith("Screen")
