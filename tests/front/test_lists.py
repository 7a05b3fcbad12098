from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event
from sqlalchemy import text as sql
from sqlalchemy.pool import Pool

from db.errors import NotFound, StoreError
from db.importing.enriching import enrich
from db.importing.importer import import_data_set
from db.marks import FilmMark
from db.rows import FIRST_IMDB_FILM, EntityFeatures
from db.runs.model_runs import start_run
from db.runs.publishing import publish_run
from db.runs.training_data import load_catalogue
from db.store.database import open_store
from engine.errors import EngineError, NoModelError
from engine.options import GroupRule, MovieFilter
from movierec_tui.library.answers import ListRequest, Recommended, Sort, TogetherFilm
from movierec_tui.library.library import Library
from tests.data.imdb_files import Film, write_imdb
from tests.library import (
    AMELIE,
    EMPIRE,
    FILMS,
    LEON,
    MATRIX,
    STAR_WARS,
    TOY_STORY,
    UNRATED,
    LibraryReader,
    build_library,
    publish_random_run,
)

EVERYTHING = set(range(1, len(FILMS) + 1))
USER = 5


def _ids(found: tuple[Recommended, ...] | tuple[TogetherFilm, ...]) -> list[int]:
    return [film.movie.movie_id for film in found]


def test_a_new_profile_has_a_list_without_rating_or_training(films: Library, ann: int) -> None:
    assert set(_ids(films.lists.recommend(ann, ListRequest()).films)) == EVERYTHING


def test_films_that_another_process_adds_are_in_lists_at_once_without_training(
    films: Library, ann: int, tmp_path: Path
) -> None:
    dune = FIRST_IMDB_FILM + 1160419
    with pytest.raises(EngineError, match="does not know film"):
        films.lists.prediction(ann, dune)
    assert dune not in {film.movie_id for film in films.lists.next_to_rate(ann, len(FILMS))}
    store = open_store(tmp_path / "copy.db")
    enrich(store, write_imdb(tmp_path / "imdb", [Film(1160419, "Dune", 2021, 900_000)]), min_votes=1000)
    store.close()

    assert dune in _ids(films.lists.recommend(ann, ListRequest()).films)
    assert films.lists.prediction(ann, dune).uncertainty > 0
    assert _ids(films.lists.recommend(ann, ListRequest(films=MovieFilter(since=2020))).films) == [dune]
    assert dune in {film.movie_id for film in films.lists.next_to_rate(ann, len(FILMS) + 1)}


def test_a_rating_changes_the_list_at_once(films: Library, ann: int) -> None:
    before = films.lists.recommend(ann, ListRequest()).films
    films.profiles.rate(ann, MATRIX, 5.0)
    after = films.lists.recommend(ann, ListRequest()).films

    assert set(_ids(after)) == EVERYTHING - {MATRIX}
    assert {film.movie.movie_id: film.score for film in before} != {film.movie.movie_id: film.score for film in after}


@pytest.mark.parametrize("reasons", [0, 2, 20])
@pytest.mark.parametrize("familiarity", [-0.5, 0.0, 1.0])
@pytest.mark.parametrize("person", ["profile", "user of the data set"])
def test_the_parts_sum_to_the_score(films: Library, ann: int, reasons: int, familiarity: float, person: str) -> None:
    for movie_id, stars in ((MATRIX, 5.0), (LEON, 1.0), (AMELIE, 3.5)):
        films.profiles.rate(ann, movie_id, stars)
    user_id = ann if person == "profile" else USER

    found = films.lists.recommend(user_id, ListRequest(reasons=reasons, familiarity=familiarity)).films

    assert found
    for film in found:
        parts = film.base + sum(reason.contribution for reason in film.because) + film.others
        assert parts == pytest.approx(film.score, abs=1e-4)
        assert len(film.because) <= reasons


def test_what_speaks_against_a_film_is_all_that_takes_something_from_its_score(films: Library, ann: int) -> None:
    for movie_id, stars in ((MATRIX, 5.0), (LEON, 1.0), (AMELIE, 3.5)):
        films.profiles.rate(ann, movie_id, stars)

    found = films.lists.recommend(ann, ListRequest(reasons=3)).films

    assert any(film.against for film in found)
    for film in found:
        less = [part for part in films.lists.why(ann, film.movie.movie_id).reasons if part.contribution < 0]
        for against in (film.against, films.lists.expected(ann, film.movie.movie_id, 3).against):
            assert (against is None) == (not less)
            if against is not None:
                assert against.most.movie == less[-1].movie
                assert against.ratings == len(less)
                assert against.total == pytest.approx(sum(part.contribution for part in less), abs=1e-5)


