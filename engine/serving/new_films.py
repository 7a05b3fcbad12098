"""Films without ratings: their vectors are computed from what is known of them (cold start).

Such a film is in the data set but rated by nobody, or one that IMDb adds. Every number y of its features (vectors,
biases, likeness) is predicted by a ridge regression on the run's own rated films:

    y_j = m + x_j b,   sum_j w_j (y_j - m - x_j b)^2 + ridge |b|^2 smallest,   w_j = n_j / (n_j + 30)

n_j is the number of ratings; x_j holds genres, decade, and at IMDb the logarithm of the votes and the rating. What
directors, and then the cast, add to that is the mean of what their films have left over, shrunk towards zero.

The year says two things: of what time a film is, and how many of the data set's people had the time to see it. Only
the first is true of a new film. So no year is later than the data set's newest, and for what depends on how many rated
a film, ten years before that.

This needs no training, only the stored features of a run, so it works for runs from before enriching, too, and is done
when a run is loaded. docs/models.md says how the numbers below were chosen; `python -m bench.new_films` measures them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.rows import EntityFeatures, FilmFacts

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

TRUSTED = 30.0
"""Ratings at which a film has half its full weight."""

FEWEST_EXAMPLES = 100
"""With fewer rated films of which IMDb tells something, all rated films are examples."""

RIDGE = 10.0

YEARS_TO_BE_SEEN = 10

STARS_PERSON_RIDGE = 3.0
PERSON_RIDGE = 30.0
"""Weight of zero in the mean of what somebody's films have left over, as a number of films."""


@dataclass(frozen=True, slots=True)
class NewFilms:
    """What a run says of films that nobody rated.

    Attributes:
        features: of these films.
        star_covariance: (d + 1, d + 1) of the errors of their (vector, bias) for predicted stars.
        likeness_variance: the mean square of what their likeness vectors lack.
    """

    features: EntityFeatures
    star_covariance: Floats
    likeness_variance: float

    def along_with(self, learned: EntityFeatures) -> EntityFeatures:
        """The features of a run's films and of these, in the place of a learned one where both know a film."""
        learned = learned.rows(~np.isin(learned.ids, self.features.ids))
        order = np.argsort(np.concatenate([learned.ids, self.features.ids]))

        def both(first: Floats | None, second: Floats | None) -> Floats | None:
            return None if first is None or second is None else np.concatenate([first, second])[order]

        return EntityFeatures(
            np.concatenate([learned.ids, self.features.ids])[order],
            np.concatenate([learned.vectors, self.features.vectors])[order],
            np.concatenate([learned.bias, self.features.bias])[order],
            both(learned.preference, self.features.preference),
            both(learned.preference_bias, self.features.preference_bias),
            both(learned.likeness, self.features.likeness),
        )


def new_films(learned: EntityFeatures, facts: FilmFacts) -> NewFilms | None:
    """The features of all films without ratings of which IMDb tells something; None where there are none.

    Args:
        learned: the features of a run's films.
        facts: of all films; their ratings are those that the run learned from.
    """
    place = np.searchsorted(learned.ids, facts.movie_ids).clip(max=len(learned.ids) - 1)
    is_learned = learned.ids[place] == facts.movie_ids
    known_at_imdb = facts.imdb_votes > 0
    rows = np.flatnonzero((facts.ratings == 0) & (known_at_imdb | ~is_learned))
    rated = is_learned & (facts.ratings > 0)
    examples = np.flatnonzero(rated & known_at_imdb)
    if len(examples) < FEWEST_EXAMPLES:
        examples = np.flatnonzero(rated)
    if not (len(rows) and len(examples)):
        return None
    own = place[examples]
    stars = _Regression(facts, examples, rows, 0, STARS_PERSON_RIDGE)
    lists = _Regression(facts, examples, rows, YEARS_TO_BE_SEEN, PERSON_RIDGE)
    rating = stars.predicted(np.column_stack([learned.vectors, learned.bias])[own])
    preference = likeness = None
    if learned.preference is not None and learned.preference_bias is not None:
        preference = lists.predicted(np.column_stack([learned.preference, learned.preference_bias])[own])
    if learned.likeness is not None:
        likeness = stars.predicted(learned.likeness[own])
    alike = rating.values[:, :-1] if likeness is None else likeness.values
    return NewFilms(
        EntityFeatures(
            facts.movie_ids[rows],
            rating.values[:, :-1],
            rating.values[:, -1],
            None if preference is None else preference.values[:, :-1],
            None if preference is None else preference.values[:, -1],
            None if likeness is None else alike,
        ),
        rating.covariance,
        float(np.trace((likeness or rating).covariance)),
    )


