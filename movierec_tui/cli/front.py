"""The one place where errors end: a sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from data.errors import DataSetError
from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.errors import FrontError
from movierec_tui.jobs import JobFailed
from movierec_tui.text import safe_text

DEBUG_VARIABLE = "MOVIEREC_DEBUG"
FAILURE = 1
INTERRUPTED = 130

_EXPECTED = (DataSetError, StoreError, EngineError, JobFailed, FrontError)


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
    from movierec_tui.cli.root import app  # noqa: PLC0415  (what it imports may be broken, which ends here too)

    try:
        app(args=list(arguments), prog_name="movierec-tui")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if _debugging() and not isinstance(error, _EXPECTED):
            raise
        _explain(error)
        return INTERRUPTED if isinstance(error, JobFailed) and error.cancelled else FAILURE
    return 0


def _explain(error: Exception) -> None:
    if not isinstance(error, _EXPECTED):
        _complain(
            f"A defect in movierec-tui ({type(error).__name__}: {error}). "
            f"Set {DEBUG_VARIABLE}=1 and run it again to see the details."
        )
        return
    _complain(str(error))
    if isinstance(error, JobFailed) and error.details and _debugging():
        typer.echo(error.details, err=True)


def _debugging() -> bool:
    return os.environ.get(DEBUG_VARIABLE, "") not in {"", "0"}


def _complain(sentence: str) -> None:
    typer.echo(f"Error: {safe_text(sentence)}", err=True)


def _forget_output() -> None:
    """The reader of our output has gone (`| head`): what is still buffered goes nowhere, in silence."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
