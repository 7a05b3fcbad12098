"""The order of a person's list: what they are likely to see, to like, and what is like the films they liked.

    score_i = z(tilted preference_i) + a z(stars_i) + f (b z(likeness_i) + g z(genres_i) + y z(years_i))

f = h / (h + n) falls from 1 as the number of ratings n grows, so the first ratings speak through likeness, and many
ratings through the model. The parts:

- tilted preference: the model's preference, its distance above the mean times exp(t x familiarity)
  (`engine.serving.familiarity`). With t < 0 what everybody knows loses some of its lead. What is expected of a film
  that nobody rated is no observation, so obscure ones do not rise: all new films count as equally well known, the less
  the more new films the person rates. Only the slider tells them apart.
- stars: the predicted rating. People rather watch what they will like (Steck, Calibrated recommendations, RecSys 2018,
  and others call it quality); the preference alone says only what they will watch. Of a newcomer, they say how good a
  film is for most people.
- likeness: sum over rated films j of v_j (cos(i, j) - c m_i), with the stored likeness vectors. v_j is the rating
  about the scale's middle, 1 for full stars; a dislike pushes its like away with a quarter of that, as people dislike
  films of the kind that they watch. m_i is the film's mean cosine with the best-known films: some films are a little
  like all others, and would be near to any favourite (hubs: Radovanovic, Nanopoulos and Ivanovic, JMLR 2010). A film
  is no evidence of itself.
- genres: the same sum with genres, each weighted by its rarity, log(films / films of the genre). The product is their
  cosine where a film's genres are rare enough, and less than that for a film of common genres only.
- years: the same sum with closeness in time, a Gaussian of the years between two films.

b, g and y follow how coherent the taste is. Is there a film like all that were liked? The mean likeness of the ten
films nearest to them is compared with that of as many unrelated favourites; one film alone has nothing to agree with.
Do the liked films share rare genres? The mean cosine of pairs answers. Are they of one time? Their closeness in time to
each other is compared with that to the best-known films. Three westerns ask for westerns, three films of the 1950s for
films of that time; three films of all kinds leave more to the preference. b also grows with the catalogue: among more
films, more are like a favourite.

Every part is standardised over the best-known films, whose number is the same in small and large catalogues. Every
part is linear in what was rated, so each rated film's share in a score is exact: score = base + sum of shares.

docs/models.md says how the numbers below were chosen; `python -m bench.list_order` measures them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.scale import RatingScale
from db.runs.film_facts import film_genres, film_years
from engine.serving.familiarity import familiarity, tilted
from engine.serving.person import Person, Shares
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

BEST_KNOWN = 2000
"""Films over which parts are standardised, and among which films like all that was liked are looked for."""

FAME_OF_NEW_FILMS = 0.95
"""Films without ratings count as well known as the film at this quantile of those with ratings."""

MOST_NEW_FILMS = 0.5
"""Share of new films among those that a person rated from which new films are not held back at all."""

DISLIKE = 0.25
"""Weight of a rating below the scale's middle against one above it."""

NEAREST = 10

UNRELATED = (0.08, 0.46)
"""The mean likeness of the nearest films to n unrelated favourites is about the first + the second / sqrt(n)."""

COHERENT = 0.15
"""So far above that, a taste is coherent; `MOST_COHERENT` times so far changes nothing more."""

MOST_COHERENT = 1.5

GENRE_COHERENCE = (0.26, 0.58)
"""Mean product of genres between liked films: below the first genres have no weight, from the second on all of it."""

RARE = float(np.log(5))
"""Rarity of a genre that a fifth of all films has: films of rarer genres count in full."""

EXPECTED_GENRE_COHERENCE = 0.25
"""What is assumed of one more pair of films, so that two films alone say little."""

YEARS = 8.0
"""Deviation of the Gaussian: films eight years apart are 0.6 as close in time as films of one year."""

