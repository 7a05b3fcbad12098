"""Fits every system on random 90/10 splits (errors) and 80/20 splits per user (lists) and prints a Markdown table.

usage: python -m bench.peers ml-100k.zip [--seeds 5] [--only NAME] [--output FILE]

Each fit runs in a process of its own, one after the other, which gives its seconds (of the clock, and of all cores
together), and its peak memory. Peers that are not installed are left out with a note; docs/models.md says how to
install them. All systems fit one seed, then the next; FILE is written after every fit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.peers.measuring import Outcome, measure
from bench.peers.systems import SYSTEMS

COLUMNS = ("RMSE", "MAE", "nDCG@10", "recall@20", "coverage@10", "fit s", "CPU s", "peak MiB")


def main() -> int:
    """Prints the table, and writes it as it grows; gives the exit code."""
    parser = argparse.ArgumentParser(prog="bench.peers", description=__doc__)
    parser.add_argument("archive", type=Path, help="an official MovieLens zip or folder")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(SYSTEMS), default=list(SYSTEMS))
    parser.add_argument("--output", type=Path, default=None)
    options = parser.parse_args()
    found: dict[str, list[Outcome]] = {name: [] for name in options.only}
    missing: set[str] = set()
    for seed in range(options.seeds):
        for name in options.only:
            if name in missing:
                continue
            try:
                found[name].append(_in_own_process(options.archive, name, seed))
            except ImportError as error:
                print(f"{name} left out: {error}", file=sys.stderr)
                missing.add(name)
                continue
            print(f"{name}, seed {seed}: {found[name][-1].figures}", file=sys.stderr, flush=True)
            if options.output is not None:
                options.output.write_text(_table(found) + "\n", encoding="utf-8")
    print(_table(found))
    return 0


def _in_own_process(archive: Path, name: str, seed: int) -> Outcome:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(measure, archive, name, seed).result()


def _table(found: Mapping[str, Sequence[Outcome]]) -> str:
    lines = ["| system | seeds | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * (len(COLUMNS) + 1)]
    for name, outcomes in found.items():
        if not outcomes:
            continue
        cells = []
        for column in COLUMNS:
            values = [outcome.figures[column] for outcome in outcomes if column in outcome.figures]
            cells.append(_cell(values, column))
        lines.append(f"| {name} | {len(outcomes)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


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
