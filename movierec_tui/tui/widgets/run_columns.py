"""How training runs are shown: the columns of their table, and the options that they were trained with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from engine.options import Preset
from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, figure, muted, plain
from movierec_tui.tui.widgets.columns import Align, Column

if TYPE_CHECKING:
    from db.rows import RunRow

RUN_OPTIONS: Mapping[str, Callable[[RunRow], str]] = {
    "Model": lambda run: run.model,
    "Preset": lambda run: str(run.config.get("preset", Preset.FULL)),
    "Epochs": lambda run: str(run.config.get("epochs") or EMPTY),
    "Seed": lambda run: str(run.seed),
    "Device": lambda run: run.device,
}
"""What a person chose for a run."""

_WIDTHS = {"Model": 8}
_SAME, _DIFFERS = 8, 3
"""Ranks of the first option's column: options in which runs differ stay longer in narrow terminals."""


def run_columns(is_ticked: Callable[[int], bool], runs: Sequence[RunRow] = ()) -> list[Column[RunRow]]:
    """Number, state, options, time, and how good the runs are on held-out ratings; a tick marks runs to compare."""
    return [
        Column("Run", lambda run: _number(run, ticked=is_ticked(run.run_id)), width=8),
        Column("State", _state, width=9, rank=2),
        *(_option(name, place, runs) for place, name in enumerate(RUN_OPTIONS)),
        Column("Trained", lambda run: muted(local_time(run.created)), width=16, rank=20),
        _metric("RMSE", "rmse", 1),
        _metric("MAE", "mae", 7),
        _metric("nDCG@10", "ndcg@10", 1),
        _metric("Recall@20", "recall@20", 6),
    ]


def _option(name: str, place: int, runs: Sequence[RunRow]) -> Column[RunRow]:
    value = RUN_OPTIONS[name]
    differs = len({value(run) for run in runs}) > 1
    rank = place + (_DIFFERS if differs else _SAME)
    return Column(name, lambda run: plain(value(run)), _WIDTHS.get(name, 6), rank=rank)


def _number(run: RunRow, *, ticked: bool) -> Cell:
    in_use = ("● " if run.active else "  ", Ink.STAR)
    return (in_use, (str(run.run_id), Ink.PLAIN), (" ✓" if ticked else "", Ink.STRONG))


def _state(run: RunRow) -> Cell:
    return (("in use", Ink.STRONG),) if run.active else muted(run.status)


def _metric(title: str, name: str, rank: int) -> Column[RunRow]:
    width = max(6, len(title))
    return Column(title, lambda run: figure(run.metrics.get(name), 3), width, align=Align.RIGHT, rank=rank)


def local_time(moment: str) -> str:
    """An ISO 8601 moment in this computer's time zone, to the minute; a dash for what is none."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return EMPTY