YEAR_COHERENCE = (0.25, 0.65)
"""How much closer than expected liked films are in time: below the first years have no weight, from the second on
all of it."""

MIDDLING_CATALOGUE = 4000
"""Films of a catalogue in which likeness has its own weight; it grows with the films to the power `GROWTH`."""

GROWTH = 0.2

FULL_STRENGTH = 0.5
"""Length of the vector of opinions v from which likeness has its full weight: one rating half way to full stars."""


@dataclass(frozen=True, slots=True)
class OrderOptions:
    """What can be chosen about the order.

    Attributes:
        tilt: exponent of familiarity where the slider is in its middle; below 0 lesser known films rise.
        stars: weight of predicted stars, a.
        few: ratings at which likeness, genres and years have half their weight, h.
        likeness: weight of likeness where the favourites seem unrelated, in a catalogue of `MIDDLING_CATALOGUE` films.
        coherent_likeness: what a coherent taste adds to that.
        genres: weight of genres where the liked films share rare ones.
        years: weight of closeness in time where the liked films are of one time.
        centring: how much of a film's mean cosine with the best-known films is taken off its likeness, c.
    """

    tilt: float = -0.13
    stars: float = 0.3
    few: float = 35.0
    likeness: float = 0.77
    coherent_likeness: float = 0.3
    genres: float = 1.25
    years: float = 0.4
    centring: float = 0.45

    def tilt_at(self, slider: float) -> float:
        """The exponent for the slider's place: -1 (adventurous) and 1 (familiar) are exponents themselves."""
        end = 1.0 if slider > 0 else -1.0
        return self.tilt + abs(slider) * (end - self.tilt)


@dataclass(frozen=True, slots=True)
class FilmTraits:
    """What the order needs to know of all films, whoever asks.

    Attributes:
        familiarity: (n_movies,) how well known each film is, standardised.
        is_new: (n_movies,) which films nobody in the data set rated.
        fame_of_new: the familiarity that these count with for somebody who rated none of them.
        alike: (n_movies, d) vectors whose cosine says which films are alike.
        inverse_lengths: (n_movies,) one over their lengths; 0 for a vector of zeros.
        genres: (n_movies, n_genres) each film's genres, weighted by their rarity; of length 1 at most.
        years: (n_movies,) the year of each film, as its row in `closeness`.
        closeness: (n_years, n_years) how close in time films of two years are, from 0 to 1; 0 for an unknown year.
        usual_closeness: (n_years,) the mean closeness of films of a year with the best-known films.
        best_known: rows of the best-known films.
        typical: (n_movies,) each film's mean cosine with the best-known films, m.
    """

    familiarity: Floats
    is_new: Mask
    fame_of_new: float
    alike: Floats
    inverse_lengths: Floats
    genres: Floats
    years: Rows
    closeness: Floats
    usual_closeness: Floats
    best_known: Rows
    typical: Floats

    @classmethod
    def of(
        cls,
        familiarity: Floats,
        alike: Floats,
        genres: NDArray[np.bool_],
        years: NDArray[np.int32],
        lengths: Floats | None = None,
        is_new: Mask | None = None,
    ) -> FilmTraits:
        """From the familiarity (n_movies,), likeness vectors (n_movies, d) and genres (n_movies, n_genres) of films.

        `years` (n_movies,) says when they came out, 0 where that is unknown.
        `lengths` (n_movies,) are those of the likeness vectors, where some are longer than what is given of them;
        `is_new` (n_movies,) says which films nobody rated.
        """
        is_new = np.zeros(len(familiarity), np.bool_) if is_new is None else is_new
        rated = familiarity[~is_new]
        lengths = np.linalg.norm(alike, axis=1) if lengths is None else lengths
        inverse = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0).astype(np.float32)
        known = best_rows(familiarity, BEST_KNOWN)
        middle = (alike[known] * inverse[known, None]).mean(0) if len(known) else np.zeros(alike.shape[1], np.float32)
        distinct, year_rows = np.unique(years, return_inverse=True)
        closeness = _closeness(distinct)
        near_known = closeness[:, year_rows[known]]
        return cls(
            familiarity=familiarity,
            is_new=is_new,
            fame_of_new=float(np.quantile(rated, FAME_OF_NEW_FILMS)) if len(rated) else 0.0,
            alike=alike,
            inverse_lengths=inverse,
            genres=_rare_genres(genres),
            years=year_rows,
            closeness=closeness,
            usual_closeness=near_known.mean(1) if len(known) else np.zeros(len(distinct), np.float32),
            best_known=known,
            typical=np.asarray(alike @ middle * inverse, np.float32),
        )

    def directions(self, rows: Rows) -> Floats:
        """(len(rows), d) the films' likeness vectors, scaled to length 1, or less where a part is unknown."""
        return np.asarray(self.alike[rows] * self.inverse_lengths[rows, None], np.float32)


