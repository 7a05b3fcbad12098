"""`movierec-tui` and `python -m movierec_tui`: the one module that knows both the command line and the app.

It imports next to nothing before it knows what is asked for: a shell waits for it at each press of Tab.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__" and not sys.flags.safe_path and Path(sys.path[0]) != Path(__file__).parents[1]:
    # `python -m` looks into the current folder first, where somebody's data.py is not our package `data`.
    del sys.path[0]

if TYPE_CHECKING:
    from movierec_tui.cli.front import KeyList


class FullScreenApp:
    """The app as the command line needs it. It is imported when it is asked for, as commands do without Textual."""

    def open(self, database: Path, *, plain: bool) -> int:
        from movierec_tui.tui.__main__ import open_app  # noqa: PLC0415

        return open_app(database, plain=plain)

    def keys(self, *, write: bool) -> KeyList:
        from movierec_tui.cli.front import ActionKeys, KeyList  # noqa: PLC0415
        from movierec_tui.config import keys_path  # noqa: PLC0415
        from movierec_tui.tui.keys.actions import ACTIONS  # noqa: PLC0415
        from movierec_tui.tui.keys.key_map import read_key_map, write_template  # noqa: PLC0415

        path = keys_path()
        if write:
            write_template(path)
        key_map = read_key_map(path)
        actions = [
            ActionKeys(
                action=action.id,
                keys=tuple(key_map.keys(action)),
                shown=" ".join(key_map.every_key(action)),
                changed=action.id in key_map.changed,
                context=action.context.value,
                help=action.help,
            )
            for action in ACTIONS
        ]
        return KeyList(path, tuple(key_map.troubles), tuple(actions))


def run(arguments: Sequence[str]) -> int:
    """Runs one command, or opens the app, and gives the exit code."""
    from movierec_tui.cli.front import app_call, asks_for_json, exit_code_of, no_screen  # noqa: PLC0415
    from movierec_tui.config import database_path  # noqa: PLC0415

    app = FullScreenApp()

    def work() -> int:
        call = None if no_screen() else app_call(arguments)
        if call is not None:
            database, plain = call
            return app.open(database_path(database), plain=plain)
        from movierec_tui.cli.root import run_command  # noqa: PLC0415  (loads every command)

        return run_command(arguments, app)

    return exit_code_of(work, as_json=asks_for_json(arguments))


def main() -> None:
    """Runs the command line and ends the process with its exit code; at once where a shell asks what may come next."""
    shell = os.environ.get("_MOVIEREC_TUI_COMPLETE")
    if shell is not None:
        from movierec_tui.cli.completion import complete  # noqa: PLC0415

        sys.exit(complete(shell, sys.argv[1:]))
    from movierec_tui.config import use_one_numpy_thread  # noqa: PLC0415

    use_one_numpy_thread()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
