"""Whatever bytes a personal file holds, its rows are sound or a DataSetError says why not."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataSetError
from data.personal import ExportRow, FileFormat, RowKind, read_personal_export, rows_as_text
from tests.data import test_personal_sites as sites
from tests.data.test_personal_reading import IMDB_LIST, IMDB_NEWEST, IMDB_OLDEST, LETTERBOXD_RATINGS

OURS = [
    ExportRow(RowKind.RATING, 1, "Heat", "Heat (1995)", 1995, 113277, 949, 4.5, 5),
    ExportRow(RowKind.SEEN, 2, "=x", "=x", None),
]
TEXTS = {
    "letterboxd": LETTERBOXD_RATINGS,
    "imdb oldest": IMDB_OLDEST,
    "imdb list": IMDB_LIST,
    "imdb newest": IMDB_NEWEST,
    "ours": rows_as_text(OURS, FileFormat.CSV),
    "ours json": rows_as_text(OURS, FileFormat.JSON),
    "letterboxd list": sites.LETTERBOXD_LIST_EXPORT,
    "movielens": sites.MOVIELENS,
    "trakt": sites.TRAKT_CSV,
    "trakt json": json.dumps([sites.trakt_film(rating=7, rated_at="2024-01-02")]),
    "simkl": sites.SIMKL_CSV,
    "tmdb": sites.TMDB_RATINGS,
    "criticker": sites.CRITICKER_CSV,
    "criticker xml": sites.CRITICKER_XML,
    "plex": json.dumps(sites.PLEX),
    "jellyfin": json.dumps(sites.JELLYFIN),
    "own list": "sep=;\ntitle;year;rating;date\nHeat;1995;8,5;14.1.12\n",
}
PIECES = [b",", b";", b"\t", b'"', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\x81", b"\xef\xbb\xbf", b"<", b"{", b"[",
          b"tt", b"1e9", b"9" * 30, b"-", b"=", b"'", b" ", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"nan", b"10", b"\x1c",
          b"2024-13-41", b"0000-00-00", b"99/99/9999", b"Xyz Jan 99 99:99:99 2012", b"\xd9\xa1"]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join) | st.binary(max_size=30)


def check(path: Path) -> None:
    try:
        export = read_personal_export(path)
    except DataSetError:
        return
    assert export.rows or export.left_out
    assert [row.number for row in export.rows] == list(range(1, len(export.rows) + 1))
    for row in export.rows:
        assert row.title == " ".join(row.title.split()) != ""
        row.title.encode()
        assert (row.stars is not None) == (row.kind is RowKind.RATING)
        assert row.stars is None or (0.5 <= row.stars <= 5 and (row.stars * 2).is_integer())
        assert row.year is None or 1870 <= row.year < 2100
        assert 0 <= row.noted_at < 2**53
        assert all(number is None or 0 < number < 2**53 for number in (row.imdb_id, row.tmdb_id, row.movie_id))


@given(st.binary(max_size=200) | soup)
@settings(max_examples=100, deadline=None)
def test_any_bytes(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watched.csv"
        path.write_bytes(content)
        check(path)


@pytest.mark.parametrize("kind", TEXTS)
@given(st.data())
@settings(max_examples=50, deadline=None)
def test_an_export_with_something_wild_inside(kind: str, data: st.DataObject) -> None:
    content = TEXTS[kind].encode()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        content = content[:place] + data.draw(soup) + content[place + data.draw(st.integers(0, 9)) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        check(path)


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_an_archive_with_changed_bytes(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ratings.csv", LETTERBOXD_RATINGS)
            archive.writestr("watchlist.csv", IMDB_LIST)
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
        check(path)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
names = st.sampled_from(
    ["kind", "title", "year", "stars", "movie", "show", "ids", "imdb", "rating", "status", "type", "x"]
)
anything = st.recursive(
    values | st.sampled_from(["rating", "seen", "movie", 4.5, "Heat"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "wrapped",
    [
        '{"format": "movierec-tui personal list", "rows": %s}',
        "%s",
        '[{"movie": {}}, %s]',
        '{"movies": %s}',
        '{"anime": [%s]}',
        '{"MediaContainer": {"Metadata": %s}}',
        '{"Items": [%s]}',
    ],
)
@given(anything)
@settings(max_examples=50, deadline=None)
def test_json_of_anything(wrapped: str, content: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_text(wrapped % json.dumps(content), encoding="utf-8")
        check(path)


def test_reading_loads_neither_pandas_nor_numpy() -> None:
    code = "import sys, data.personal; print(*({'pandas', 'numpy', 'sqlalchemy'} & set(sys.modules)))"

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert child.stdout.split() == []