def test_the_whole_explanation_names_every_rated_film(films: Library, ann: int) -> None:
    rated = {MATRIX: 5.0, LEON: 1.0, AMELIE: 3.5}
    for movie_id, stars in rated.items():
        films.profiles.rate(ann, movie_id, stars)

    why = films.lists.why(ann, STAR_WARS)

    assert {reason.movie.movie_id: reason.rating for reason in why.reasons} == rated
    shares = [reason.contribution for reason in why.reasons]
    assert shares == sorted(shares, reverse=True)
    assert why.base + sum(shares) == pytest.approx(why.score, abs=1e-4)


def test_rated_seen_hidden_and_wanted_films_leave_the_list_which_is_refilled(films: Library, ann: int) -> None:
    films.profiles.rate(ann, MATRIX, 5.0)
    films.profiles.mark(ann, LEON, FilmMark.SEEN, on=True)
    films.profiles.mark(ann, AMELIE, FilmMark.HIDDEN, on=True)
    films.profiles.mark(ann, TOY_STORY, FilmMark.WATCHLIST, on=True)
    films.profiles.mark(ann, EMPIRE, FilmMark.SKIPPED, on=True)
    gone = {MATRIX, LEON, AMELIE, TOY_STORY}

    def listed(**requests: Any) -> set[int]:
        return set(_ids(films.lists.recommend(ann, replace(ListRequest(), **requests)).films))

    assert listed() == EVERYTHING - gone
    assert listed(rewatch=True) == EVERYTHING - {AMELIE, TOY_STORY}
    assert listed(with_watchlist=True) == EVERYTHING - {MATRIX, LEON, AMELIE}
    assert listed(only_watchlist=True) == {TOY_STORY}
    assert len(films.lists.recommend(ann, ListRequest(limit=8)).films) == 8


def test_filters_combine(films: Library, ann: int) -> None:
    wanted = MovieFilter(genres=("Sci-Fi",), exclude_genres=("Thriller",), years=(1970, 1985), min_ratings=5)

    assert set(_ids(films.lists.recommend(ann, ListRequest(films=wanted)).films)) == {STAR_WARS, EMPIRE}


@pytest.mark.parametrize("limit", [4, 100])
def test_all_films_that_fit_are_sorted(films: Library, ann: int, limit: int) -> None:
    everything = films.films(sorted(EVERYTHING))

    def sorted_by(sort: Sort) -> tuple[Recommended, ...]:
        return films.lists.recommend(ann, ListRequest(limit=limit, sort=sort)).films

    matches = [film.match for film in sorted_by(Sort.MATCH)]
    stars = [film.predicted_rating for film in sorted_by(Sort.STARS)]
    years = [film.movie.year or 0 for film in sorted_by(Sort.YEAR)]
    titles = [film.movie.display_title.casefold() for film in sorted_by(Sort.TITLE)]
    assert matches == sorted(matches, reverse=True)
    assert matches[0] == pytest.approx(1)
    assert stars == sorted(stars, reverse=True)
    assert years == sorted((film.year or 0 for film in everything), reverse=True)[:limit]
    assert titles == sorted(film.display_title.casefold() for film in everything)[:limit]


def test_a_list_says_how_many_films_there_are(films: Library, ann: int) -> None:
    thrillers = MovieFilter(genres=("Sci-Fi",))
    everything = films.lists.recommend(ann, ListRequest(films=thrillers))

    short = films.lists.recommend(ann, ListRequest(limit=1, films=thrillers))

    assert len(short.films) == 1
    assert short.matching == everything.matching == len(everything.films) > 1


def test_the_tilt_changes_the_order(films: Library, ann: int) -> None:
    orders = {tuple(_ids(films.lists.recommend(ann, ListRequest(familiarity=tilt)).films)) for tilt in (-1.0, 0.0, 1.0)}

    assert len(orders) > 1


def test_a_surprise_is_the_same_for_the_same_seed(films: Library, ann: int) -> None:
    def draw(seed: int) -> set[int]:
        return set(_ids(films.lists.recommend(ann, ListRequest(limit=4, surprise=seed)).films))

    assert draw(1) == draw(1)
    assert len({frozenset(draw(seed)) for seed in range(8)}) > 1


def test_a_prediction_agrees_with_the_list(films: Library, ann: int) -> None:
    films.profiles.rate(ann, MATRIX, 5.0)

    for film in films.lists.recommend(ann, ListRequest()).films:
        prediction = films.lists.predictions(ann, [film.movie.movie_id])[film.movie.movie_id]
        assert (prediction.rating, prediction.uncertainty) == pytest.approx((film.predicted_rating, film.uncertainty))


