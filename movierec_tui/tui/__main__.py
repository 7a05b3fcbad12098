"""Opens the app: `python -P -m movierec_tui.tui DATABASE [--plain]`, as a browser window does."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from pathlib import Path
from threading import Thread

from movierec_tui.config import use_one_numpy_thread


def open_app(database: Path, *, plain: bool = False) -> int:
    """Runs the app on a database, which need not exist yet, and gives its exit code."""
    use_one_numpy_thread()
    from movierec_tui.tui.app import MovieRecApp  # noqa: PLC0415  (loads Textual)

    # Drawing makes and drops thousands of objects for a key; hardly any of them is garbage that needs a collector.
    gc.set_threshold(5000)
    app = MovieRecApp(database, plain=plain)
    Thread(target=_end_with_terminal, daemon=True).start()
    app.run()
    return app.return_code or 0


def _end_with_terminal() -> None:
    """Ends the process when its terminal, or the browser window, is closed: at once, as nothing can be drawn any more.

    Waiting to write to a terminal that is gone, Textual could never end. A job's child process ends with its parent.
    """
    if not hasattr(select, "poll") or sys.__stdin__ is None:  # Windows ends the process itself
        return
    terminal = select.poll()
    terminal.register(sys.__stdin__.fileno(), 0)
    if any(event & select.POLLHUP for _fd, event in terminal.poll()):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(open_app(Path(sys.argv[1]), plain="--plain" in sys.argv[2:]))
