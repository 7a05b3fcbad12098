"""How the app opens, which waits for nothing that only commands need."""

from __future__ import annotations

import gc
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
    # While the app is loaded there is no garbage to find.
    gc.disable()
    from movierec_tui.tui.process import give_memory_back, prepare_process  # noqa: PLC0415  (ctypes is nothing that a command needs)

    prepare_process()
    # Whoever runs a command needs no Textual.
    from movierec_tui.tui.app import MovieRecApp  # noqa: PLC0415
    from movierec_tui.tui.escape_key import notice_escape_soon  # noqa: PLC0415
    from movierec_tui.tui.garbage import PauseCollector  # noqa: PLC0415

    notice_escape_soon()
    collector = PauseCollector(give_memory_back)
    app = MovieRecApp(database, in_words=plain, collector=collector)
    collector.all_loaded()
    gc.enable()
    app.run()
    return app.return_code or 0