def test_a_film_alone_is_expected_as_in_the_list(films: Library, ann: int) -> None:
    for movie_id, stars in ((MATRIX, 5.0), (LEON, 1.0), (AMELIE, 3.5)):
        films.profiles.rate(ann, movie_id, stars)

    first, *_others = films.lists.recommend(ann, ListRequest(reasons=3)).films
    alone = films.lists.expected(ann, first.movie.movie_id, 3)

    assert [reason.movie for reason in alone.because] == [reason.movie for reason in first.because]
    assert (alone.score, alone.match, alone.base) == pytest.approx((first.score, first.match, first.base))
    assert (alone.predicted_rating, alone.uncertainty) == (first.predicted_rating, first.uncertainty)


@pytest.mark.parametrize("person", ["profile", "user of the data set"])
def test_a_rated_film_is_explained_without_its_own_rating(films: Library, ann: int, person: str) -> None:
    user_id, rated = ann, MATRIX
    if person == "user of the data set":
        user_id, rated = USER, films.history(USER, 1)[0].movie.movie_id
    else:
        films.profiles.rate(ann, LEON, 1.0)
        films.profiles.rate(ann, MATRIX, 5.0)

    why = films.lists.why(user_id, rated)
    alone = films.lists.expected(user_id, rated, 3)

    assert rated not in [reason.movie.movie_id for reason in (*why.reasons, *alone.because)]
    assert why.score == pytest.approx(alone.score)
    if person == "profile":
        films.profiles.rate(ann, MATRIX, None)
        assert films.lists.why(ann, MATRIX) == why


@pytest.fixture
def series_library(tmp_path: Path) -> Iterator[Library]:
    """Films 1 to 3 are a series, all in one direction; film 4 is called like it and is nothing like it."""
    store = open_store(tmp_path / "series.db")
    titles = ("Rocky (1976)", "Rocky II (1979)", "Rocky III (1982)", "Rocky Mountain (1950)", "Fargo (1996)")
    films = tuple((movie_id, title, ("Drama",)) for movie_id, title in enumerate(titles, 1))
    import_data_set(store, LibraryReader(films=films, ratings=[(1, 1, 4.0, 0)]))
    with store.writing() as connection:
        run_id = start_run(connection, "classic", "tiny", 0, "cpu", {})
        catalogue = load_catalogue(connection)
    vectors = np.array([[1, 0.1, 0], [1, 0, 0], [1, 0, 0.1], [0, 1, 0], [0, 0, 1]], np.float32)
    bias = np.array([4.0, 3.9, 3.8, 3.7, 3.6], np.float32)
    n_users = len(catalogue.user_ids)
    people = EntityFeatures(catalogue.user_ids, np.eye(n_users, 3, dtype=np.float32), np.zeros(n_users, np.float32))
    publish_run(store, run_id, EntityFeatures(catalogue.movie_ids, vectors, bias), people, {})
    yield Library(store)
    store.close()


def test_of_a_series_the_best_film_is_listed_and_the_others_stand_behind_it(series_library: Library) -> None:
    ann = series_library.profiles.create("Ann").user_id

    def listed(request: ListRequest) -> dict[int, set[int]]:
        found = series_library.lists.recommend(ann, request).films
        return {film.movie.movie_id: set(_ids(film.series)) for film in found}

    folded = listed(ListRequest())
    assert folded[1] == {2, 3}
    assert folded.keys() == {1, 4, 5}
    assert len(listed(ListRequest(limit=3))) == 3
    assert listed(ListRequest(whole_series=True)) == {movie_id: set() for movie_id in range(1, 6)}
    assert listed(ListRequest(sort=Sort.TITLE)).keys() == set(range(1, 6))


