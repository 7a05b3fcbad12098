"""Style sheets are parsed once, and again for another theme."""

from __future__ import annotations

from textual.css.styles import Styles

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
