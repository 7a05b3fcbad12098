"""`movierec-tui` and `python -m movierec_tui`."""

from __future__ import annotations

import sys

from movierec_tui.cli.front import run


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
