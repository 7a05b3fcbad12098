"""How results are printed: JSON for programs, quiet aligned tables and sentences for people."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

import typer

from movierec_tui.wording.plain import in_words
from movierec_tui.wording.text import safe_text

PLAIN: ContextVar[bool] = ContextVar("plain", default=False)
"""Whether this call says stars and bars in words."""

_WIDE_ENOUGH = 10_000
_BAR_CELLS = 30


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
    """The value as JSON on standard output; indented where a person may be looking."""
    indent = 2 if sys.stdout.isatty() else None
    # Where the output is not UTF-8, JSON's own escapes keep every letter.
    escape = sys.stdout.encoding.lower() not in {"utf-8", "utf8"}
    typer.echo(json.dumps(_plain(value), ensure_ascii=escape, allow_nan=False, indent=indent))


def print_table(columns: Sequence[TableColumn], rows: Iterable[Sequence[str]]) -> None:
    """An aligned table on standard output; no cell is ever read as markup or obeyed by the terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    # A file or a pipe has no width, so nothing is wrapped there: one line a row.
    width = None if sys.stdout.isatty() else _WIDE_ENOUGH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        figure = column.kind == "figure"
        table.add_column(Text(column.heading), justify="right" if figure else "left", no_wrap=figure)
    for row in rows:
        table.add_row(*(Text(_shown(cell)) for cell in row))
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        typer.echo(line.rstrip())


def print_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values below each other on standard output."""
    shown = [(name, _shown(value)) for name, value in pairs]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        typer.echo(f"{name:<{width}}  {value}".rstrip())


def print_bars(counts: Sequence[tuple[str, int]]) -> None:
    """A small histogram on standard output: one bar a line, the longest fills the scale."""
    longest = max((count for _, count in counts), default=0)
    width = max((len(label) for label, _ in counts), default=0)
    for label, count in counts:
        bar = "█" * round(_BAR_CELLS * count / longest) if longest and not PLAIN.get() else ""
        typer.echo(f"  {label:>{width}}  {count:>9,}  {bar}".rstrip())


def say(sentence: str = "") -> None:
    """A line on standard output."""
    typer.echo(_shown(sentence))


def notice(sentence: str) -> None:
    """A line on standard error: what a program that reads our output must not see."""
    typer.echo(_shown(sentence), err=True)


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
