"""Opens the app: `python -P -m movierec_tui.tui DATABASE [--plain]`, as a browser window does."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from movierec_tui.tui.process import give_memory_back, prepare_process


def open_app(database: Path, *, plain: bool = False) -> int:
    """Runs the app on a database, which need not be there yet, and gives its exit code."""
    gc.disable()
    prepare_process()
    from movierec_tui.tui.app import MovieRecApp  # noqa: PLC0415  (loads Textual)
    from movierec_tui.tui.escape_key import notice_escape_soon  # noqa: PLC0415
    from movierec_tui.tui.garbage import PauseCollector  # noqa: PLC0415

    notice_escape_soon()
    collector = PauseCollector(give_memory_back)
    app = MovieRecApp(database, in_words=plain, collector=collector)
    collector.all_loaded()
    gc.enable()
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(open_app(Path(sys.argv[1]), plain="--plain" in sys.argv[2:]))
