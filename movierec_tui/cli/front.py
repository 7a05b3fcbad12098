"""Where every call starts and every error ends: a sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.cli.json_types import Error

DEBUG_VARIABLE = "MOVIEREC_DEBUG"
FAILURE = 1
INTERRUPTED = 130

_LAST_STREAM = 2
_COMMAND = re.compile("`(movierec-tui [^`]+)`")
_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


@dataclass(frozen=True, slots=True)
class ActionKeys:
    """An action of the app and its keys: as Textual names them, and as people read them."""

    action: str
    keys: tuple[str, ...]
    shown: str
    changed: bool
    context: str
    help: str


@dataclass(frozen=True, slots=True)
class KeyList:
    """Every action of the app, the file with a person's own keys, and what in it is wrong, a sentence each."""

    file: Path
    troubles: tuple[str, ...]
    actions: tuple[ActionKeys, ...]


class App(Protocol):
    """The app, which the command line is given, as it must not import it."""

    def open(self, database: Path, *, plain: bool) -> int:
        """Runs the app and gives its exit code."""

    def keys(self, *, write: bool) -> KeyList:
        """The app's keys; `write` first writes the file with every key commented out."""


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether --json is among a call's options, so that a call that is not understood is answered in JSON, too."""
    return "--json" in takewhile(lambda word: word != "--", arguments)


def exit_code_of(work: Callable[[], int], *, as_json: bool = False) -> int:
    """Does what a call asks for and gives its exit code: 0, 1 for a failure, 2 for a wrong call, 130 for Ctrl-C.

    Whoever stops reading our output (`| head`) has what they want: 0. With `as_json`, an error is a JSON object.
    """
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A title must not break a terminal or file that cannot write its letters.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _explained(work, as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_output_go()
        return 0
    except OSError as error:
        _let_output_go()
        complain("output", f"The output cannot be written: {(error.strerror or str(error)).lower()}.", as_json)
        return FAILURE
    return code


def _open_closed_streams() -> None:
    """Opens what the caller closed (`>&-`), so that no file of ours gets the number of a standard stream."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STREAM:
        pass
    os.close(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole process


def _let_output_go() -> None:
    """What is left of the output goes nowhere, as Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def app_call(arguments: Sequence[str]) -> tuple[Path | None, bool] | None:
    """The database and whether `--plain` is given, if the call only opens the app; None leaves it to the commands.

    They would come to the same result, but loading all of them takes longer than drawing the first screen.
    """
    database, plain = None, False
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--plain":
            plain = True
        elif name == "--db":
            file = value if equals else next(words, "")
            if not file or file.startswith("-"):
                return None
            database = Path(file)
        else:
            return None
    return database, plain


def no_screen() -> str | None:
    """A sentence that says why the app cannot be shown here; None where it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "To open the app, run `movierec-tui` in a terminal."
    if os.environ.get("TERM", "") in {"dumb", "unknown"}:
        return f"This terminal cannot show the app (TERM={os.environ['TERM']}): run `movierec-tui` in another one."
    return None


def _explained(work: Callable[[], int], as_json: bool) -> int:
    try:
        return work()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # typer makes a failure of it
            raise end.__context__ from None
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        if as_json:
            complain("cancelled", "Cancelled with Ctrl+C.", as_json)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        # Files of ours have sentences of their own, so what has no name is the output.
        if isinstance(error, OSError) and error.filename is None and error.errno in _CANNOT_WRITE:
            raise
        return _explain(error, as_json)


def _explain(error: Exception, as_json: bool) -> int:
    """Says what went wrong, and gives the exit code for it; only a failure pays for these imports."""
    from data.errors import DataSetError  # noqa: PLC0415
    from data.personal import ScaleUnknown  # noqa: PLC0415
    from db.errors import Ambiguous, Damaged, NoDatabase, NotFound, StoreError  # noqa: PLC0415
    from engine.errors import EngineError, NoModelError  # noqa: PLC0415
    from movierec_tui.errors import FrontError  # noqa: PLC0415
    from movierec_tui.jobs.children import JobFailed  # noqa: PLC0415

    debugging = os.environ.get(DEBUG_VARIABLE, "") not in {"", "0"}
    if isinstance(error, JobFailed):
        complain("cancelled" if error.cancelled else "job", str(error), as_json)
        if error.details and debugging:
            print(error.details, file=sys.stderr)  # noqa: T201
        return INTERRUPTED if error.cancelled else FAILURE
    codes: dict[type[Exception], str] = {
        Ambiguous: "ambiguous",
        NotFound: "not_found",
        NoDatabase: "no_database",
        Damaged: "damaged",
        StoreError: "database",
        ScaleUnknown: "scale_unknown",
        DataSetError: "data",
        NoModelError: "no_model",
        EngineError: "model",
        FrontError: "refused",
    }
    for family, code in codes.items():
        if isinstance(error, family):
            complain(code, str(error), as_json, error.candidates if isinstance(error, Ambiguous) else ())
            return FAILURE
    if isinstance(error, RuntimeError) and "home directory" in str(error):  # as Path.expanduser says it
        complain(
            "refused",
            "A path begins with ~, but whose home folder that is, is not known here: write it in full.",
            as_json,
        )
        return FAILURE
    if debugging:
        raise error
    complain(
        "bug",
        f"This is a bug in movierec-tui ({type(error).__name__}: {error}). "
        f"Set {DEBUG_VARIABLE}=1 and run it again to see the details.",
        as_json,
    )
    return FAILURE


def complain(
    code: str, sentence: str, as_json: bool, candidates: Sequence[MovieSummary] = (), hint: str | None = None
) -> None:
    """Prints an error on standard error: the sentence, or an object of `json_types.Error` on one line.

    Args:
        code: what kind of error it is, for programs.
        sentence: what is wrong and what to do.
        as_json: whether a program asked.
        candidates: the films that may be meant.
        hint: a command that helps; without it, the one that the sentence names.
    """
    if not as_json:
        print(f"Error: {safe_text(sentence)}", file=sys.stderr)  # noqa: T201
        return
    from movierec_tui.cli.objects import film_name  # noqa: PLC0415

    named = _COMMAND.search(sentence)
    error: Error = {
        "error": {
            "code": code,
            "message": sentence,
            "hint": hint or (named and named[1]),
            "candidates": [film_name(film) for film in candidates],
        }
    }
    print(json.dumps(error), file=sys.stderr)  # noqa: T201