def film_traits(connection: Connection, recommender: Recommender) -> FilmTraits:
    """The traits of all films of a run; the same for everybody, so they are read once for each run."""
    genres = film_genres(connection, recommender.movie_ids)
    years = film_years(connection, recommender.movie_ids)
    known = familiarity(connection, recommender)
    return FilmTraits.of(known, recommender.likeness, genres, years, recommender.likeness_lengths, recommender.is_new)


@dataclass(frozen=True, slots=True)
class ListOrder:
    """The scores that a person's list is ordered by.

    Attributes:
        scores: (n_movies,) in standard deviations of the best-known films' preference, about their mean.
        factors: (n_movies,) what a unit of the preference counts.
        star_factor: what a predicted star counts.
        likeness_factor: what a unit of likeness counts.
        centring: how much of a film's mean cosine with the best-known films is taken off its likeness.
        genre_factor: what a unit of genres counts.
        year_factor: what a film of the same year counts.
        opinions: (n_rated,) how each rated film pulls (above 0) or pushes its like, v.
        traits: of the films.
    """

    scores: Floats
    factors: Floats
    star_factor: float
    likeness_factor: float
    centring: float
    genre_factor: float
    year_factor: float
    opinions: Floats
    traits: FilmTraits

    def shares(self, person: Person, rows: Rows) -> Shares:
        """The scores of films taken apart exactly, for the person whose order this is.

        What a rated film adds is what it adds to the preference, to the predicted stars, and to likeness, genres and
        years.
        """
        traits, rated = self.traits, person.rated
        near = traits.directions(rows) @ traits.directions(rated).T
        near -= np.float32(self.centring) * traits.typical[rows, None]
        same = traits.genres[rows] @ traits.genres[rated].T
        alike = np.float32(self.likeness_factor) * near + np.float32(self.genre_factor) * same
        alike += np.float32(self.year_factor) * traits.closeness[np.ix_(traits.years[rows], traits.years[rated])]
        alike[rows[:, None] == rated] = 0
        shares = self.factors[rows, None] * person.shares(rows).shares
        shares += np.float32(self.star_factor) * person.star_shares(rows)
        shares += alike * self.opinions
        scores = self.scores[rows]
        return Shares(rows, scores, scores - shares.sum(1, dtype=np.float64), rated, shares)


def list_order(
    person: Person, traits: FilmTraits, slider: float = 0.0, options: OrderOptions = OrderOptions()
) -> ListOrder:
    """The order of a person's list.

    Args:
        person: whose list it is.
        traits: of the run's films.
        slider: from -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).
        options: weights of the parts.
    """
    return order_films(
        person.scores,
        person.expected_stars,
        person.rated,
        person.ratings,
        person.scale,
        traits,
        slider,
        options,
    )


