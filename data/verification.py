"""Whether a downloaded archive is what the catalogue promises: by its checksum, or by what it holds."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from data.archive import BROKEN_ZIP
from data.catalogue import CatalogueEntry, is_official
from data.errors import DataSetError
from data.readers import open_data_set

_BLOCK = 2**20


def verify_archive(path: Path, entry: CatalogueEntry) -> None:
    """Makes sure that the archive at `path` is the data set of `entry`.

    The MD5 sum decides where one is known. Where none is, and where another server than GroupLens' gave an
    archive that was packed again, every member's CRC and the numbers of ratings, movies and users decide.

    Raises:
        DataSetError: it is something else, or damaged.
    """
    if entry.md5 is not None:
        found = _md5(path)
        if found == entry.md5:
            return
        if is_official():
            raise DataSetError(
                f"{entry.name}.zip is not the file that GroupLens publishes: its MD5 sum is {found}, not {entry.md5}."
            )
    verify_content(path, entry)


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


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
