"""What is better and what is worse in one run than in another, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db.rows import RunRow


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of a run: its name in the database, its name for people, and whether less of it is better."""

    name: str
    label: str
    less_is_better: bool = False


METRICS = (
    Metric("rmse", "RMSE", less_is_better=True),
    Metric("mae", "MAE", less_is_better=True),
    Metric("ndcg@10", "nDCG@10"),
    Metric("recall@20", "Recall@20"),
    Metric("mrr", "MRR"),
    Metric("coverage@10", "Coverage@10"),
)
"""All that have a better and a worse; novelty has neither."""

MAIN_METRICS = METRICS[0], METRICS[2]
"""One of predicted stars and one of lists."""

_DECIMALS = 3


def verdict(metric: Metric, before: float, after: float) -> str:
    """Says "better", "worse" or "the same", at the decimals that are shown."""
    difference = round(after, _DECIMALS) - round(before, _DECIMALS)
    if abs(difference) < 0.5 * 10**-_DECIMALS:
        return "the same"
    return "better" if (difference < 0) is metric.less_is_better else "worse"


def metric_changes(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """Like "RMSE 0.912 → 0.874, better; nDCG@10 0.286 → 0.281, worse"; what only `after` has is shown alone."""
    shown = [metric for metric in MAIN_METRICS if metric.name in after]
    return "; ".join(_change(metric, before.get(metric.name), after[metric.name]) for metric in shown)


def _change(metric: Metric, before: float | None, after: float) -> str:
    if before is None:
        return f"{metric.label} {after:.{_DECIMALS}f}"
    change = f"{before:.{_DECIMALS}f} → {after:.{_DECIMALS}f}"
    return f"{metric.label} {change}, {verdict(metric, before, after)}"


def metric_words(metrics: Mapping[str, float]) -> str:
    """The metrics that are known best in one line: "RMSE 0.912, nDCG@10 0.214"."""
    shown = [metric for metric in METRICS[:4] if metric.name in metrics]
    return ", ".join(f"{metric.label} {metrics[metric.name]:.{_DECIMALS}f}" for metric in shown) or "no metrics"


def on_other_ratings(run: RunRow, other: RunRow) -> bool:
    """Whether the two were measured on different held-out ratings, so that small differences mean little."""
    return run.seed != other.seed or run.data_set != other.data_set
