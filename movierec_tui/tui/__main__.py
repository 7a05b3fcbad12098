"""The app for one browser window, started by `movierec-tui serve`: `python -m movierec_tui.tui.__main__ DATABASE`."""

from __future__ import annotations

import sys
from pathlib import Path

from movierec_tui.tui.process import prepare_process


def main() -> None:
    """Runs the app, whose driver the environment names."""
    prepare_process()
    from movierec_tui.tui.app import MovieRecApp  # noqa: PLC0415  (loads Textual)

    MovieRecApp(Path(sys.argv[1]), in_words="--plain" in sys.argv[2:]).run()


if __name__ == "__main__":
    main()