@dataclass(frozen=True, slots=True)
class _Predicted:
    """Predicted numbers (n_new, t) of films, and the covariance (t, t) of their errors."""

    values: Floats
    covariance: Floats


class _Regression:
    """Predicts numbers of the films `rows` from those of the films `examples`."""

    def __init__(
        self, facts: FilmFacts, examples: Rows, rows: Rows, years_to_be_seen: int, person_ridge: float
    ) -> None:
        counts = facts.ratings[examples].astype(np.float64)
        self._weights = counts / (counts + TRUSTED)
        inputs = _inputs(facts, examples, years_to_be_seen)
        self._known, self._new = inputs[examples], inputs[rows]
        weighted = (self._known * self._weights[:, None]).T
        gram = weighted @ self._known
        gram[np.diag_indices(len(gram) - 1)] += RIDGE  # not the constant, which comes last
        self._solved = np.linalg.solve(gram, weighted)
        self._person_ridge = person_ridge
        self._credits = [
            (_rows_within(pairs, examples), _rows_within(pairs, rows)) for pairs in (facts.directors, facts.cast)
        ]

    def predicted(self, targets: Floats) -> _Predicted:
        """From the numbers (n_examples, t)."""
        coefficients = self._solved @ targets
        values = self._new @ coefficients
        left = targets - self._known @ coefficients
        covariance = (left * self._weights[:, None]).T @ left / self._weights.sum()
        for known, new in self._credits:
            people = np.intersect1d(known[:, 1], new[:, 1])
            films, person = _of_people(known, people)
            weight = np.bincount(person, self._weights[films], len(people)) + self._person_ridge
            adds = _sums(person, films, left * self._weights[:, None], len(people)) / weight[:, None]
            left -= _sums(films, person, adds, len(left))
            films, person = _of_people(new, people)
            values += _sums(films, person, adds, len(values))
        return _Predicted(values.astype(np.float32), covariance.astype(np.float32))


def _inputs(facts: FilmFacts, examples: Rows, years_to_be_seen: int) -> NDArray[np.float64]:
    """(n_films, k) genres, each 1/sqrt(number of genres), decade, votes and rating at IMDb, and a constant."""
    known_genres = facts.genres & facts.genres[examples].any(0)
    genres = known_genres / np.sqrt(known_genres.sum(1, keepdims=True).clip(min=1))
    newest = int(facts.years[examples].max()) - years_to_be_seen
    decades = np.minimum(facts.years, newest) // 10
    by_decade = decades[:, None] == np.unique(decades[examples])
    votes = np.log10(facts.imdb_votes.clip(min=1))
    known = facts.imdb_votes > 0
    at_imdb = [_standardised(values, known, examples[known[examples]]) for values in (votes, facts.imdb_rating)]
    return np.column_stack([genres, by_decade, *at_imdb, np.ones(len(genres))]).astype(np.float64)


def _standardised(values: NDArray[np.floating], known: NDArray[np.bool_], examples: Rows) -> NDArray[np.float64]:
    """About the mean of the examples, over their standard deviation; 0 where nothing is known."""
    if not len(examples):
        return np.zeros(len(values))
    sample = values[examples].astype(np.float64)
    return np.where(known, (values - sample.mean()) / (sample.std() or 1.0), 0.0)


def _rows_within(pairs: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """The pairs (film, person) of these films, each film as its place among `rows`, which ascend."""
    place = np.searchsorted(rows, pairs[:, 0]).clip(max=len(rows) - 1)
    found = rows[place] == pairs[:, 0]
    return np.column_stack([place[found], pairs[found, 1]])


def _of_people(pairs: NDArray[np.int64], people: NDArray[np.int64]) -> tuple[Rows, Rows]:
    """(film, place of the person among `people`, who ascend) of the pairs with one of these."""
    own = pairs[np.isin(pairs[:, 1], people)]
    return own[:, 0], np.searchsorted(people, own[:, 1])


def _sums(to: Rows, of: Rows, values: NDArray[np.floating], size: int) -> NDArray[np.float64]:
    """(size, t) the sums of values[of[i]] by to[i]; column by column, as a row for each pair would be large."""
    columns = [np.bincount(to, values[of, column], size) for column in range(values.shape[1])]
    return np.stack(columns, axis=1)