def order_films(
    preference: Floats,
    stars: Floats,
    rated: Rows,
    ratings: Floats,
    scale: RatingScale,
    traits: FilmTraits,
    slider: float = 0.0,
    options: OrderOptions = OrderOptions(),
) -> ListOrder:
    """The order of a list, from one person's scores.

    Args:
        preference: (n_movies,) the model's preference.
        stars: (n_movies,) predicted stars, unclipped.
        rated: (n_rated,) rows of the films that the person rated.
        ratings: (n_rated,) their stars.
        scale: of the ratings.
        traits: of the films.
        slider: from -1 (adventurous) to 1 (familiar).
        options: weights of the parts.
    """
    opinions = _opinions(ratings, scale)
    likeness = _pull(traits.alike, traits.inverse_lengths, rated, opinions)
    genres = _pull(traits.genres, None, rated, opinions)
    closeness = _year_pull(traits, rated, opinions)
    first = options.few / (options.few + len(rated)) * _strength(opinions)
    coherence = _coherence(likeness, rated, opinions, traits.best_known)
    likeness -= np.float32(options.centring * opinions.sum()) * traits.typical
    likeness[rated] += np.float32(options.centring) * opinions * traits.typical[rated]
    genre_coherence = _genre_coherence(traits.genres[rated], opinions)
    year_coherence = _year_coherence(traits, rated, opinions)
    new_rated = float(traits.is_new[rated].mean()) if len(rated) else 0.0
    fame_of_new = np.float32(traits.fame_of_new * max(0.0, 1 - new_rated / MOST_NEW_FILMS))
    exponents = np.float32(options.tilt_at(slider)) * traits.familiarity
    exponents[traits.is_new] += np.float32(options.tilt) * (fame_of_new - traits.familiarity[traits.is_new])
    moved = tilted(preference, exponents)
    known = traits.best_known
    scores, factors = moved.scores, moved.factors
    by_preference = _inverse_deviation(scores[known])
    by_stars = options.stars * _inverse_deviation(stars[known])
    growth = (len(preference) / MIDDLING_CATALOGUE) ** GROWTH
    by_likeness = first * growth * (options.likeness + options.coherent_likeness * coherence)
    by_likeness *= _inverse_deviation(likeness[known])
    by_genres = first * options.genres * genre_coherence * _inverse_deviation(genres[known])
    by_years = first * options.years * year_coherence * _inverse_deviation(closeness[known])
    scores *= np.float32(by_preference)
    factors *= np.float32(by_preference)
    likeness *= np.float32(by_likeness)
    genres *= np.float32(by_genres)
    closeness *= np.float32(by_years)
    for part in (np.float32(by_stars) * stars, likeness, genres, closeness):
        scores += part
    scores -= scores[known].mean()
    return ListOrder(
        scores=scores,
        factors=factors,
        star_factor=by_stars,
        likeness_factor=by_likeness,
        centring=options.centring,
        genre_factor=by_genres,
        year_factor=by_years,
        opinions=opinions,
        traits=traits,
    )


def _opinions(ratings: Floats, scale: RatingScale) -> Floats:
    """(n_rated,) ratings about the scale's middle, 1 for full stars, dislikes damped."""
    half = (scale.maximum - scale.minimum) / 2
    opinions = (ratings - (scale.minimum + half)) / half
    return np.asarray(np.where(opinions < 0, DISLIKE * opinions, opinions), np.float32)


def _strength(opinions: Floats) -> float:
    """From 0 (no opinion) to 1: the first lukewarm rating must not weigh what a favourite does."""
    return min(float(np.linalg.norm(opinions)) / FULL_STRENGTH, 1.0)


def _pull(vectors: Floats, inverse_lengths: Floats | None, rated: Rows, opinions: Floats) -> Floats:
    """(n_movies,) sum over rated films of opinion x cosine, each rated film's own part left out."""
    own = vectors[rated] if inverse_lengths is None else vectors[rated] * inverse_lengths[rated, None]
    pull = vectors @ (opinions @ own)
    if inverse_lengths is not None:
        pull *= inverse_lengths
    pull[rated] -= opinions * (own * own).sum(1)
    return np.asarray(pull, np.float32)


