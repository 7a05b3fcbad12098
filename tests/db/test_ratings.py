from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import Connection

from db import ratings as module
from db.ratings import co_loved, fan_counts, fans
from tests.library import MATRIX, UNRATED, library_ratings


def _fans_of(film: int) -> list[int]:
    return sorted(user for user, rated, stars, _ in library_ratings() if rated == film and stars >= 4)


def test_fans_are_those_who_gave_four_stars_or_more(reading: Connection) -> None:
    assert fans(reading, MATRIX).tolist() == _fans_of(MATRIX)
    assert fans(reading, UNRATED).tolist() == []


def test_fans_are_counted_for_each_film_of_the_data_set(reading: Connection) -> None:
    assert fan_counts(reading, [UNRATED, MATRIX, 999]) == {MATRIX: len(_fans_of(MATRIX)), UNRATED: 0}


def test_films_that_fans_love_too_are_counted(reading: Connection) -> None:
    mine = set(_fans_of(MATRIX))
    shared = Counter(film for user, film, stars, _ in library_ratings() if user in mine and stars >= 4)
    del shared[MATRIX]

    found = co_loved(reading, MATRIX)

    assert {film: count for film, count, _ in found} == shared
    assert all(fans_of_other == len(_fans_of(film)) for film, _, fans_of_other in found)


def test_most_shared_films_come_first_and_the_film_itself_never(reading: Connection) -> None:
    found = co_loved(reading, MATRIX, limit=3)

    counts = [count for _, count, _ in found]
    assert len(found) == 3
    assert counts == sorted(counts, reverse=True)
    assert MATRIX not in [film for film, _, _ in found]


def test_a_film_without_fans_shares_none(reading: Connection) -> None:
    assert co_loved(reading, UNRATED) == []
    assert co_loved(reading, 999) == []


def test_of_many_fans_a_part_is_asked_and_counts_are_scaled(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_RATINGS_READ", 40)
    everybody = _fans_of(MATRIX)
    given = sum(user in everybody for user, *_ in library_ratings())
    asked = everybody[:: -(-given // 40)]
    shared = Counter(film for user, film, stars, _ in library_ratings() if user in asked and stars >= 4)
    scale = len(everybody) / len(asked)

    found = co_loved(reading, MATRIX)

    assert 1 < len(asked) < len(everybody)
    assert {film: count for film, count, _ in found} == {
        film: min(round(count * scale), len(_fans_of(film))) for film, count in shared.items() if film != MATRIX
    }
