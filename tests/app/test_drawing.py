"""Pictures as files: they are what they say, whole or not there, and take every title literally."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from data.errors import DataSetError
from db.errors import StoreError
from db.importing.importer import import_data_set
from db.store.database import open_store
from movierec_tui.drawing.pictures import (
    Kind,
    PictureRequest,
    checked_path,
    unused_path,
    write_picture,
)
from movierec_tui.library.library import Library
from movierec_tui.wording.taste_table import Measure
from tests.library import FILMS, LibraryReader, publish_random_run

PNG = b"\x89PNG\r\n\x1a\n"
AWKWARD = "$\\frac{1}{0}$ <b>&amp; \x1b[31m_^{ 映画 [red](1999)"

ALL = [
    PictureRequest(Kind.MAP),
    PictureRequest(Kind.MAP, user_id=7, genre_group="Horror", dark=True),
    PictureRequest(Kind.TASTE, user_id=7),
    PictureRequest(Kind.TASTE, user_id=7, measure=Measure.OTHERS, dark=True),
    PictureRequest(Kind.CURVES),
    PictureRequest(Kind.CURVES, run_ids=(1, 2), dark=True),
]


@pytest.fixture
def library(database: Path) -> Library:
    return Library.open(database)


def words_of(svg: Path) -> str:
    """Every text of an SVG file, which must be well-formed."""
    return " ".join(text.strip() for text in ET.parse(svg).getroot().itertext() if text.strip())  # noqa: S314


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: f"{picture.kind}-{'dark' if picture.dark else 'light'}")
def test_each_picture_is_an_svg_with_its_words(library: Library, tmp_path: Path, picture: PictureRequest) -> None:
    path = write_picture(library, picture, tmp_path / "picture.svg")
    words = words_of(path)
    expected = {
        Kind.MAP: ("Map of films", "[REC]", "Horror", "similar ones"),
        Kind.TASTE: ("User 7", "Sci-Fi", "1990s", "stars"),
        Kind.CURVES: ("Training curves", "run 1", "run 2", "RMSE", "0.950"),
    }[picture.kind]
    assert [text for text in expected if text not in words] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_each_picture_is_a_png_too(library: Library, tmp_path: Path, kind: Kind) -> None:
    path = write_picture(library, PictureRequest(kind, user_id=7), tmp_path / "picture.PNG")
    content = path.read_bytes()
    assert content.startswith(PNG)
    assert content.rstrip().endswith(b"IEND\xaeB`\x82")
    assert len(content) > 10_000


def test_the_same_figures_give_the_same_file(library: Library, tmp_path: Path) -> None:
    first = write_picture(library, PictureRequest(Kind.MAP), tmp_path / "one.svg").read_bytes()
    assert write_picture(library, PictureRequest(Kind.MAP), tmp_path / "two.svg").read_bytes() == first


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_titles_are_taken_literally(tmp_path: Path, suffix: str) -> None:
    store = open_store(tmp_path / "awkward.db")
    films = (*FILMS[1:], (FILMS[0][0], AWKWARD, ("Drama",)))
    import_data_set(store, LibraryReader(films=films))
    publish_random_run(store)
    path = write_picture(Library(store), PictureRequest(Kind.MAP), tmp_path / f"awkward{suffix}")
    store.close()
    if suffix == ".svg":
        words = words_of(path)
        assert "$\\frac{1}{0}$ <b>" in words
        assert "\x1b" not in path.read_text("utf-8")


def test_a_picture_that_fails_half_way_leaves_the_old_file(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.figure import Figure  # noqa: PLC0415

    path = tmp_path / "map.svg"
    path.write_text("the old one")

    def half_a_picture(figure: Figure, file: object, **options: object) -> None:
        file.write(b"<svg>")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", half_a_picture)
    with pytest.raises(DataSetError, match="no space left on device"):
        write_picture(library, PictureRequest(Kind.MAP), path)
    assert path.read_text() == "the old one"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("map", "end the name with .svg or .png"), ("map.pdf", ".svg or .png"), ("no/map.svg", "no folder")],
)
def test_a_wrong_path_is_said_before_anything_is_drawn(
    library: Library, tmp_path: Path, name: str, sentence: str
) -> None:
    with pytest.raises(StoreError, match=sentence):
        write_picture(library, PictureRequest(Kind.MAP), tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        checked_path(tmp_path / "folder.svg")


def test_what_cannot_be_drawn_is_one_sentence(library: Library, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Whose taste"):
        write_picture(library, PictureRequest(Kind.TASTE), tmp_path / "taste.svg")
    with pytest.raises(StoreError, match="no run 99"):
        write_picture(library, PictureRequest(Kind.CURVES, run_ids=(99,)), tmp_path / "curves.svg")


def test_a_new_picture_gets_a_name_of_its_own(tmp_path: Path) -> None:
    assert unused_path(tmp_path, Kind.MAP).name == "film-map.svg"
    (tmp_path / "film-map.svg").touch()
    (tmp_path / "film-map-2.svg").touch()
    assert unused_path(tmp_path, Kind.MAP).name == "film-map-3.svg"
