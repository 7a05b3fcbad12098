"""Settings of the Bayesian model, and how they follow from the size of the data (docs/models.md: how they were chosen).

Without torch: what a training will take is told before it starts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from engine.grades import SEEN_FLOOR
from engine.options import Preset

MANY_RATINGS = 400_000
"""From here on the preference takes more dimensions."""

MOST_RATINGS = 5_000_000
"""From here on a sweep takes so long, and says so much, that fewer are drawn."""

PREFERENCE_RANK = 128

LARGEST_CATALOGUE = 12_000
"""Films whose Gram matrix and inverse fit: 1.2 GB together. With few users, all users' rows of that size."""


@dataclass(frozen=True, slots=True)
class GibbsOptions:
    """What can be chosen about the sampler.

    Attributes:
        dimensions: of a sampled vector, without its bias; with it, multiples of eight are half again as fast.
        sweeps: passes over all users and films.
        burn_in: sweeps at the start that are not kept.
        rank: dimensions of the mean's vectors.
        ridge: of the side information's weights.
        history: of the other side's users or films, so many with the most ratings are features of the history; the
            weights' system is factored once, so twice as many cost four times as much.
        user_noise, movie_noise: shape of the Gamma prior of each user's and film's own noise factor;
            larger means more alike.
        sweeps_before_refit: passes instead of `sweeps` where they only measure, as held-out ratings join afterwards.
        refit_sweeps: more passes, all kept, once the model learns from held-out ratings, too; 0 leaves them out.
        seed: of every draw.
    """

    dimensions: int = 31
    sweeps: int = 100
    burn_in: int = 30
    rank: int = 128
    ridge: float = 1.0
    history: int = 6144
    user_noise: float = 10.0
    movie_noise: float = 20.0
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
    """What can be chosen about the preference model.

    Attributes:
        dimensions: of a sampled vector, without its bias; with it, multiples of eight are half again as fast.
        sweeps: passes over all users and films; burn_in of them are not kept.
        rank: dimensions of the mean's vectors.
        precision: alpha, of a seen pair's grade.
        unseen_weight: w, of an unseen pair's zero against a seen pair's grade.
        floor: grade of the worst rating; the best has 1.
        ridge: of the side information's weights.
        sweeps_before_refit: passes instead of `sweeps` where they only measure, as held-out ratings join afterwards.
        refit_sweeps: more passes, the only ones then kept, once the model learns from held-out ratings, too; 0 leaves
            them out.
        seed: of every draw.
    """

    dimensions: int = 31
    sweeps: int = 60
    burn_in: int = 25
    rank: int = 96
    precision: float = 30.0
    unseen_weight: float = 0.15
    floor: float = SEEN_FLOOR
    ridge: float = 1.0
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
    """What can be chosen about the autoencoder.

    Attributes:
        rank: dimensions kept.
        ridge: in units of the mean squared entry of X.
        row_power: rows are divided by their sum to this power.
        seed: of the randomised projection.
    """

    rank: int = 64
    ridge: float = 400.0
    row_power: float = 0.25
    seed: int = 0


def passes(options: GibbsOptions | PreferenceOptions, *, held_out: bool) -> tuple[int, int]:
    """A sampler's sweeps before and after the held-out ratings join; without such, all are before."""
    if held_out and options.refit_sweeps:
        return options.sweeps_before_refit, options.refit_sweeps
    return options.sweeps, 0


def autoencoder_fits(shape: tuple[int, int]) -> bool:
    """Whether the matrices of this many (users, films) fit into memory."""
    n_users, n_movies = shape
    return n_movies * min(n_users, n_movies) <= LARGEST_CATALOGUE**2 and min(shape) <= LARGEST_CATALOGUE


@dataclass(frozen=True, slots=True)
class BayesianOptions:
    """Settings of everything that the model is made of; docs/models.md says on which ratings they were chosen."""

    ratings: GibbsOptions = field(default_factory=GibbsOptions)
    preference: PreferenceOptions = field(default_factory=PreferenceOptions)
    autoencoder: AutoencoderOptions = field(default_factory=AutoencoderOptions)

    @classmethod
    def for_size(cls, n_ratings: int, preset: Preset = Preset.FULL) -> BayesianOptions:
        """The settings for a data set of this size: more ratings carry more dimensions."""
        if preset is Preset.FAST:
            return _fast(n_ratings)
        if n_ratings < MANY_RATINGS:
            return cls()
        # Of many ratings, the held-out ones add too little to be worth the sweeps.
        middle = cls(
            ratings=GibbsOptions(refit_sweeps=0),
            preference=PreferenceOptions(
                dimensions=63, sweeps=45, burn_in=20, rank=PREFERENCE_RANK, refit_sweeps=0
            ),
            autoencoder=AutoencoderOptions(rank=PREFERENCE_RANK),
        )
        if n_ratings < MOST_RATINGS:
            return middle
        return replace(
            middle,
            ratings=replace(middle.ratings, sweeps=60, burn_in=25, history=4096),
            preference=replace(middle.preference, sweeps=30, burn_in=15),
        )

    def with_seed(self, seed: int) -> BayesianOptions:
        """The same settings with another seed."""
        return BayesianOptions(
            replace(self.ratings, seed=seed),
            replace(self.preference, seed=seed),
            replace(self.autoencoder, seed=seed),
        )

    def with_sweeps(self, sweeps: int) -> BayesianOptions:
        """The same settings with another number of sweeps in each sampler, of which the same share is kept."""
        return replace(
            self, ratings=self.ratings.with_sweeps(sweeps), preference=self.preference.with_sweeps(sweeps)
        )


def _fast(n_ratings: int) -> BayesianOptions:
    """Few sweeps of short vectors, none of them for the held-out ratings."""
    return BayesianOptions(
        ratings=GibbsOptions(dimensions=23, sweeps=30, burn_in=18, history=1024, refit_sweeps=0),
        preference=PreferenceOptions(sweeps=20, burn_in=12, refit_sweeps=0),
        autoencoder=AutoencoderOptions(rank=PREFERENCE_RANK if n_ratings >= MANY_RATINGS else 64),
    )
