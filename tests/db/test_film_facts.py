from __future__ import annotations

from pathlib import Path

import pytest

from db.importing.enriching import enrich
from db.importing.importer import import_data_set
from db.rows import FIRST_IMDB_FILM
from db.runs.film_facts import load_film_facts
from db.store.database import Store
from tests.data.imdb_files import Film, write_imdb
from tests.library import FILMS, MATRIX, STAR_WARS, UNRATED, USERS, LibraryReader

MATRIX_AT_IMDB = Film(133093, "The Matrix", 1999, 2_000_000, rating=8.7, directors=("Lana Wachowski",))
SPEED_RACER = Film(
    811080, "Speed Racer", 2008, 80_000, rating=6.1, genres="Action,Sport", directors=("Lana Wachowski",)
)


def test_facts_are_of_all_films_and_say_what_is_not_known(empty_store: Store, tmp_path: Path) -> None:
    import_data_set(empty_store, LibraryReader(imdb_ids={MATRIX: 133093}))
    enrich(empty_store, write_imdb(tmp_path, [MATRIX_AT_IMDB, SPEED_RACER]), min_votes=1000)
    with empty_store.reading() as connection:
        facts = load_film_facts(connection)

    assert facts.movie_ids.tolist() == [*range(1, len(FILMS) + 1), FIRST_IMDB_FILM + 811080]
    matrix, star_wars, unrated, racer = MATRIX - 1, STAR_WARS - 1, UNRATED - 1, len(FILMS)
    assert facts.imdb_votes[[matrix, star_wars, racer]].tolist() == [2_000_000, 0, 80_000]
    assert facts.imdb_rating[[matrix, star_wars, racer]] == pytest.approx([8.7, 0, 6.1])
    assert facts.ratings[[matrix, unrated, racer]].tolist() == [USERS, 0, 0]
    assert facts.years[racer] == 2008
    shared = facts.genres[matrix] & facts.genres[racer]
    assert (shared.sum(), facts.genres[racer].sum(), facts.genres[unrated].sum()) == (1, 2, 0)
    assert facts.directors[:, 0].tolist() == [matrix, racer]
    assert len(set(facts.directors[:, 1].tolist())) == 1
    assert facts.cast.shape == (0, 2)


def test_what_another_program_wrote_in_a_wrong_kind_is_not_known(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE movie SET imdb_votes = 'many', imdb_rating = 9e999, year = -4 WHERE movie_id = 1"
        )
    with store.reading() as connection:
        facts = load_film_facts(connection)

    assert (facts.imdb_votes[0], facts.imdb_rating[0], facts.years[0], facts.ratings[0]) == (0, 0, 0, USERS)
