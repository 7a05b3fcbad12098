"""A sign and a colour for each group of genres; the sign alone tells them apart."""

from __future__ import annotations

from textual.theme import Theme

from movierec_tui.drawing.style import inks
from movierec_tui.library.answers import GenreGroup

SIGNS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "●",
    GenreGroup.COMEDY: "○",
    GenreGroup.ROMANCE: "♥",
    GenreGroup.ACTION: "▲",
    GenreGroup.CRIME: "■",
    GenreGroup.FANTASY: "◆",
    GenreGroup.HORROR: "▼",
    GenreGroup.CHILDREN: "✚",
    GenreGroup.DOCUMENTARY: "□",
}
OWN_SIGN = "★"
"""Stands in place of the group's sign where the person rated the film."""

_TERMINAL_INKS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "ansi_blue",
    GenreGroup.COMEDY: "ansi_yellow",
    GenreGroup.ROMANCE: "ansi_bright_magenta",
    GenreGroup.ACTION: "ansi_bright_red",
    GenreGroup.CRIME: "ansi_magenta",
    GenreGroup.FANTASY: "ansi_cyan",
    GenreGroup.HORROR: "ansi_red",
    GenreGroup.CHILDREN: "ansi_green",
    GenreGroup.DOCUMENTARY: "ansi_default",
}


def genre_group_colour(genre_group: GenreGroup, theme: Theme) -> str:
    """The group's colour in a theme, as Textual's styles write it."""
    if theme.ansi:
        return _TERMINAL_INKS[genre_group]
    return inks(dark=theme.dark).genre_groups[genre_group]
