"""The one place where errors end: a sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from movierec_tui.cli.opening import app_call, open_app
from movierec_tui.wording.text import safe_text

DEBUG_VARIABLE = "MOVIEREC_DEBUG"
FAILURE = 1
INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code: 0, 1 for a failure, 2 for a wrong call, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        # A title must not break a terminal or file that cannot write its letters.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return 0
    return code


def _run(arguments: Sequence[str]) -> int:
    try:
        return _answered(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if _debugging() and not isinstance(error, _expected()):
            raise
        return _explained(error)


def _answered(arguments: Sequence[str]) -> int:
    # What is imported here may be broken, which ends in `_run`, too.
    call = app_call(arguments) if sys.stdin.isatty() and sys.stdout.isatty() else None
    if call is not None:
        from movierec_tui.config import database_path  # noqa: PLC0415

        return open_app(database_path(call.database), plain=call.plain)
    from movierec_tui.cli.root import app  # noqa: PLC0415

    app(args=list(arguments), prog_name="movierec-tui")
    return 0


def _expected() -> tuple[type[Exception], ...]:
    """What may go wrong without being a defect; only a failure pays for importing it."""
    from data.errors import DataSetError  # noqa: PLC0415
    from db.errors import StoreError  # noqa: PLC0415
    from engine.errors import EngineError  # noqa: PLC0415
    from movierec_tui.errors import FrontError  # noqa: PLC0415
    from movierec_tui.jobs.children import JobFailed  # noqa: PLC0415

    return DataSetError, StoreError, EngineError, JobFailed, FrontError


def _explained(error: Exception) -> int:
    """Says what went wrong, and gives the exit code for it."""
    from movierec_tui.jobs.children import JobFailed  # noqa: PLC0415

    if not isinstance(error, _expected()):
        _complain(
            f"A defect in movierec-tui ({type(error).__name__}: {error}). "
            f"Set {DEBUG_VARIABLE}=1 and run it again to see the details."
        )
        return FAILURE
    _complain(str(error))
    if not isinstance(error, JobFailed):
        return FAILURE
    if error.details and _debugging():
        print(error.details, file=sys.stderr)  # noqa: T201
    return INTERRUPTED if error.cancelled else FAILURE


def _debugging() -> bool:
    return os.environ.get(DEBUG_VARIABLE, "") not in {"", "0"}


def _complain(sentence: str) -> None:
    print(f"Error: {safe_text(sentence)}", file=sys.stderr)  # noqa: T201


def _forget_output() -> None:
    """The reader of our output has gone (`| head`): what is still buffered goes nowhere, in silence."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
