"""The database as Parquet files, for tools that go on where one machine ends. Needs the extra `parquet`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.output_file import new_folder
from data.progress import Progress, silent
from db.errors import StoreError
from db.rows import EntityFeatures
from db.runs.features import read_features
from db.runs.model_runs import active_run
from db.store.bulk import driver_connection
from db.store.data_sets import stored_data_set
from db.store.database import Store

_QUERIES = {
    "movies": """
        SELECT movie_id, display_title AS title, title AS source_title, year,
               (SELECT json_group_array(g.name) FROM movie_genre AS mg JOIN genre AS g USING (genre_id)
                WHERE mg.movie_id = m.movie_id) AS genres,
               coalesce(s.ratings, 0) AS ratings, mean_rating, source, imdb_id, tmdb_id,
               runtime, original_title, imdb_rating, imdb_votes
        FROM movie AS m LEFT JOIN movie_stat AS s USING (movie_id) ORDER BY movie_id
    """,
    "users": "SELECT user_id, name, gender, age, occupation FROM user ORDER BY user_id",
    "ratings": """
        SELECT user_id, movie_id, rating, nullif(rated_at, 0) AS rated_at
        FROM rating WHERE user_id > 0 ORDER BY user_id, movie_id
    """,
    "opinions": """
        SELECT user_id, movie_id, 'rating' AS kind, rating, nullif(rated_at, 0) AS rated_at, NULL AS marked_at
        FROM rating WHERE user_id < 0
        UNION ALL SELECT user_id, movie_id, mark, NULL, NULL, nullif(marked_at, 0) FROM movie_mark
        ORDER BY user_id, movie_id, kind
    """,
}
"""What each file holds; columns are called as in `--json`."""

_TYPES = {
    **dict.fromkeys(
        ("movie_id", "user_id", "imdb_id", "tmdb_id", "ratings", "imdb_votes", "year", "runtime", "age"), pa.int64()
    ),
    **dict.fromkeys(("rating", "mean_rating", "imdb_rating"), pa.float32()),
    **dict.fromkeys(("rated_at", "marked_at"), pa.timestamp("s", tz="UTC")),
    "genres": pa.list_(pa.string()),
}
"""Of all columns but texts."""

_FEATURES = ("movie_features", "user_features")
_FILES = frozenset(f"{name}.parquet" for name in (*_QUERIES, *_FEATURES))
_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """What was written: the run whose features it has, None before the first training, and the rows of each file."""

    run_id: int | None
    rows: dict[str, int]


def export_parquet(store: Store, folder: Path, progress: Progress = silent, *, replace: bool = False) -> ParquetFiles:
    """Writes films, users, ratings, what profiles say, and the features of the run in use; all of one moment.

    Args:
        store: to read from.
        folder: gets all files or none. One that is there may be empty or hold an earlier export, and nothing else.
        progress: told files as "export".
        replace: whether an earlier export is replaced.

    Raises:
        StoreError: there is no data set, or the run is damaged.
        DataSetError: the folder is taken or cannot be written.
    """
    with store.reading() as connection, new_folder(folder, _FILES, replace=replace) as target:
        if stored_data_set(connection) is None:
            raise StoreError("The database has no data set yet: `movierec-tui setup` gets one and trains.")
        run = active_run(connection)
        files = len(_QUERIES) + (len(_FEATURES) if run is not None else 0)
        rows = {}
        for done, (name, query) in enumerate(_QUERIES.items()):
            progress("export", done, files)
            rows[name] = _write_table(connection, query, target / f"{name}.parquet")
        if run is not None:
            for name, features in zip(_FEATURES, read_features(connection, run.run_id), strict=True):
                progress("export", len(rows), files)
                rows[name] = _write_features(name, features, target / f"{name}.parquet")
        progress("export", files, files)
    return ParquetFiles(None if run is None else run.run_id, rows)


def _write_table(connection: Connection, query: str, path: Path) -> int:
    """Writes the rows of a query to a file in batches, and gives their number."""
    cursor = driver_connection(connection).execute(query)
    schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name, *_ in cursor.description])
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            columns = dict(zip(schema.names, zip(*rows, strict=True), strict=True))
            if "genres" in columns:
                columns["genres"] = tuple(map(json.loads, columns["genres"]))
            try:
                writer.write_batch(pa.record_batch([pa.array(columns[one.name], one.type) for one in schema], schema))
            except pa.ArrowException as error:  # of values, not of the file
                raise TypeError(str(error)) from error
            count += len(rows)
    return count


def _write_features(name: str, features: EntityFeatures, path: Path) -> int:
    """Writes vectors as lists of a fixed size; those that the run does not have are null."""
    count = len(features.ids)
    columns = {
        name.replace("features", "id"): pa.array(features.ids),
        "vector": _lists(features.vectors, count),
        "bias": pa.array(features.bias),
        "preference": _lists(features.preference, count),
        "preference_bias": pa.nulls(count, pa.float32())
        if features.preference_bias is None
        else pa.array(features.preference_bias),
    }
    if name == "movie_features":
        columns["likeness"] = _lists(features.likeness, count)
    pq.write_table(pa.table(columns), path)
    return count


def _lists(matrix: NDArray[Any] | None, count: int) -> Any:
    """(count, d) vectors as an Arrow array of lists."""
    if matrix is None:
        return pa.nulls(count, pa.list_(pa.float32()))
    return pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1])
