"""What can be wrong with a database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DatabasePart(StrEnum):
    """What is checked, in this order."""

    FILE = "file"
    KEYS = "keys"
    RATINGS = "ratings"
    STATISTICS = "statistics"
    SEARCH = "search"
    RUNS = "runs"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        part: where.
        description: a sentence.
        repairable: whether `db.checks.repair` can repair it.
        run_id: of the run that is wrong, where it is one.
    """

    part: DatabasePart
    description: str
    repairable: bool = True
    run_id: int | None = None
