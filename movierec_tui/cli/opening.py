"""How the app opens, which waits for nothing that only commands need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_DATABASE = "--db"
_PLAIN = "--plain"


@dataclass(frozen=True, slots=True)
class AppCall:
    """What was asked of the app: which database, and whether figures stand in place of stars."""

    database: Path | None = None
    plain: bool = False


def app_call(arguments: Sequence[str]) -> AppCall | None:
    """The call where it opens the app and does nothing else; None leaves the reading to the commands.

    Those would come to the same, but reading the options of forty commands takes longer than drawing the first screen.
    """
    call = AppCall()
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word == _PLAIN:
            call = AppCall(call.database, plain=True)
        elif name == _DATABASE:
            file = value if equals else next(words, "")
            if not file or file.startswith("-"):
                return None
            call = AppCall(Path(file), call.plain)
        else:
            return None
    return call


def open_app(database: Path, *, plain: bool = False) -> int:
    """Opens the app, which does a first start by itself, and gives its exit code."""
    from movierec_tui.tui.__main__ import open_app as opening  # noqa: PLC0415

    return opening(database, plain=plain)
