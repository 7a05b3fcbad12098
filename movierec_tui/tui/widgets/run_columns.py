"""The columns in which training runs are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, figure, muted, plain
from movierec_tui.tui.widgets.columns import Align, Column

if TYPE_CHECKING:
    from db.rows import RunRow


def run_columns(chosen: Callable[[int], bool]) -> list[Column[RunRow]]:
    """Number, state, model, time, and how well it does on held-out ratings; a tick where a run is chosen."""
    return [
        Column("Run", lambda run: _number(run, chosen=chosen(run.run_id)), width=8),
        Column("State", _state, width=9, rank=1),
        Column("Model", lambda run: plain(run.model), width=8, flex=1, rank=4),
        Column("Seed", lambda run: plain(str(run.seed)), width=5, align=Align.RIGHT, rank=6),
        Column("Trained", lambda run: muted(local_time(run.created)), width=16, rank=7),
        _metric("RMSE", "rmse", 1),
        _metric("MAE", "mae", 5),
        _metric("nDCG@10", "ndcg@10", 2),
        _metric("Recall@20", "recall@20", 3),
    ]


def _number(run: RunRow, *, chosen: bool) -> Cell:
    active = ("● " if run.active else "  ", Ink.STAR)
    return (active, (str(run.run_id), Ink.PLAIN), (" ✓" if chosen else "", Ink.STRONG))


def _state(run: RunRow) -> Cell:
    return (("active", Ink.STRONG),) if run.active else muted(run.status)


def _metric(title: str, name: str, rank: int) -> Column[RunRow]:
    return Column(
        title,
        lambda run: figure(run.metrics.get(name), 3),
        width=max(6, len(title)),
        align=Align.RIGHT,
        rank=rank,
    )


def local_time(moment: str) -> str:
    """An ISO 8601 moment in this machine's time zone, to the minute; a dash for what is none."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return EMPTY
