"""Whether a downloaded archive is what the catalogue promises: by its checksum, or by what it holds."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from data.archive import BROKEN_ZIP
from data.catalogue import CatalogueEntry, is_official
from data.errors import DataSetError
from data.readers import open_data_set


def verify_archive(path: Path, entry: CatalogueEntry, *, may_be_renewed: bool = True) -> None:
    """Makes sure that the archive at `path` is the data set of `entry`.

    The SHA-256 sum decides where one is known, else the MD5 sum. Where neither is known, where GroupLens may have
    renewed the data set, and where the address that `MOVIEREC_DATA_URL` names gave an archive that was packed again,
    every member's CRC and the numbers of ratings, movies and users decide.

    Args:
        path: of the archive.
        entry: what it should be.
        may_be_renewed: whether it is from GroupLens, who may renew what is not final.

    Raises:
        DataSetError: it is something else, or damaged.
    """
    for kind, expected in (("sha256", entry.sha256), ("md5", entry.md5)):
        if expected is None:
            continue
        found = _digest(path, kind)
        if found == expected:
            return
        if is_official() and not (may_be_renewed and not entry.counts_are_final):
            name = {"sha256": "SHA-256", "md5": "MD5"}[kind]
            raise DataSetError(
                f"{entry.name}.zip is not the file that GroupLens publishes: its {name} sum is {found}, not {expected}."
            )
        break
    verify_content(path, entry)


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.new(kind, usedforsecurity=False)).hexdigest()


def verify_content(path: Path, entry: CatalogueEntry) -> None:
    """Makes sure that the archive at `path` is undamaged and holds as much as `entry` says.

    Raises:
        DataSetError: it is damaged, or another data set.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except BROKEN_ZIP as error:
        raise DataSetError(f"{entry.name}.zip is not a whole zip archive: {error}.") from error
    if damaged is not None:
        raise DataSetError(f"{entry.name}.zip is damaged: the checksum of {damaged} does not fit.")
    with open_data_set(path) as reader:
        ratings = sum(len(chunk) for chunk in reader.rating_chunks())
        movies, users = len(reader.movies()), len(reader.users())
    if difference := entry.mismatch(movies=movies, users=users, ratings=ratings):
        raise DataSetError(f"{entry.name}.zip is not the data set {entry.name}: {difference}.")
