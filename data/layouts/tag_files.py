"""Files of tags: what users said (tags.csv, tags.dat), and the tag genome of ml-20m and ml-25m."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from data.archive import Member
from data.errors import DataSetError
from data.layouts.base import Members
from data.tags import Genome, film_tags
from data.text_tables import Encoding, decode

_ROWS = 500_000
_LARGEST_GENOME = 2**28
"""Pairs of films and tags; ml-25m has 16 million."""

_TAG_COLUMNS = {"userId": "int64", "movieId": "int64", "tag": "str"}
_SCORE_COLUMNS = {"movieId": "int32", "tagId": "int32", "relevance": "float32"}


def read_csv_tags(members: Members) -> pd.DataFrame:
    """The tags of tags.csv and of both files of the genome, whatever of them is there."""
    applied = _user_tags(members["tags.csv"]) if "tags.csv" in members else iter(())
    has_genome = "genome-scores.csv" in members and "genome-tags.csv" in members
    return film_tags(applied, _genome(members) if has_genome else None)


def read_dat_tags(members: Members) -> pd.DataFrame:
    """The tags of ml-10m's tags.dat: user::movie::tag::time."""
    member = members["tags.dat"]
    rows: list[tuple[int, int, str]] = []
    for number, line in enumerate(decode(member, Encoding.LEGACY).split("\n"), start=1):
        if not line.strip():
            continue
        user, _, rest = line.partition("::")
        movie, _, rest = rest.partition("::")
        tag, separator, _time = rest.rpartition("::")
        if not (separator and _is_id(user) and _is_id(movie)):
            raise DataSetError(
                f"{member.name}, line {number}: user::movie::tag::time is expected; fix or remove that row."
            )
        rows.append((int(user), int(movie), tag))
    return film_tags([pd.DataFrame(rows, columns=["user_id", "movie_id", "tag"])])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16


def _user_tags(member: Member) -> Iterator[pd.DataFrame]:
    for chunk in _csv_chunks(member, _TAG_COLUMNS):
        yield chunk.rename(columns={"userId": "user_id", "movieId": "movie_id"})


def _genome(members: Members) -> Genome:
    """The dense matrix of relevance; a pair that the file leaves out is 0."""
    names = pd.concat(_csv_chunks(members["genome-tags.csv"], {"tagId": "int64", "tag": "str"}))
    tag_ids = names["tagId"].to_numpy()
    scores = list(_csv_chunks(members["genome-scores.csv"], _SCORE_COLUMNS))
    movie_ids = np.unique(np.concatenate([chunk["movieId"].unique() for chunk in scores]))
    if len(movie_ids) * len(tag_ids) > _LARGEST_GENOME:
        raise DataSetError("genome-scores.csv names more films and tags than any genome; remove the file.")
    order = np.argsort(tag_ids)
    relevance = np.zeros((len(movie_ids), len(tag_ids)), np.float32)
    for chunk in scores:
        rows = np.searchsorted(movie_ids, chunk["movieId"].to_numpy())
        places = np.searchsorted(tag_ids, chunk["tagId"].to_numpy(), sorter=order).clip(max=len(order) - 1)
        columns = order[places]
        known = tag_ids[columns] == chunk["tagId"].to_numpy()
        relevance[rows[known], columns[known]] = chunk["relevance"].to_numpy()[known].clip(0, 1)
    return Genome(movie_ids, names["tag"].tolist(), np.nan_to_num(relevance))


def _csv_chunks(member: Member, columns: Mapping[str, str]) -> Iterator[pd.DataFrame]:
    """The file's rows in chunks.

    Raises:
        DataSetError: a column is missing, or a row is broken.
    """
    try:
        with (
            member.open() as stream,
            io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text,
            pd.read_csv(
                text,
                usecols=list(columns),
                dtype=dict(columns),
                keep_default_na=False,
                chunksize=_ROWS,
            ) as chunks,
        ):
            yield from chunks
    except (ValueError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())[:200].rstrip(".")
        raise DataSetError(f"{member.name} cannot be read as tags ({reason}); fix or remove the file.") from error
