"""Every figure here is worked out by hand; the sums are in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from data.scale import WHOLE_STARS
from db.rows import RatingArrays
from engine.evaluation import list_quality, rating_errors
from engine.problem import Factors, TrainedModel
from tests.engine.problems import ratings_of

NOTHING = ratings_of([])


@dataclass(frozen=True)
class Fixed:
    """A model that scores as a table (n_users, n_movies) says."""

    table: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int]:
        n_users, n_movies = self.table.shape
        return n_users, n_movies

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        return self.table[users]


def _scores(*rows: list[int]) -> Fixed:
    return Fixed(np.array(rows, np.float32))


def _descending(n_movies: int, n_users: int = 1) -> Fixed:
    """Everybody's best film is film 0, then film 1, and so on."""
    return Fixed(np.tile(np.arange(n_movies, 0, -1, dtype=np.float32), (n_users, 1)))


def _likes(*movies: int, user: int = 0) -> RatingArrays:
    return ratings_of([(user, movie, 5.0) for movie in movies])


def _constant_factors(movie_bias: list[float], n_users: int) -> Factors:
    n_movies = len(movie_bias)
    return Factors(
        np.zeros((n_users, 2), np.float32),
        np.zeros((n_movies, 2), np.float32),
        np.zeros(n_users, np.float32),
        np.array(movie_bias, np.float32),
    )


def test_errors_in_stars() -> None:
    model = _constant_factors([3.0, 4.5], n_users=2)
    held_out = ratings_of([(0, 0, 4.0), (1, 0, 3.0), (0, 1, 2.5)])

    errors = rating_errors(model, held_out, WHOLE_STARS)

    assert errors.rmse == pytest.approx(sqrt((1 + 0 + 4) / 3))
    assert errors.mae == pytest.approx((1 + 0 + 2) / 3)


def test_predictions_are_clipped_before_they_are_judged() -> None:
    model = _constant_factors([7.0, -2.0], n_users=1)

    errors = rating_errors(model, ratings_of([(0, 0, 5.0), (0, 1, 2.0)]), WHOLE_STARS)

    assert errors.mae == pytest.approx((0 + 1) / 2)


def test_a_small_example_by_hand() -> None:
    """User 0 has seen film 0 and gets 1, 2, 3, of which 2 is liked; user 1 gets 3, 2, 1, 0 and likes 3 and 0."""
    model = _scores([4, 3, 2, 1], [1, 2, 3, 4], [1, 1, 1, 1])
    train = ratings_of([(0, 0, 5.0), (2, 0, 3.0), (2, 3, 3.0)])
    held_out = ratings_of([(0, 1, 2.0), (0, 2, 5.0), (1, 0, 4.0), (1, 3, 5.0), (2, 1, 3.0)])

    quality = list_quality(model, train, held_out)

    first = 1 / log2(3)
    second = (1 + 1 / log2(5)) / (1 + 1 / log2(3))
    assert quality.ndcg_at_10 == pytest.approx((first + second) / 2)
    assert quality.recall_at_20 == pytest.approx(1.0)
    assert quality.mrr == pytest.approx((1 / 2 + 1) / 2)
    assert quality.coverage_at_10 == 1.0


def test_gain_ends_at_ten_and_recall_at_twenty() -> None:
    quality = list_quality(_descending(25), NOTHING, _likes(0, 4, 10, 20))

    gain = 1 + 1 / log2(6)
    ideal = 1 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5)
    assert quality.ndcg_at_10 == pytest.approx(gain / ideal)
    assert quality.recall_at_20 == pytest.approx(3 / 4)
    assert quality.mrr == pytest.approx(1.0)
    assert quality.coverage_at_10 == pytest.approx(10 / 25)


def test_who_likes_more_films_than_a_list_holds_can_still_be_served_perfectly() -> None:
    quality = list_quality(_descending(30), NOTHING, _likes(*range(24)))

    assert quality.ndcg_at_10 == pytest.approx(1.0)
    assert quality.recall_at_20 == pytest.approx(1.0)


def test_the_first_film_liked_counts_however_far_down_it_is() -> None:
    quality = list_quality(_descending(40), NOTHING, _likes(31, 35))

    assert (quality.ndcg_at_10, quality.recall_at_20) == (0.0, 0.0)
    assert quality.mrr == pytest.approx(1 / 32)