def _closeness(years: NDArray[np.int32]) -> Floats:
    """(n, n) from 0 to 1 (the same year): how close in time years are; 0 where one is unknown."""
    apart = (years[:, None] - years) / YEARS
    return np.asarray(np.exp(-0.5 * apart**2) * np.outer(years > 0, years > 0), np.float32)


def _year_pull(traits: FilmTraits, rated: Rows, opinions: Floats) -> Floats:
    """(n_movies,) sum over rated films of opinion x closeness in time, each rated film's own part left out."""
    own = traits.years[rated]
    by_year = traits.closeness @ np.bincount(own, opinions, len(traits.closeness)).astype(np.float32)
    pull = by_year[traits.years]
    pull[rated] -= opinions * traits.closeness[own, own]
    return np.asarray(pull, np.float32)


def _year_coherence(traits: FilmTraits, rated: Rows, opinions: Floats) -> float:
    """From 0 to 1: whether the liked films are closer in time to each other than to the best-known films.

    The mean closeness of pairs above what is expected, of what is possible (as Cohen's kappa, 1960), with one more pair
    assumed that is as close as expected.
    """
    own, liked = traits.years[rated], np.maximum(opinions, 0)
    total = float(liked.sum())
    if not total:
        return 0.0
    by_year = np.bincount(own, liked, len(traits.closeness))
    with_itself = float(np.square(liked) @ traits.closeness[own, own])
    pairs = total**2 - float(liked @ liked)
    expected = float(by_year @ traits.usual_closeness) / total
    above = float(by_year @ traits.closeness @ by_year) - with_itself - expected * pairs
    low, high = YEAR_COHERENCE
    return min(max((above / ((pairs + 1) * (1 - expected)) - low) / (high - low), 0.0), 1.0)


def _coherence(likeness: Floats, rated: Rows, opinions: Floats, best_known: Rows) -> float:
    """From 0 (one favourite, or unrelated ones) to `MOST_COHERENT`: whether some films are like all that was liked."""
    liked = np.maximum(opinions, 0)
    total = float(liked.sum())
    if not total:
        return 0.0
    is_rated = np.zeros(len(likeness), np.bool_)
    is_rated[rated] = True
    others = likeness[best_known[~is_rated[best_known]]]
    if len(others) < NEAREST:
        return 0.0
    nearest = np.partition(others, len(others) - NEAREST)[-NEAREST:]
    favourites = total**2 / float(liked @ liked)
    expected = UNRELATED[0] + UNRELATED[1] / float(np.sqrt(favourites))
    above = float(nearest.mean()) / total - expected
    return min(max(above / COHERENT, 0.0), MOST_COHERENT) * (1 - 1 / favourites)


def _genre_coherence(genres: Floats, opinions: Floats) -> float:
    """From 0 to 1: whether the liked films, of genres (n_rated, n_genres), share rare ones."""
    liked = np.maximum(opinions, 0)
    together = liked @ genres
    with_itself = float(np.square(liked) @ np.square(genres).sum(1))
    cosines = float(together @ together) - with_itself + EXPECTED_GENRE_COHERENCE
    mean = cosines / (float(liked.sum() ** 2 - liked @ liked) + 1)
    low, high = GENRE_COHERENCE
    return min(max((mean - low) / (high - low), 0.0), 1.0)


def _rare_genres(genres: NDArray[np.bool_]) -> Floats:
    """(n_movies, n_genres) each film's genres times log(films / films of the genre), of length 1 at most."""
    films = genres.sum(0).clip(min=1)
    weights = genres * np.log(len(genres) / films)
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(lengths, RARE), np.float32)


def _inverse_deviation(values: Floats) -> float:
    """1 / standard deviation; 0 where all are the same, who then say nothing about the order."""
    deviation = float(values.std()) if len(values) else 0.0
    return 1 / deviation if deviation > 1e-9 else 0.0
