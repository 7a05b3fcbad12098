"""The app's two themes, and the few colours that its widgets use beside Textual's own."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="movierec-dark",
    primary="#e3b261",
    secondary="#7f90a8",
    accent="#e3b261",
    warning="#e0a15a",
    error="#e8767d",
    success="#93c088",
    foreground="#d9dce3",
    background="#15171c",
    surface="#1b1e25",
    panel="#242832",
    dark=True,
    variables={
        "border": "#e3b261",
        "border-blurred": "#363b48",
        "block-cursor-background": "#e3b261",
        "block-cursor-foreground": "#15171c",
        "input-selection-background": "#e3b261 35%",
        "button-color-foreground": "#15171c",
        "button-focus-text-style": "bold",
        "footer-key-foreground": "#e3b261",
        "scrollbar": "#363b48",
        "scrollbar-hover": "#4a5162",
        "scrollbar-active": "#e3b261",
        "scrollbar-background": "#15171c",
        "scrollbar-background-hover": "#15171c",
        "scrollbar-background-active": "#15171c",
    },
)

LIGHT = Theme(
    name="movierec-light",
    primary="#8a5200",
    secondary="#55657d",
    accent="#8a5200",
    warning="#9a5b00",
    error="#b3261e",
    success="#2f6b2a",
    foreground="#2a2824",
    background="#fbf9f5",
    surface="#f3f0e9",
    panel="#e8e3d9",
    dark=False,
    variables={
        "border": "#8a5200",
        "border-blurred": "#cfc8ba",
        "block-cursor-background": "#8a5200",
        "block-cursor-foreground": "#fbf9f5",
        "input-selection-background": "#8a5200 25%",
        "button-color-foreground": "#fbf9f5",
        "button-focus-text-style": "bold",
        "footer-key-foreground": "#8a5200",
        "scrollbar": "#cfc8ba",
        "scrollbar-hover": "#b5ac9a",
        "scrollbar-active": "#8a5200",
        "scrollbar-background": "#fbf9f5",
        "scrollbar-background-hover": "#fbf9f5",
        "scrollbar-background-active": "#fbf9f5",
    },
)

THEMES = (DARK, LIGHT)


def ink_variables(theme: Theme) -> dict[str, str]:
    """The colours of text, bars and cursor rows, mixed from any theme's own: CSS variable -> colour."""
    colours = theme.to_color_system().generate()
    if theme.ansi:
        return {
            "ink-muted": "ansi_bright_black",
            "ink-star": "ansi_yellow",
            "ink-bar": "ansi_yellow",
            "ink-track": "ansi_bright_black",
            "row-cursor": "ansi_blue",
            "row-cursor-blurred": "ansi_default",
            "row-hover": "ansi_default",
        }
    background = Color.parse(colours["background"])
    foreground = Color.parse(colours["foreground"])
    accent = Color.parse(colours["accent"])
    return {
        "ink-muted": foreground.blend(background, 0.38, alpha=1).hex,
        "ink-star": accent.hex,
        "ink-bar": accent.blend(background, 0.12, alpha=1).hex,
        "ink-track": foreground.blend(background, 0.72, alpha=1).hex,
        "row-cursor": background.blend(accent, 0.22, alpha=1).hex,
        "row-cursor-blurred": background.blend(foreground, 0.08, alpha=1).hex,
        "row-hover": background.blend(foreground, 0.05, alpha=1).hex,
    }
