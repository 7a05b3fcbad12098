"""The MovieLens data sets that can be fetched by name: content, address, checksum and licence.

This module is read when the app starts, so it imports nothing heavy.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from data.errors import DataSetError

DEFAULT_DATA_SET = "ml-100k"
OFFICIAL_BASE = "https://files.grouplens.org/datasets/movielens/"
BASE_VARIABLE = "MOVIEREC_DATA_URL"
"""Environment variable with another address to fetch from, such as a mirror's."""

CITATION = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems (TiiS) 5, 4, Article 19. "
    "https://doi.org/10.1145/2827872"
)

_LICENCE = (
    "Free for research, without any guarantee by the University of Minnesota. You may not imply that the "
    "university or GroupLens endorses you, publications must cite the data set, and commercial use needs "
    "GroupLens' permission. "
)
# The READMEs of ml-latest-small and ml-32m allow sharing alike; the stricter words stand for all others.
_NO_SHARING = _LICENCE + "You may not pass the data on to others without GroupLens' permission."
_SHARING_ALIKE = _LICENCE + "You may pass the data on, changed or not, under these same conditions."


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One data set.

    Attributes:
        name: as commands take it; also the zip archive's name.
        title: for people.
        ratings: how many the archive holds; `movies` and `users` (those who rated) likewise.
        download_mib: size of the zip archive in MiB.
        md5: of the zip archive, as GroupLens publishes it; None where it may change.
        sha256: of the zip archive, where at least two independent sources know it.
        mirrors: other addresses of the same bytes, for when GroupLens does not give it.
        licence: what the data may be used for, in one paragraph.
        films_to: the year of its newest films.
        has_demographics: whether the users' gender, age and occupation are known.
        counts_are_final: whether the counts hold for good; GroupLens may renew the others.
        citation: what publications must cite.
    """

    name: str
    title: str
    ratings: int
    movies: int
    users: int
    download_mib: float
    md5: str | None
    licence: str
    sha256: str | None = None
    mirrors: tuple[str, ...] = ()
    films_to: int = 0
    has_demographics: bool = False
    counts_are_final: bool = True
    citation: str = CITATION

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the zip archive is fetched from, in the order in which they are tried."""
        return (self.url, *(self.mirrors if is_official() else ()))

    @property
    def url(self) -> str:
        """Where the zip archive is fetched from."""
        return f"{base_address()}{self.name}.zip"

    def mismatch(self, *, movies: int, users: int, ratings: int) -> str | None:
        """How counted rows differ from this entry, in words; None where they are as they should be.

        A data set that GroupLens may renew only has to hold half of what is expected.
        """
        pairs = (
            (ratings, self.ratings, "ratings"),
            (movies, self.movies, "movies"),
            (users, self.users, "users"),
        )
        for found, expected, noun in pairs:
            if found != expected if self.counts_are_final else found * 2 < expected:
                return f"it holds {found:,} {noun} where {self.name} has {expected:,}"
        return None


_RECOMMENDERS = "https://huggingface.co/datasets/Recommenders/MovieLens/resolve/main/"
"""Copies that the maintainers of `recommenders` keep for their own tests; their pull request 2369 describes them."""

