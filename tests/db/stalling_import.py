"""A child process that stops in the middle of an import, so that a test can kill it there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from db.importing.importer import import_data_set
from db.store.database import open_store
from tests.library import LibraryReader


class StallingReader(LibraryReader):
    """Gives its ratings, says so, and never ends."""

    def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
        yield from super().rating_chunks(rows)
        sys.stdout.write("half-way\n")
        sys.stdout.flush()
        time.sleep(60)


if __name__ == "__main__":
    import_data_set(open_store(Path(sys.argv[1])), StallingReader())
