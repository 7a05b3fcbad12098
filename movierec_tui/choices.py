"""What a person chose for the look of the app and the commands, kept from start to start."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from movierec_tui.config import choices_path, small_text


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants the app to look.

    Attributes:
        theme: its name; None where none was chosen yet.
        still: nothing moves by itself: no blinking cursor, no gliding.
        in_words: ratings as figures rather than as drawn stars.
    """

    theme: str | None = None
    still: bool = False
    in_words: bool = False


def read_choices() -> Choices:
    """The choices of the last start; the defaults where there are none, or where they cannot be read."""
    try:
        kept = json.loads(small_text(choices_path()))
    except (OSError, ValueError, RecursionError):
        return Choices()
    if not isinstance(kept, dict):
        return Choices()
    theme = kept.get("theme")
    return Choices(
        theme=theme if isinstance(theme, str) else None,
        still=kept.get("still") is True,
        in_words=kept.get("in_words") is True,
    )


def keep_choices(choices: Choices) -> None:
    """Saves the choices for the next start, where there is a place that can be written to."""
    if choices == read_choices():
        return
    with suppress(OSError):
        path = choices_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(choices)) + "\n", encoding="utf-8")