# Each MD5 sum is the one of GroupLens' NAME.zip.md5, as at least two independent public catalogues give it.
CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(
        name="ml-100k",
        title="MovieLens 100K (1998)",
        films_to=1998,
        ratings=100_000,
        movies=1_682,
        users=943,
        download_mib=4.7,
        md5="0e33842e24a9c977be4e0107933c0723",
        sha256="50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229",
        mirrors=(f"{_RECOMMENDERS}ml-100k.zip",),
        licence=_NO_SHARING,
        has_demographics=True,
    ),
    CatalogueEntry(
        name="ml-latest-small",
        title="MovieLens Latest Small (2018)",
        films_to=2018,
        ratings=100_836,
        movies=9_742,
        users=610,
        download_mib=0.9,
        md5=None,
        sha256="696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
        mirrors=("https://raw.githubusercontent.com/neaorin/databricks-workshop/master/data/ml-latest-small.zip",),
        licence=_SHARING_ALIKE,
        counts_are_final=False,
    ),
    CatalogueEntry(
        name="ml-1m",
        title="MovieLens 1M (2003)",
        films_to=2000,
        ratings=1_000_209,
        movies=3_883,
        users=6_040,
        download_mib=5.6,
        md5="c4d9eecfca2ab87c1945afe126590906",
        sha256="a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20",
        mirrors=(f"{_RECOMMENDERS}ml-1m.zip",),
        licence=_NO_SHARING,
        has_demographics=True,
    ),
    CatalogueEntry(
        name="ml-10m",
        title="MovieLens 10M (2009)",
        films_to=2008,
        ratings=10_000_054,
        movies=10_681,
        users=69_878,
        download_mib=62.5,
        md5="ce571fd55effeba0271552578f2648bd",
        mirrors=(f"{_RECOMMENDERS}ml-10m.zip",),
        licence=_NO_SHARING,
    ),
    CatalogueEntry(
        name="ml-20m",
        title="MovieLens 20M (2016)",
        films_to=2015,
        ratings=20_000_263,
        movies=27_278,
        users=138_493,
        download_mib=189.5,
        md5="cd245b17a1ae2cc31bb14903e1204af3",
        sha256="96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3",
        mirrors=(f"{_RECOMMENDERS}ml-20m.zip",),
        licence=_NO_SHARING,
    ),
    CatalogueEntry(
        name="ml-25m",
        title="MovieLens 25M (2019)",
        films_to=2019,
        ratings=25_000_095,
        movies=62_423,
        users=162_541,
        download_mib=249.8,
        md5="6b51fb2759a8657d3bfcbfc42b592ada",
        sha256="8b21cfb7eb1706b4ec0aac894368d90acf26ebdfb6aced3ebd4ad5bd1eb9c6aa",
        licence=_NO_SHARING,
    ),
    CatalogueEntry(
        name="ml-32m",
        title="MovieLens 32M (2023)",
        films_to=2023,
        ratings=32_000_204,
        movies=87_585,
        users=200_948,
        download_mib=227.9,
        md5="d472be332d4daa821edc399621853b57",
        sha256="e4a68655d7386b8f95f2f2424b2ff975dfdd15ffd59e0d864a14dca43e99d6ee",
        licence=_SHARING_ALIKE,
    ),
)


@dataclass(frozen=True, slots=True)
class ImdbSource:
    """IMDb's own files, from which films get what a data set does not say.

    Attributes:
        address: the page that describes them.
        base: where they are fetched from; `MOVIEREC_IMDB_URL` overrides it.
        sizes: about how many MiB each of them has, by name.
        licence: what they may be used for.
    """

    address: str
    base: str
    sizes: tuple[tuple[str, int], ...]
    licence: str

    @property
    def base_address(self) -> str:
        """Where the files lie; ends in '/'."""
        return f"{(os.environ.get(IMDB_VARIABLE, '').strip() or self.base).rstrip('/')}/"


IMDB_VARIABLE = "MOVIEREC_IMDB_URL"
"""Environment variable with another address to fetch IMDb's files from."""

IMDB = ImdbSource(
    address="https://developer.imdb.com/non-commercial-datasets/",
    base="https://datasets.imdbws.com/",
    sizes=(
        ("title.ratings.tsv.gz", 8),
        ("title.basics.tsv.gz", 215),
        ("title.crew.tsv.gz", 80),
        ("title.principals.tsv.gz", 730),
        ("name.basics.tsv.gz", 295),
        ("title.akas.tsv.gz", 470),
    ),
    licence="Information courtesy of IMDb (https://www.imdb.com), used with permission. Free for personal and"
    " non-commercial use only; you may not publish or sell the data or pass it on.",
)


def find_entry(name: str) -> CatalogueEntry:
    """The entry of that name.

    Raises:
        DataSetError: there is none; the message lists the names.
    """
    for entry in CATALOGUE:
        if entry.name == name.strip().lower():
            return entry
    names = ", ".join(entry.name for entry in CATALOGUE)
    raise DataSetError(f"There is no data set {name!r}; choose one of {names}, or import a folder or zip file.")


def base_address() -> str:
    """Where archives lie: the address in `MOVIEREC_DATA_URL`, or else GroupLens'; ends in '/'."""
    return f"{(os.environ.get(BASE_VARIABLE, '').strip() or OFFICIAL_BASE).rstrip('/')}/"


def is_official() -> bool:
    """Whether archives come from GroupLens itself."""
    return base_address() == OFFICIAL_BASE
