"""How results are printed: JSON for programs, plain tables and sentences for people, progress on standard error."""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, TextIO

import typer

from engine.events import Event, ProgressEvent
from movierec_tui.cli.pager import write_line
from movierec_tui.jobs.children import run_blocking
from movierec_tui.jobs.state import phase_words
from movierec_tui.wording.text import duration, in_words, safe_text

PLAIN: ContextVar[bool] = ContextVar("plain", default=False)
"""Whether this call writes stars and bars as words."""

QUIET: ContextVar[bool] = ContextVar("quiet", default=False)
"""Whether this call tells nothing but its answer and errors."""

_NO_WIDTH = 10_000
_GAP = 2
_BAR_CELLS = 30
_PROGRESS_CELLS = 24
# C1 controls, marks of direction and lone surrogates; JSON itself escapes the other controls.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_CLEAR_LINE = "\r\x1b[K"
_PLAIN_STEP = 0.25


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table. Figures keep their width in a narrow terminal; words are wrapped."""

    heading: str
    kind: Literal["words", "figure"] = "words"


def words(*headings: str) -> tuple[TableColumn, ...]:
    """Columns of words."""
    return tuple(TableColumn(heading) for heading in headings)


def figures(*headings: str) -> tuple[TableColumn, ...]:
    """Columns of figures, aligned to the right."""
    return tuple(TableColumn(heading, "figure") for heading in headings)


def print_json(value: object) -> None:
    """The value as JSON on standard output, indented in a terminal; what a terminal would obey is escaped."""
    indent = 2 if sys.stdout.isatty() else None
    # Where the output is not UTF-8, JSON's own escapes keep every letter.
    escape = sys.stdout.encoding.lower() not in {"utf-8", "utf8"}
    text = json.dumps(_plain(value), ensure_ascii=escape, allow_nan=False, indent=indent)
    typer.echo(text if text.isascii() else _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_table(columns: Sequence[TableColumn], rows: Iterable[Sequence[str]], *, heading: str | None = None) -> None:
    """A table on standard output, under a heading and an empty line where there is one.

    No cell is ever read as markup or obeyed by the terminal.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if heading is not None:
        say()
        say(heading)
    # A file or a pipe has no width, so nothing is wrapped there: one line a row.
    console = Console(
        file=sys.stdout, width=None if sys.stdout.isatty() else _NO_WIDTH, highlight=False, markup=False, emoji=False
    )
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    lines = [[_shown(column.heading) for column in columns], *([_shown(cell) for cell in row] for row in rows)]
    least = [_least_width(column, cells) for column, cells in zip(columns, zip(*lines, strict=True), strict=True)]
    # Where there is room, cells are folded between words only; elsewhere within words, too. None is cut.
    between_words = sum(least) + _GAP * (len(least) - 1) <= console.width
    for column, title, width in zip(columns, lines[0], least, strict=True):
        table.add_column(
            Text(title),
            justify="right" if column.kind == "figure" else "left",
            no_wrap=column.kind == "figure",
            overflow="fold",
            min_width=width if between_words else None,
        )
    for row in lines[1:]:
        table.add_row(*map(Text, row))
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        write_line(line.rstrip())


def _least_width(column: TableColumn, cells: Sequence[str]) -> int:
    from rich.cells import cell_len  # noqa: PLC0415

    return max(cell_len(part) for cell in cells for part in ([cell] if column.kind == "figure" else cell.split(" ")))


def print_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values below each other on standard output; those without a value are left out."""
    shown = [(safe_text(name), _shown(value)) for name, value in pairs if value]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        write_line(f"{name:<{width}}  {value}")


def print_bars(counts: Sequence[tuple[str, int]]) -> None:
    """A small histogram on standard output, one bar a line."""
    longest = max((count for _, count in counts), default=0)
    width = max((len(label) for label, _ in counts), default=0)
    for label, count in counts:
        bar = "█" * round(_BAR_CELLS * count / longest) if longest and not PLAIN.get() else ""
        write_line(f"  {label:>{width}}  {count:>9,}  {bar}".rstrip())


def say(sentence: str = "") -> None:
    """A line on standard output."""
    write_line(_shown(sentence))


def reply(as_json: bool, value: object, sentence: str) -> None:
    """The value for programs, or the sentence for people, at once: `serve` goes on after it."""
    if as_json:
        print_json(value)
    else:
        typer.echo(_shown(sentence))


def notice(sentence: str) -> None:
    """A line on standard error, for people: programs read standard output."""
    if not QUIET.get():
        write_line(_shown(sentence), notice=True)


def _shown(text: str) -> str:
    safe = safe_text(text)
    return in_words(safe) if PLAIN.get() else safe


def _plain(value: object) -> Any:  # noqa: PLR0911
    """The value in JSON's own types; what JSON cannot say (NaN, infinity) becomes null."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case bytes():
            return value.hex()
        case PurePath():
            return str(value)
        case Iterable():
            return [_plain(inner) for inner in value]
        case _ if hasattr(value, "item"):  # a numpy scalar
            return _plain(value.item())
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")


def run_with_progress(command: Sequence[str]) -> dict[str, Any]:
    """The result of a child process, with its progress on standard error; a `JobFailed` says why there is none."""
    with closing(ProgressLine(sys.stderr)) as line:
        return run_blocking(command, line).result


@dataclass(slots=True)
class ProgressLine:
    """Shows the progress events that it is called with: one live line in a terminal, a few plain lines elsewhere."""

    stream: TextIO
    _phase: str = ""
    _next_share: float = 0.0

    def __call__(self, event: Event) -> None:
        if QUIET.get() or not isinstance(event, ProgressEvent):
            return
        share = min(1.0, event.done / event.total) if event.total > 0 else 0.0
        if self._is_live:
            filled = round(_PROGRESS_CELLS * share)
            bar = "█" * filled + "░" * (_PROGRESS_CELLS - filled)
            width = shutil.get_terminal_size().columns - 1
            self._write(_CLEAR_LINE + f"{bar} {_progress_words(event, share)}"[:width])
        elif event.phase != self._phase or share >= self._next_share:
            self._phase, self._next_share = event.phase, share + _PLAIN_STEP
            self._write(_progress_words(event, share) + "\n")

    def close(self) -> None:
        if self._is_live and not QUIET.get():
            self._write(_CLEAR_LINE)

    @property
    def _is_live(self) -> bool:
        return self.stream.isatty() and not PLAIN.get()

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _progress_words(event: ProgressEvent, share: float) -> str:
    parts = [f"{share:4.0%} {safe_text(phase_words(event.phase))}"]
    if event.epoch is not None:
        parts.append(f"epoch {event.epoch}")
    if event.train_loss is not None:
        parts.append(f"loss {event.train_loss:.3f}")
    if event.val_rmse is not None:
        parts.append(f"validation RMSE {event.val_rmse:.3f}")
    if event.eta_seconds is not None and event.eta_seconds >= 1:
        parts.append(f"{duration(event.eta_seconds)} left")
    return ", ".join(parts)
