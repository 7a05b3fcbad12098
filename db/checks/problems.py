"""What can be wrong with a database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What is looked at, in this order."""

    FILE = "file"
    KEYS = "keys"
    RATINGS = "ratings"
    STATISTICS = "statistics"
    SEARCH = "search"
    RUNS = "runs"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        part: where.
        problem: a sentence.
        repairable: whether `db.checks.repair` mends it.
        run_id: of the run that is wrong, where it is one.
    """

    part: Part
    problem: str
    repairable: bool = True
    run_id: int | None = None
