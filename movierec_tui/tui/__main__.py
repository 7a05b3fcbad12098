"""Opens the app: `python -P -m movierec_tui.tui DATABASE [--plain]`, as a browser window does."""

from __future__ import annotations

import gc
import sys
from pathlib import Path


def open_app(database: Path, *, plain: bool = False) -> int:
    """Runs the app on a database, which need not be there yet, and gives its exit code."""
    from movierec_tui.tui.app import MovieRecApp  # noqa: PLC0415  (loads Textual)

    app = MovieRecApp(database, plain=plain)
    # What is loaded by now stays to the end, so the garbage collector need not look through it again and again.
    gc.freeze()
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(open_app(Path(sys.argv[1]), plain="--plain" in sys.argv[2:]))