QUESTIONS: dict[str, Callable[[Library, int], object]] = {
    "a list": lambda films, ann: films.lists.recommend(ann, ListRequest(reasons=3, familiarity=0.5)).films,
    "one film": lambda films, ann: films.lists.expected(ann, STAR_WARS, 3),
    "why": lambda films, ann: films.lists.why(ann, STAR_WARS),
    "stars": lambda films, ann: films.lists.predictions(ann, [STAR_WARS, MATRIX]),
    "together": lambda films, ann: films.lists.together([ann, USER], ListRequest(), GroupRule.AVERAGE).films,
    "what to rate": lambda films, ann: films.lists.next_to_rate(ann, 3),
    "similar films": lambda films, _ann: films.similar_movies(STAR_WARS, 3),
    "similar users": lambda films, ann: films.similar_users(ann, 3),
    "fans": lambda films, _ann: films.fans_also_love(STAR_WARS, 3),
    "a rating": lambda films, ann: films.profiles.rate(ann, STAR_WARS, 4.0),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_takes_one_connection(films: Library, ann: int, question: str) -> None:
    films.warm_up()
    taken: list[object] = []

    def take(*connection: object) -> None:
        taken.append(connection)

    event.listen(Pool, "checkout", take)
    try:
        QUESTIONS[question](films, ann)
    finally:
        event.remove(Pool, "checkout", take)

    assert len(taken) == 1


def test_together_leaves_out_what_one_of_them_knows_and_gives_each_ones_stars(films: Library, ann: int) -> None:
    bob = films.profiles.create("Bob").user_id
    films.profiles.rate(ann, MATRIX, 5.0)
    films.profiles.mark(bob, LEON, FilmMark.HIDDEN, on=True)

    for rule in GroupRule:
        found = films.lists.together((ann, bob, USER), ListRequest(rewatch=False), rule).films
        rated_by_user = {row.movie.movie_id for row in films.history(USER, 50)}
        assert set(_ids(found)) == EVERYTHING - {MATRIX, LEON} - rated_by_user
        for film in found:
            film_id = film.movie.movie_id
            each = [films.lists.predictions(person, [film_id])[film_id].rating for person in (ann, bob, USER)]
            assert film.stars == pytest.approx(each)


def test_questions_never_come_back_and_end(films: Library, ann: int) -> None:
    asked = []
    while questions := films.lists.next_to_rate(ann, 1):
        (film,) = questions
        asked.append(film.movie_id)
        if len(asked) % 3:
            films.profiles.rate(ann, film.movie_id, 4.0)
        else:
            films.profiles.mark(ann, film.movie_id, FilmMark.UNSEEN, on=True)

    assert sorted(asked) == sorted(EVERYTHING)


def test_a_saved_wish_comes_back_as_it_was(films: Library, ann: int) -> None:
    request = ListRequest(
        limit=20,
        films=MovieFilter(genres=("Comedy", "Drama"), exclude_genres=("Horror",), years=(1990, 1999), min_ratings=3),
        rewatch=True,
        only_watchlist=True,
        familiarity=-0.25,
        sort=Sort.YEAR,
        surprise=4,
        reasons=3,
    )
    films.lists.save(ann, "nineties", request)
    films.lists.save(ann, "all", ListRequest())

    assert [(kept.name, kept.request) for kept in films.lists.saved(ann)] == [
        ("all", ListRequest()),
        ("nineties", request),
    ]

    films.lists.forget(ann, "all")
    with pytest.raises(NotFound):
        films.lists.forget(ann, "all")


def test_a_wish_saved_before_there_were_series_is_read() -> None:
    text = ListRequest(limit=20).as_json()
    assert (older := text.replace(', "whole_series": false', "")) != text

    assert ListRequest.from_json(older) == ListRequest(limit=20)


def test_a_saved_wish_that_cannot_be_read_hides_no_other(films: Library, ann: int) -> None:
    films.lists.save(ann, "all", ListRequest())
    with films._store.writing() as connection:
        connection.execute(sql("INSERT INTO saved_filter VALUES (:ann, 'broken', '[')"), {"ann": ann})

    assert [(kept.name, kept.request) for kept in films.lists.saved(ann)] == [
        ("all", ListRequest()),
        ("broken", None),
    ]
    assert films.lists.saved_request(ann, "all") == ListRequest()
    with pytest.raises(StoreError, match='The saved filter "broken" cannot be read'):
        films.lists.saved_request(ann, "broken")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"films": 3}',
        '{"films": {}, "sort": "x"}',
        ListRequest().as_json().replace("0.0", '"very"'),
        ListRequest().as_json().replace("0.0", "7"),
        ListRequest().as_json().replace("50", "null"),
    ],
)
def test_a_damaged_wish_is_an_error_in_a_sentence(text: str) -> None:
    with pytest.raises(StoreError, match="saved filter cannot be read"):
        ListRequest.from_json(text)


def test_without_a_model_questions_come_and_lists_say_what_to_do(tmp_path: Path) -> None:
    build_library(tmp_path / "untrained.db").close()
    films = Library.open(tmp_path / "untrained.db")
    try:
        ann = films.profiles.create("Ann").user_id
        assert len(films.lists.next_to_rate(ann, 3)) == 3
        with pytest.raises(NoModelError, match="movierec-tui train"):
            films.lists.recommend(ann, ListRequest())
    finally:
        films.close()


def test_another_active_run_answers_the_next_question(films: Library, ann: int) -> None:
    before = films.lists.recommend(ann, ListRequest()).films
    publish_random_run(films._store, seed=9)

    assert films.lists.recommend(ann, ListRequest()).films != before
    films.activate_run(1)
    assert films.lists.recommend(ann, ListRequest()).films == before


def test_users_near_a_profile_are_found(films: Library, ann: int) -> None:
    for movie_id in (MATRIX, STAR_WARS, UNRATED):
        films.profiles.rate(ann, movie_id, 4.0)

    near = films.similar_users(ann, 5)

    assert len(near) == 5
    assert ann not in [user.item.user_id for user in near]
