"""What people read: printed at once, or through a pager where it is longer than the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar

import typer

VARIABLE = "PAGER"

_DEFAULT = "less -R -F -X"
_held: ContextVar[list[tuple[str, bool]] | None] = ContextVar("held lines", default=None)
"""The lines that wait for the end of a command, and whether each is a notice."""


def write_line(line: str, *, notice: bool = False) -> None:
    """Prints a line, or a notice on standard error, in the order of the calls; within `paged`, at its end.

    Notices before the first line are printed at once: a download's terms are read while it runs.
    """
    held = _held.get()
    if held is None or (notice and not held):
        typer.echo(line, err=notice)
    else:
        held.append((line, notice))


@contextmanager
def paged() -> Iterator[None]:
    """Shows the lines that are written meanwhile in a pager if they are more than a terminal has."""
    pager = _pager()
    if pager is None:
        yield
        return
    lines: list[tuple[str, bool]] = []
    token = _held.set(lines)
    try:
        yield
    finally:
        _held.reset(token)
        _show(lines, pager)


def _pager() -> str | None:
    """The shell command that pages; None where there is no terminal, or no pager is wanted or installed."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        return _DEFAULT if shutil.which("less") else None
    return None if chosen.strip() in {"", "cat"} else chosen


def _show(lines: Sequence[tuple[str, bool]], pager: str) -> None:
    text = [line for line, is_notice in lines if not is_notice]
    shown = len(text) >= shutil.get_terminal_size().lines and _page(pager, "".join(f"{line}\n" for line in text))
    for line, is_notice in lines:
        if is_notice or not shown:
            typer.echo(line, err=is_notice)


def _page(pager: str, text: str) -> bool:
    """Whether the pager ended well: one that cannot run must not swallow the answer. It takes Ctrl+C for itself."""
    sys.stdout.flush()
    process = subprocess.Popen(  # noqa: S602  (as POSIX says of PAGER: a command of the shell)
        pager, shell=True, stdin=subprocess.PIPE, text=True, encoding=sys.stdout.encoding, errors="replace"
    )
    assert process.stdin is not None  # noqa: S101
    with suppress(BrokenPipeError, KeyboardInterrupt), process.stdin:
        process.stdin.write(text)
    while process.returncode is None:
        with suppress(KeyboardInterrupt):
            process.wait()
    return process.returncode == 0
