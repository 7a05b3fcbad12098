"""The synthetic IMDb files are in the layout that enriching reads."""

from __future__ import annotations

from pathlib import Path

from bench.generate_imdb import write_imdb
from data.imdb.titles import FILE_NAMES, read_films


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    written = write_imdb(tmp_path, 3000, [(114709, "Toy Story", 1995)])

    found = read_films({name: tmp_path / name for name in FILE_NAMES}, (114709,), 1000, 2026)

    assert found.titles[114709].title == "Toy Story"
    films = [title for title in found.titles.values() if title.number != 114709]
    assert len(films) >= 5
    assert all(title.directors and title.cast and title.votes >= 1000 for title in films)
    assert abs(len(found.titles) - written["films_of_1000_votes"]) <= 1
