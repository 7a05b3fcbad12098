"""Settings of the Bayesian model by size of the data; docs/models.md says how they were chosen.

Without torch, as the cost of a training is estimated in the app.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from engine.options import SEEN_FLOOR, Preset

MANY_RATINGS = 400_000
"""From this size on, vectors have more dimensions and there is no refit."""

MOST_RATINGS = 5_000_000
"""From this size on, fewer sweeps are drawn: each takes long, and fewer samples are enough."""

PREFERENCE_RANK = 128

LARGEST_CATALOGUE = 12_000
"""Films whose Gram matrix and inverse fit into memory, 1.2 GB together; with few users, their rows of that size."""


@dataclass(frozen=True, slots=True)
class GibbsOptions:
    """Settings of the sampler of ratings.

    Attributes:
        dimensions: of a sampled vector without its bias; with it, multiples of eight are half again as fast.
        sweeps: passes over all users and films.
        burn_in: sweeps at the start that are not kept.
        rank: dimensions of the posterior mean's vectors.
        ridge: regularisation of the towers' weights.
        history: at most this many of the most rated films, or most active users, are columns of the history; the
            weights' system is factorised once, at a cost that grows with the square of this number.
        user_noise, movie_noise: shape of the Gamma prior of each user's and film's noise factor; the larger, the more
            equal the factors.
        relaxation: above -1 and below 1, correlation of a vector's or weight's draw with the one before, given all
            else; a negative one is over-relaxation, with which the mean needs fewer sweeps.
        sweeps_before_refit: replaces `sweeps` where a refit follows: these samples are only measured.
        refit_sweeps: further sweeps, all kept, with the held-out ratings added; 0 means no refit.
        seed: of all random numbers.
    """

    dimensions: int = 31
    sweeps: int = 100
    burn_in: int = 20
    rank: int = 128
    ridge: float = 1.0
    history: int = 6144
    user_noise: float = 10.0
    movie_noise: float = 20.0
    relaxation: float = -0.8
    sweeps_before_refit: int = 80
    refit_sweeps: int = 40
    seed: int = 0

    def with_sweeps(self, sweeps: int) -> GibbsOptions:
        """The same options with another number of sweeps, of which the same share is kept."""
        return replace(
            self,
            sweeps=sweeps,
            burn_in=sweeps * self.burn_in // self.sweeps,
            sweeps_before_refit=math.ceil(sweeps * self.sweeps_before_refit / self.sweeps),
            refit_sweeps=math.ceil(sweeps * self.refit_sweeps / self.sweeps),
        )


@dataclass(frozen=True, slots=True)
class PreferenceOptions:
    """Settings of the preference model.

    Attributes:
        dimensions: of a sampled vector without its bias; with it, multiples of eight are half again as fast.
        sweeps: passes over all users and films.
        burn_in: sweeps at the start that are not kept.
        rank: dimensions of the posterior mean's vectors.
        precision: alpha, of a rated pair's grade.
        unseen: weight of the zeros of all unrated pairs together, against that of all rated pairs' grades.
        floor: grade of the worst rating; the best has 1.
        ridge: regularisation of the towers' weights.
        relaxation: as in `GibbsOptions`.
        sweeps_before_refit: replaces `sweeps` where a refit follows: these samples are only measured.
        refit_sweeps: further sweeps with the held-out ratings added, which alone are then kept; 0 means no refit.
        seed: of all random numbers.
    """

    dimensions: int = 31
    sweeps: int = 60
    burn_in: int = 25
    rank: int = 96
    precision: float = 40.0
    unseen: float = 2.0
    floor: float = SEEN_FLOOR
    ridge: float = 1.0
    relaxation: float = -0.8
    sweeps_before_refit: int = 50
    refit_sweeps: int = 15
    seed: int = 0

    def with_sweeps(self, sweeps: int) -> PreferenceOptions:
        """The same options with another number of sweeps, of which the same share is kept."""
        return replace(
            self,
            sweeps=sweeps,
            burn_in=sweeps * self.burn_in // self.sweeps,
            sweeps_before_refit=math.ceil(sweeps * self.sweeps_before_refit / self.sweeps),
            refit_sweeps=math.ceil(sweeps * self.refit_sweeps / self.sweeps),
        )


@dataclass(frozen=True, slots=True)
class AutoencoderOptions:
    """Settings of the linear autoencoder.

    Attributes:
        rank: dimensions of the vectors.
        ridge: regularisation, in units of the mean squared entry of X.
        dropout: share of each film's entries that the autoencoder must do without.
        row_power: rows are divided by their sum to this power.
        seed: of the randomised projection.
    """

    rank: int = 64
    ridge: float = 200.0
    dropout: float = 1 / 3
    row_power: float = 0.25
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ImplicitAlsOptions:
    """Settings of implicit ALS.

    Attributes:
        dimensions: of a vector.
        epochs: passes over all users and films; 0 leaves it out of the preference.
        penalty: on a vector's squared length, times the number of ratings behind it.
        seed: of the first vectors.
    """

    dimensions: int = 32
    epochs: int = 8
    penalty: float = 0.01
    seed: int = 0


def passes(options: GibbsOptions | PreferenceOptions, *, held_out: bool) -> tuple[int, int]:
    """A sampler's numbers of sweeps before and after the held-out ratings are added; without such, 0 after."""
    if held_out and options.refit_sweeps:
        return options.sweeps_before_refit, options.refit_sweeps
    return options.sweeps, 0


