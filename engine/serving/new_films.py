"""Films without ratings: their vectors are computed from what is known of them (cold start).

Such a film is in the data set but rated by nobody, or one that IMDb adds. Every number y of its features (vectors,
biases, likeness) is predicted by a ridge regression on the run's own rated films:

    y_j = m + x_j b,   sum_j w_j (y_j - m - x_j b)^2 + ridge |b|^2 smallest,   w_j = n_j / (n_j + 30)

n_j is the number of ratings; x_j holds genres, decade, and at IMDb the logarithm of the votes and the rating, which few
votes shrink towards the mean: a mean of 9.5 is of few and devoted people. What directors, and then the cast, add to it
is the mean of what their films have left over, shrunk towards zero.

The year says two things: of what time a film is, and how many of the data set's people had the time to see it. Only
the first is true of a new film. So no year is later than the data set's newest, and for what depends on how many rated
a film, ten years before that.

This needs no training, only the stored features of a run, so it works for runs from before enriching, too, and is done
when a run is loaded. docs/models.md says how the numbers below were chosen; `python -m bench.new_films` measures them.
"""

from __future__ import annotations

from collections.abc import Sequence
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

VOTES_OF_THE_MEAN = 3000
"""Votes at which a rating at IMDb is half the film's own and half the mean of all."""

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
    credits = [_Credits.of(pairs, examples, rows) for pairs in (facts.directors, facts.cast)]
    stars = _Regression(facts, examples, rows, credits, 0, STARS_PERSON_RIDGE)
    lists = _Regression(facts, examples, rows, credits, YEARS_TO_BE_SEEN, PERSON_RIDGE)
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


@dataclass(frozen=True, slots=True)
class _Credits:
    """Who made the examples and the new films, of the people who made some of both.

    Attributes:
        people: how many.
        known: (2, m) film, as its place among the examples, and person.
        new: (2, n) film, as its place among the new films, and person.
    """

    people: int
    known: Rows
    new: Rows

    @classmethod
    def of(cls, pairs: NDArray[np.int64], examples: Rows, rows: Rows) -> _Credits:
        """From pairs of (row of the film, id of the person)."""
        known, new = _rows_within(pairs, examples), _rows_within(pairs, rows)
        people = np.intersect1d(known[1], new[1])
        known, new = (credits[:, np.isin(credits[1], people)] for credits in (known, new))
        for credits in (known, new):
            credits[1] = np.searchsorted(people, credits[1])
        return cls(len(people), known, new)


class _Regression:
    """Predicts numbers of the films `rows` from those of the films `examples`."""

    def __init__(
        self,
        facts: FilmFacts,
        examples: Rows,
        rows: Rows,
        credits: Sequence[_Credits],
        years_to_be_seen: int,
        person_ridge: float,
    ) -> None:
        counts = facts.ratings[examples].astype(np.float32)
        self._weights = counts / (counts + np.float32(TRUSTED))
        inputs = _inputs(facts, examples, years_to_be_seen)
        known = inputs[:, examples].astype(np.float64)
        weighted = known * self._weights
        gram = weighted @ known.T
        gram[np.diag_indices(len(gram) - 1)] += RIDGE  # not the constant, which comes last
        self._solved = np.linalg.solve(gram, weighted).astype(np.float32)
        self._known, self._new = inputs[:, examples], inputs[:, rows]
        self._credits, self._person_ridge = credits, np.float32(person_ridge)

    def predicted(self, targets: Floats) -> _Predicted:
        """From the numbers (n_examples, t). Arrays are (t, films) here, so that sums over films are fast."""
        coefficients = (self._solved @ targets).T
        values = coefficients @ self._new
        left = targets.T - coefficients @ self._known
        covariance = (left * self._weights) @ left.T / self._weights.sum()
        for credits in self._credits:
            (film, person), (new_film, new_person) = credits.known, credits.new
            weight = np.bincount(person, self._weights[film], credits.people) + self._person_ridge
            for row in range(len(left)):
                adds = np.bincount(person, (left[row] * self._weights)[film], credits.people) / weight
                left[row] -= np.bincount(film, adds[person], left.shape[1])
                values[row] += np.bincount(new_film, adds[new_person], values.shape[1])
        return _Predicted(np.ascontiguousarray(values.T), np.asarray(covariance, np.float32))


def _inputs(facts: FilmFacts, examples: Rows, years_to_be_seen: int) -> Floats:
    """(k, n_films) genres, each 1/sqrt(number of genres), decade, votes and rating at IMDb, and a constant."""
    genres = facts.genres.T[facts.genres[examples].any(0)]
    newest = int(facts.years[examples].max()) - years_to_be_seen
    decades = np.minimum(facts.years, newest) // 10
    votes = np.log10(facts.imdb_votes.clip(min=1))
    has_rating = facts.imdb_rating > 0
    sample = facts.imdb_rating[examples[has_rating[examples]]]
    mean = float(sample.mean()) if len(sample) else 0.0
    rating = mean + (facts.imdb_rating - mean) * facts.imdb_votes / (facts.imdb_votes + VOTES_OF_THE_MEAN)
    at_imdb = _standardised(votes, facts.imdb_votes > 0, examples), _standardised(rating, has_rating, examples)
    parts = (genres / np.sqrt(genres.sum(0).clip(min=1)), np.unique(decades[examples])[:, None] == decades)
    return np.vstack([*parts, *at_imdb, np.ones(len(decades))]).astype(np.float32)


def _standardised(values: NDArray[np.floating], known: NDArray[np.bool_], examples: Rows) -> NDArray[np.float64]:
    """About the mean of the examples, over their standard deviation; 0 where nothing is known.

    No value counts as further out than the examples reach, as nothing was learnt about what is beyond.
    """
    sample = values[examples[known[examples]]].astype(np.float64)
    if not len(sample):
        return np.zeros(len(values))
    within = values.clip(sample.min(), sample.max())
    return np.where(known, (within - sample.mean()) / (sample.std() or 1.0), 0.0)


def _rows_within(pairs: NDArray[np.int64], rows: Rows) -> Rows:
    """(2, n) film and person of the pairs (m, 2) of these films, each film as its place among `rows`, which ascend."""
    place = np.searchsorted(rows, pairs[:, 0]).clip(max=len(rows) - 1)
    found = rows[place] == pairs[:, 0]
    return np.stack([place[found], pairs[found, 1]])
