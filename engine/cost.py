"""Estimates the time and memory of a training from the size of the data, before it starts. Without torch.

The constants were measured on the two cores behind docs/benchmarks.md (`python -m bench.scale`); other machines differ,
so estimates are rough.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.bayesian.settings import BayesianOptions, autoencoder_fits, passes
from engine.options import ModelName, Preset, TrainOptions
from engine.preference_settings import BASIS_USERS, PreferenceTowerOptions

# Seconds
START = 3.0
PER_RATING = 1.2e-6  # to load, split and group it
PER_RATING_AND_DIMENSION = 3.8e-9  # in one draw of users or of films
PER_ENTITY_AND_SQUARED_DIMENSION = 23e-9  # in one draw
PER_EVALUATED_SCORE = 14e-9
PER_MULTIPLICATION = 2.3e-11
PER_RATING_AND_CLASSIC_EPOCH = 7.7e-6
PER_TOWER_SCORE = 27e-9  # of the classic model's preference, in one epoch
PER_FILM_AND_TOWER_STEP = 2e-6
PER_EXPECTED_GRADE = 20e-9

EVALUATED_USERS = 20_000
CLASSIC_EPOCHS = 20
PASSES_FOR_BASIS = 6

BASE_MIB = 420.0
BYTES_PER_RATING = 140
BYTES_PER_ENTITY = 12_000


@dataclass(frozen=True, slots=True)
class DataSize:
    """The size of a data set."""

    ratings: int
    users: int
    movies: int

    @property
    def entities(self) -> int:
        """Number of users and films together."""
        return self.users + self.movies


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """A rough estimate of what a training takes.

    Attributes:
        shared_seconds: processor time of the work that all cores share.
        single_seconds: processor time of the work that runs on one core.
        memory_mib: peak memory.
    """

    shared_seconds: float
    single_seconds: float
    memory_mib: float

    def seconds(self, cores: int) -> float:
        """Wall-clock time on an otherwise idle machine."""
        return self.shared_seconds / max(1, cores) + self.single_seconds


def training_cost(size: DataSize, options: TrainOptions) -> TrainingCost:
    """The cost of training on the processor with these options, on data of this size."""
    fixed = START + PER_RATING * size.ratings
    evaluation = PER_EVALUATED_SCORE * min(size.users, EVALUATED_USERS) * size.movies
    memory = BASE_MIB + (BYTES_PER_RATING * size.ratings + BYTES_PER_ENTITY * size.entities) / 2**20
    if options.model is ModelName.CLASSIC:
        steps = PER_RATING_AND_CLASSIC_EPOCH * size.ratings * (options.epochs or 10)
        return TrainingCost(_preference_towers(size, options), fixed + evaluation + steps, memory)
    settings = BayesianOptions.for_size(size.ratings, options.preset)
    if options.epochs is not None:
        settings = settings.with_sweeps(options.epochs)
    shared = _history(size, settings.ratings.history) + _autoencoder(size)
    for part in (settings.ratings, settings.preference):
        shared += sum(passes(part, held_out=True)) * _sweep(size, part.dimensions + 1)
    if autoencoder_fits((size.users, size.movies)):
        shared += settings.implicit_als.epochs * _sweep(size, settings.implicit_als.dimensions)
    return TrainingCost(shared, fixed + evaluation, memory)


def _sweep(size: DataSize, width: int) -> float:
    of_ratings = 2 * PER_RATING_AND_DIMENSION * size.ratings * width
    return of_ratings + PER_ENTITY_AND_SQUARED_DIMENSION * size.entities * width**2


def _preference_towers(size: DataSize, options: TrainOptions) -> float:
    """The classic model's second head: its epochs, then the singular vectors of all expected grades."""
    epochs = options.epochs or CLASSIC_EPOCHS / (1 + (options.preset is Preset.FAST))
    settings = PreferenceTowerOptions.for_size(size.ratings).times(epochs / CLASSIC_EPOCHS)
    competing = min(size.movies, settings.exact_films)
    steps = PER_TOWER_SCORE * settings.epochs * size.users * competing
    steps += PER_FILM_AND_TOWER_STEP * settings.steps(size.users) * size.movies
    users = PASSES_FOR_BASIS * min(size.users, BASIS_USERS) + size.users
    return steps + PER_EXPECTED_GRADE * users * size.movies


def _history(size: DataSize, most: int) -> float:
    """The Gram matrices of the history features, made once."""
    sides = ((size.users, min(size.movies, most)), (size.movies, min(size.users, most)))
    return sum(PER_MULTIPLICATION * rows * columns * min(rows, columns) for rows, columns in sides)


def _autoencoder(size: DataSize) -> float:
    if not autoencoder_fits((size.users, size.movies)):
        return 0.0
    side = min(size.users, size.movies)
    return 4 * PER_MULTIPLICATION * side**2 * max(size.users, size.movies)