def autoencoder_fits(shape: tuple[int, int]) -> bool:
    """Whether the autoencoder's matrices for this many (users, films) fit into memory."""
    n_users, n_movies = shape
    return n_movies * min(n_users, n_movies) <= LARGEST_CATALOGUE**2 and min(shape) <= LARGEST_CATALOGUE


@dataclass(frozen=True, slots=True)
class BayesianOptions:
    """Settings of all parts of the model."""

    ratings: GibbsOptions = field(default_factory=GibbsOptions)
    preference: PreferenceOptions = field(default_factory=PreferenceOptions)
    autoencoder: AutoencoderOptions = field(default_factory=AutoencoderOptions)
    implicit_als: ImplicitAlsOptions = field(default_factory=ImplicitAlsOptions)

    @classmethod
    def for_size(cls, n_ratings: int, preset: Preset = Preset.FULL) -> BayesianOptions:
        """The settings for a data set of this size: more ratings support more dimensions."""
        if preset is Preset.FAST:
            return _fast(n_ratings)
        if n_ratings < MANY_RATINGS:
            return cls()
        # With this many ratings, the held-out ones add too little to be worth a refit.
        middle = cls(
            ratings=GibbsOptions(dimensions=47, refit_sweeps=0),
            preference=PreferenceOptions(dimensions=63, sweeps=45, burn_in=20, rank=PREFERENCE_RANK, refit_sweeps=0),
            autoencoder=AutoencoderOptions(rank=PREFERENCE_RANK),
            implicit_als=ImplicitAlsOptions(dimensions=128, penalty=0.005),
        )
        if n_ratings < MOST_RATINGS:
            return middle
        return replace(
            middle,
            ratings=replace(middle.ratings, dimensions=31, sweeps=60, burn_in=25, history=4096),
            preference=replace(middle.preference, sweeps=30, burn_in=15),
        )

    def with_seed(self, seed: int) -> BayesianOptions:
        """The same settings with another seed."""
        return BayesianOptions(
            replace(self.ratings, seed=seed),
            replace(self.preference, seed=seed),
            replace(self.autoencoder, seed=seed),
            replace(self.implicit_als, seed=seed),
        )

    def with_sweeps(self, sweeps: int) -> BayesianOptions:
        """The same settings with another number of sweeps in both samplers, of which the same share is kept."""
        return replace(self, ratings=self.ratings.with_sweeps(sweeps), preference=self.preference.with_sweeps(sweeps))


def _fast(n_ratings: int) -> BayesianOptions:
    """Few sweeps with short vectors, and no refit."""
    return BayesianOptions(
        ratings=GibbsOptions(dimensions=23, sweeps=30, burn_in=18, history=1024, refit_sweeps=0),
        preference=PreferenceOptions(sweeps=20, burn_in=12, refit_sweeps=0),
        autoencoder=AutoencoderOptions(rank=PREFERENCE_RANK if n_ratings >= MANY_RATINGS else 64),
        implicit_als=ImplicitAlsOptions(epochs=0),
    )