def test_films_seen_in_training_take_no_place_in_a_list() -> None:
    train = ratings_of([(0, movie, 5.0) for movie in range(9)])

    quality = list_quality(_descending(25), train, _likes(9))

    assert [quality.ndcg_at_10, quality.mrr] == pytest.approx([1.0, 1.0])


def test_films_seen_in_training_are_in_no_list_even_where_nothing_else_is_left() -> None:
    """Of four films, user 0 has seen two; only user 0 is judged, and gets the other two."""
    train = ratings_of([(0, 0, 5.0), (0, 1, 5.0), (1, 2, 3.0), (1, 3, 3.0)])

    quality = list_quality(_descending(4, n_users=2), train, _likes(3))

    assert quality.coverage_at_10 == pytest.approx(2 / 4)
    assert quality.novelty == pytest.approx(1.0)


def test_disliked_films_are_not_hits() -> None:
    held_out = ratings_of([(0, 0, 3.5), (0, 1, 4.0), (0, 2, 1.0)])

    quality = list_quality(_descending(12), NOTHING, held_out)

    assert quality.ndcg_at_10 == pytest.approx(1 / log2(3))
    assert quality.mrr == pytest.approx(1 / 2)


def test_users_who_like_nothing_held_out_are_left_out() -> None:
    held_out = ratings_of([(0, 0, 5.0), (1, 0, 3.0)])
    model = _scores([2, 1, 0], [0, 0, 9])

    with_them = list_quality(model, NOTHING, held_out)

    assert with_them == list_quality(model, NOTHING, _likes(0))
    assert with_them.ndcg_at_10 == pytest.approx(1.0)


def test_where_nobody_likes_anything_all_is_zero() -> None:
    quality = list_quality(_descending(12), NOTHING, ratings_of([(0, 0, 2.0)]))

    assert (quality.ndcg_at_10, quality.recall_at_20, quality.mrr) == (0.0, 0.0, 0.0)
    assert (quality.coverage_at_10, quality.novelty) == (0.0, 0.0)


@pytest.mark.parametrize("n_movies", [1, 2, 9, 10, 11, 19, 20, 21])
def test_catalogues_of_any_size_can_be_judged(n_movies: int) -> None:
    quality = list_quality(_descending(n_movies), NOTHING, _likes(n_movies - 1))

    assert quality.mrr == pytest.approx(1 / n_movies)
    assert quality.ndcg_at_10 == pytest.approx(1 / log2(n_movies + 1) if n_movies <= 10 else 0.0)
    assert quality.recall_at_20 == (1.0 if n_movies <= 20 else 0.0)
    assert quality.coverage_at_10 == pytest.approx(min(10, n_movies) / n_movies)


def test_films_of_equal_score_are_in_the_catalogues_order() -> None:
    quality = list_quality(_scores([1, 2, 1, 1]), NOTHING, _likes(3))

    assert quality.ndcg_at_10 == pytest.approx(1 / log2(5))
    assert quality.mrr == pytest.approx(1 / 4)


def test_films_of_equal_score_at_the_twentieth_place_are_in_the_catalogues_order() -> None:
    """A hundred films of one score and five better ones: the first fifteen of the hundred are in."""
    scores = [1] * 100 + [2] * 5

    def recall(movie: int) -> float:
        return list_quality(_scores(scores), NOTHING, _likes(movie)).recall_at_20

    assert [recall(movie) for movie in (0, 14, 15, 99, 100)] == [1.0, 1.0, 0.0, 0.0, 1.0]


def test_coverage_is_over_all_lists() -> None:
    model = Fixed(np.stack([np.arange(30, 0, -1), np.arange(30)]).astype(np.float32))
    held_out = ratings_of([(0, 0, 5.0), (1, 0, 5.0)])

    assert list_quality(model, NOTHING, held_out).coverage_at_10 == pytest.approx(20 / 30)


def test_novelty_is_the_surprise_of_a_recommended_film() -> None:
    """Four users; the films in the list were rated by 4, 2 and 1 of them: 0, 1 and 2 bits. Nobody rated the last."""
    train = ratings_of([(user, 0, 3.0) for user in (1, 2, 3, 4)] + [(1, 1, 3.0), (2, 1, 3.0), (3, 2, 3.0)])

    quality = list_quality(_descending(4, n_users=5), train, _likes(0))

    assert quality.novelty == pytest.approx((0 + 1 + 2 + 2) / 4)


