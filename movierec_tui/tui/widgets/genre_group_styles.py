"""A sign and a colour for each family of genres; the sign alone tells them apart."""

from __future__ import annotations

from textual.theme import Theme

from movierec_tui.library.genre_groups import GenreGroup

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
"""Stands in place of the family's sign where the person rated the film."""

DARK_INKS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "#9fb3d1",
    GenreGroup.COMEDY: "#f0d264",
    GenreGroup.ROMANCE: "#f29bb7",
    GenreGroup.ACTION: "#f0924f",
    GenreGroup.CRIME: "#b9a6f2",
    GenreGroup.FANTASY: "#5fc9d8",
    GenreGroup.HORROR: "#f07a76",
    GenreGroup.CHILDREN: "#8fce7a",
    GenreGroup.DOCUMENTARY: "#c8c2b4",
}
LIGHT_INKS: dict[GenreGroup, str] = {
    GenreGroup.DRAMA: "#3f5c85",
    GenreGroup.COMEDY: "#755c00",
    GenreGroup.ROMANCE: "#a8325f",
    GenreGroup.ACTION: "#a34a00",
    GenreGroup.CRIME: "#5f43b5",
    GenreGroup.FANTASY: "#006d7d",
    GenreGroup.HORROR: "#b3201c",
    GenreGroup.CHILDREN: "#2f6b1f",
    GenreGroup.DOCUMENTARY: "#5c574d",
}
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
    """The family's colour in a theme, as Textual's styles write it."""
    if theme.ansi:
        return _TERMINAL_INKS[genre_group]
    return (DARK_INKS if theme.dark else LIGHT_INKS)[genre_group]
