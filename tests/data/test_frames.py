from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from data.errors import DataSetError
from data.frames import FrameReader, rating_rows
from data.scale import HALF_STARS, WHOLE_STARS

RATINGS = pd.DataFrame({"user": [1, 1, 2], "movie": [7, 8, 7], "rating": [5, 3, 4]})
FILMS = pd.DataFrame({"movie": [7, 8, 9], "title": ["Alien", "Heat (1995)", "Ran"], "year": [1979, 1995, None]})


def reader_of(films: pd.DataFrame | None = None, users: pd.DataFrame | None = None, **changes: Any) -> FrameReader:
    return FrameReader(RATINGS.assign(**changes), films, users)


def test_films_get_their_year_and_genres_however_they_are_written() -> None:
    films = FILMS.assign(genres=pd.Series(["Horror|Sci-Fi", ["Crime"], None]), imdbId=pd.Series([78748, None, None]))

    found = reader_of(films).movies()

    assert found["title"].tolist() == ["Alien (1979)", "Heat (1995)", "Ran"]
    assert found["genres"].tolist() == [("Horror", "Sci-Fi"), ("Crime",), ()]
    assert found["imdb_id"].tolist() == [78748, pd.NA, pd.NA]


def test_ratings_alone_are_a_data_set() -> None:
    reader = reader_of()

    assert reader.scale == WHOLE_STARS
    assert reader_of(rating=[4.5, 3, 4]).scale == HALF_STARS
    assert reader.movies()["title"].tolist() == ["Film 7", "Film 8"]
    assert reader.users()["user_id"].tolist() == [1, 2]


def test_of_ratings_of_one_film_the_newest_counts_and_times_may_be_dates() -> None:
    twice = pd.DataFrame(
        {
            "userId": [1, 1],
            "movieId": [7, 7],
            "rating": [5, 1],
            "timestamp": pd.to_datetime(["2001-01-01", "2000-01-01"]),
        },
        index=[5, 5],
    )

    assert rating_rows(twice).to_dict("records") == [
        {"user_id": 1, "movie_id": 7, "rating": 5.0, "rated_at": 978_307_200}
    ]


def test_the_fingerprint_tells_data_apart() -> None:
    assert reader_of().fingerprint == reader_of().fingerprint
    assert len({reader_of().fingerprint, reader_of(rating=[5, 3, 5]).fingerprint, reader_of(FILMS).fingerprint}) == 3


@pytest.mark.parametrize(
    ("films", "users", "changes", "message"),
    [
        (None, None, {"rating": [5, 3, 7]}, "Row 2 has the rating 7: ratings go from 0.5 to 5"),
        (None, None, {"rating": [5, None, 4]}, "Row 1 has the rating nan"),
        (None, None, {"user": ["ann", "ann", "bob"]}, "Row 0 has the user 'ann': ids are whole numbers from 1"),
        (None, None, {"movie": [7, 0, 7]}, "Row 1 has the movie 0"),
        (None, None, {"timestamp": [1, -1, 2]}, "Row 1 has the timestamp -1"),
        (FILMS[:1], None, {}, "name film 8, which films lack"),
        (FILMS.assign(movie=7), None, {}, "films have movie 7 twice"),
        (FILMS.assign(title=["A", " ", "C"]), None, {}, "Row 1 of films has no title"),
        (FILMS.assign(year=["x", 1, 2]), None, {}, "Row 0 of films has the year 'x'"),
        (FILMS.assign(genres=1), None, {}, "Genres are lists of names"),
        (FILMS.drop(columns="title"), None, {}, 'films lack a column "title"; their columns are: movie, year'),
        (None, pd.DataFrame({"user": [1]}), {}, "name user 2, which users lack"),
        (None, pd.DataFrame({"user": [1, 2], "gender": ["F", "x"]}), {}, "Row 1 of users has the gender 'x'"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(
    films: pd.DataFrame | None, users: pd.DataFrame | None, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataSetError, match=message):
        reader_of(films, users, **changes)


def test_no_ratings_are_no_data_set() -> None:
    with pytest.raises(DataSetError, match="no rows"):
        FrameReader(RATINGS[:0], None, None)