def test_a_lesser_known_film_counts_more_in_stratified_recall() -> None:
    """Films 0 and 29 are liked, rated by 4 users and by 1; the list of 20 has the first, of weight 1/2 against 1."""
    train = ratings_of([*((user, 0, 3.0) for user in (1, 2, 3, 4)), (1, 29, 3.0)])

    quality = list_quality(_descending(30, n_users=5), train, _likes(0, 29))

    assert quality.recall_at_20 == pytest.approx(1 / 2)
    assert quality.stratified_recall_at_20 == pytest.approx((1 / 2) / (1 + 1 / 2))


def test_the_share_of_the_fifty_best_known_films() -> None:
    """Films 5 to 54 have a rating; the list holds films 0 to 9."""
    train = ratings_of([(1, film, 3.0) for film in range(5, 55)])

    assert list_quality(_descending(60, n_users=2), train, _likes(0)).top50_share_at_10 == pytest.approx(0.5)


def test_everybody_says_how_well_known_a_film_is_where_the_judged_are_few() -> None:
    everybody = ratings_of([(1, film, 3.0) for film in range(5, 55)])

    quality = list_quality(_descending(60, n_users=2), NOTHING, _likes(0), everybody=everybody)

    assert quality.top50_share_at_10 == pytest.approx(0.5)


def test_the_stars_of_listed_films_liked_or_not() -> None:
    """Films 0 and 19 are in the list of 20, film 20 is not."""
    held_out = ratings_of([(0, 0, 5.0), (0, 19, 2.0), (0, 20, 1.0)])

    assert list_quality(_descending(30), NOTHING, held_out).mean_stars_at_20 == pytest.approx(3.5)


def test_many_users_are_judged_like_few() -> None:
    """Of 1,100 users, 1,030 find their film first and the others second."""
    model = _descending(3, n_users=1100)
    liked = [0] * 1030 + [1] * 70

    quality = list_quality(model, NOTHING, ratings_of([(user, movie, 5.0) for user, movie in enumerate(liked)]))

    assert quality.mrr == pytest.approx((1030 + 70 / 2) / 1100)
    assert quality.ndcg_at_10 == pytest.approx((1030 + 70 / log2(3)) / 1100)


def test_judging_leaves_the_models_scores_as_they_were() -> None:
    factors = _constant_factors([3.0, 2.0, 1.0], n_users=1)
    train = ratings_of([(0, 0, 5.0)])

    first = list_quality(factors, train, _likes(1))

    assert first == list_quality(factors, train, _likes(1))
    assert factors.movie_bias.tolist() == [3.0, 2.0, 1.0]


def test_lists_are_judged_by_the_preference_and_stars_by_the_rating() -> None:
    rating = _constant_factors([5.0, 1.0], n_users=1)
    preference = _constant_factors([0.0, 1.0], n_users=1)
    held_out = ratings_of([(0, 1, 5.0)])

    both = TrainedModel(rating, preference, samples=0, seconds=0.0).evaluate(NOTHING, held_out, WHOLE_STARS)
    alone = TrainedModel(rating, None, samples=0, seconds=0.0).evaluate(NOTHING, held_out, WHOLE_STARS)

    assert (both["mrr"], alone["mrr"]) == (1.0, 0.5)
    assert both["rmse"] == alone["rmse"] == pytest.approx(4.0)
    assert set(both) == {
        *("rmse", "mae", "ndcg@10", "recall@20", "mrr", "coverage@10", "novelty"),
        *("stratified_recall@20", "top50_share@10", "mean_stars@20"),
    }


def test_of_many_users_some_from_first_to_last_are_judged() -> None:
    """Users 0 and 4 like what they get first, the others what they get last."""
    model = _descending(30, n_users=5)
    held_out = ratings_of([(user, 0 if user in {0, 4} else 29, 5.0) for user in range(5)])

    assert list_quality(model, NOTHING, held_out).ndcg_at_10 == pytest.approx(2 / 5)
    assert list_quality(model, NOTHING, held_out, most_users=2).ndcg_at_10 == 1.0
    assert list_quality(model, NOTHING, held_out, most_users=9).ndcg_at_10 == pytest.approx(2 / 5)
