"""Fits every system on random 90/10 splits (errors) and 80/20 splits per user (lists) and prints a Markdown table.

usage: python -m bench.peers ml-100k.zip [--seeds 5] [--only NAME ...] [--lists] [--by-time] [--test-file FILE]
                             [--tune-once] [--output FILE]

`--by-time` judges lists on one split of all ratings by time in place of that: what came after the first 80 %.
`--test-file` judges errors only, on the ratings of a file such as ml-100k's u1.test, with the archive's other ratings
for training.
`--lists` leaves out the errors. With `--tune-once`, the settings that the first seed's validation ratings choose serve
all seeds.

Each fit runs in a process of its own, one after the other, which gives its seconds (of the clock, and of all cores
together), and its peak memory. Peers that are not installed are left out with a note; docs/models.md says how to
install them. All systems fit one seed, then the next; FILE is written after every fit. Below the table stands how far
the lists of our default model lead those of each other system, seed by seed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.peers.lists import Settings
from bench.peers.measuring import Figures, describe_time_split, measure, measure_by_time
from bench.peers.systems import DO_BOTH, MAKE_LISTS, SYSTEMS

OURS = next(iter(SYSTEMS))
COLUMNS = ("RMSE", "MAE", "nDCG@10", "recall@20", "coverage@10", "fit s", "CPU s", "peak MiB")
COLUMNS_BY_TIME = ("nDCG@10", "recall@20", "nDCG@10, new people", "recall@20, new people", "fit s", "CPU s")


def main() -> int:
    """Prints the table, and writes it as it grows; gives the exit code."""
    parser = argparse.ArgumentParser(prog="bench.peers", description=__doc__)
    parser.add_argument("archive", type=Path, help="an official MovieLens zip or folder")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(SYSTEMS), default=list(SYSTEMS))
    parser.add_argument("--lists", action="store_true", help="only the split per user, on which lists are judged")
    parser.add_argument("--tune-once", action="store_true", help="choose settings with the first seed only")
    parser.add_argument("--by-time", action="store_true", help="one split of all ratings by time, and lists only")
    parser.add_argument("--test-file", type=Path, default=None, help="errors only, on the ratings of this file")
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    names: list[str] = options.only
    columns: tuple[str, ...] = COLUMNS
    if options.lists or options.by_time:
        names = [name for name in names if name in DO_BOTH | MAKE_LISTS]
    if options.test_file is not None:
        names = [name for name in names if name not in MAKE_LISTS]
    if options.by_time:
        columns = COLUMNS_BY_TIME
        print(describe_time_split(options.archive) + "\n")
    settings: dict[str, Settings | None] = {}

    def judge(name: str, seed: int) -> Figures:
        """One system on one seed, in a process of its own."""
        with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
            if options.by_time:
                outcome = pool.submit(measure_by_time, options.archive, name, seed).result()
            else:
                known = settings.get(name) if options.tune_once else None
                choices = {"lists_only": options.lists, "test_file": options.test_file}
                outcome = pool.submit(measure, options.archive, name, seed, known, **choices).result()
        settings[name] = outcome.settings
        print(f"{name}, seed {seed}: {outcome.figures}, {outcome.settings}", file=sys.stderr, flush=True)
        return outcome.figures

    found: dict[str, list[Figures]] = {name: [] for name in names}
    missing: set[str] = set()
    for seed in range(1 if options.by_time else options.seeds):
        for name in names:
            if name in missing:
                continue
            try:
                found[name].append(judge(name, seed))
            except ImportError as error:
                print(f"{name} left out: {error}", file=sys.stderr)
                missing.add(name)
                continue
            if options.output is not None:
                options.output.write_text(_report(found, columns) + "\n", encoding="utf-8")
    print(_report(found, columns))
    return 0


def _report(found: Mapping[str, Sequence[Figures]], columns: Sequence[str]) -> str:
    lines = ["| system | seeds | " + " | ".join(columns) + " |", "|---|" + "---:|" * (len(columns) + 1)]
    for name, outcomes in found.items():
        if not outcomes:
            continue
        cells = []
        for column in columns:
            values = [outcome[column] for outcome in outcomes if column in outcome]
            cells.append(_cell(values, column))
        lines.append(f"| {name} | {len(outcomes)} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *_leads(found)])


def _leads(found: Mapping[str, Sequence[Figures]]) -> list[str]:
    """How far our lists lead, in per cent of the other's figure: mean and standard deviation over the seeds."""
    lines = []
    for name, outcomes in found.items():
        pairs = list(zip(found.get(OURS, ()), outcomes, strict=False))
        leads = []
        for column in ("nDCG@10", "recall@20"):
            gains = [100 * (own[column] / other[column] - 1) for own, other in pairs if column in other]
            if gains and name != OURS:
                spread = f" ± {statistics.stdev(gains):.1f}" if len(gains) > 1 else ""
                leads.append(f"{column} {statistics.mean(gains):+.1f}{spread} %")
        if leads:
            lines.append(f"- {OURS} against {name}: " + ", ".join(leads))
    return lines


def _cell(values: Sequence[float], column: str) -> str:
    if not values:
        return ""
    if column == "peak MiB":
        return f"{max(values):.0f}"
    if column in ("fit s", "CPU s"):
        return f"{statistics.median(values):.1f}"
    spread = f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{spread}"


if __name__ == "__main__":
    sys.exit(main())
