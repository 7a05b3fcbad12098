"""A sign and a colour for each family of genres; the sign alone tells them apart."""

from __future__ import annotations

from textual.theme import Theme

from movierec_tui.library.families import Family

SIGNS: dict[Family, str] = {
    Family.DRAMA: "●",
    Family.COMEDY: "○",
    Family.ROMANCE: "♥",
    Family.ACTION: "▲",
    Family.CRIME: "■",
    Family.FANTASY: "◆",
    Family.HORROR: "▼",
    Family.CHILDREN: "✚",
    Family.DOCUMENTARY: "□",
}
OWN_SIGN = "★"
"""Stands in place of the family's sign where the person rated the film."""

DARK_INKS: dict[Family, str] = {
    Family.DRAMA: "#9fb3d1",
    Family.COMEDY: "#f0d264",
    Family.ROMANCE: "#f29bb7",
    Family.ACTION: "#f0924f",
    Family.CRIME: "#b9a6f2",
    Family.FANTASY: "#5fc9d8",
    Family.HORROR: "#f07a76",
    Family.CHILDREN: "#8fce7a",
    Family.DOCUMENTARY: "#c8c2b4",
}
LIGHT_INKS: dict[Family, str] = {
    Family.DRAMA: "#3f5c85",
    Family.COMEDY: "#755c00",
    Family.ROMANCE: "#a8325f",
    Family.ACTION: "#a34a00",
    Family.CRIME: "#5f43b5",
    Family.FANTASY: "#006d7d",
    Family.HORROR: "#b3201c",
    Family.CHILDREN: "#2f6b1f",
    Family.DOCUMENTARY: "#5c574d",
}
_TERMINAL_INKS: dict[Family, str] = {
    Family.DRAMA: "ansi_blue",
    Family.COMEDY: "ansi_yellow",
    Family.ROMANCE: "ansi_bright_magenta",
    Family.ACTION: "ansi_bright_red",
    Family.CRIME: "ansi_magenta",
    Family.FANTASY: "ansi_cyan",
    Family.HORROR: "ansi_red",
    Family.CHILDREN: "ansi_green",
    Family.DOCUMENTARY: "ansi_default",
}


def family_ink(family: Family, theme: Theme) -> str:
    """The family's colour in a theme, as Textual's styles write it."""
    if theme.ansi:
        return _TERMINAL_INKS[family]
    return (DARK_INKS if theme.dark else LIGHT_INKS)[family]
