"""The page docs/keys.md, written from the action registry: `python -m bench.keys_page > docs/keys.md`."""

from __future__ import annotations

import sys

from movierec_tui.tui.keys.actions import ABOUT, Action, Context, actions_for
from movierec_tui.tui.keys.key_map import KeyMap

_OPENING = """\
# Keys

Every action has a key; those with a name in the last column are in the command palette (`^p`), too, and all of them can
be reached with the mouse or through the screen's lists. `?` shows the keys of the place one is in. `^x` is Control
and x, `⇧` is Shift, `⏎` is Enter.

Other keys can be given in a file: `movierec-tui keys` prints where it is and every action's present keys,
`movierec-tui keys --write` writes it with everything commented out. A line is `"film.watchlist" = "W,ctrl+w"`. What
cannot be taken (an unknown action or key, a key that is taken already) is told at start and left as it was.

This page is written by `python -m bench.keys_page > docs/keys.md`.
"""


def keys_page() -> str:
    """The whole page."""
    return "\n".join([_OPENING, *map(_section, Context)])


def _section(context: Context) -> str:
    rows = [_row(action) for action in actions_for(context)]
    return "\n".join(
        [
            f"## {context.value}",
            "",
            *([ABOUT[context], ""] if context in ABOUT else []),
            "| key | what it does | action | in the palette |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(action: Action) -> str:
    keys = " ".join(f"`{_escaped(key)}`" for key in KeyMap().every_key(action))
    return f"| {keys} | {_escaped(action.help)} | {action.id} | {action.title} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(keys_page().rstrip("\n") + "\n")
