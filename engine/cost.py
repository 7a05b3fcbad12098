"""What a training will take, told before it starts: seconds and memory, from the size of the data alone.

The constants are those of the two cores that made docs/benchmarks.md (`python -m bench.scale`); other machines differ,
so every answer is a rough one. Without torch.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.bayesian.settings import BayesianOptions, autoencoder_fits, passes
from engine.options import ModelName, TrainOptions

START_SECONDS = 3.0
A_RATING = 1.2e-6  # seconds to load it, hold it out or not, and group it
A_RATING_AND_DIMENSION = 3.8e-9  # in one draw of users or of films
AN_ENTITY_AND_SQUARED_DIMENSION = 23e-9
A_JUDGED_SCORE = 14e-9
A_MULTIPLICATION = 2.3e-11
A_CLASSIC_STEP = 7.7e-6  # for each rating and epoch
JUDGED_USERS = 20_000

BASE_MIB = 420.0
BYTES_A_RATING = 140
BYTES_AN_ENTITY = 12_000


@dataclass(frozen=True, slots=True)
class DataSize:
    """How much there is to learn from."""

    ratings: int
    users: int
    movies: int

    @property
    def entities(self) -> int:
        """Users and films."""
        return self.users + self.movies


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """A rough expectation.

    Attributes:
        shared_seconds: of processor time in work that all cores share.
        single_seconds: of processor time in work that one core does.
        memory_mib: at the most.
    """

    shared_seconds: float
    single_seconds: float
    memory_mib: float

    def seconds(self, cores: int) -> float:
        """By the clock, where nothing else is to be done."""
        return self.shared_seconds / max(1, cores) + self.single_seconds


def training_cost(size: DataSize, options: TrainOptions) -> TrainingCost:
    """What training a model with these options on data of this size takes, on the processor."""
    fixed = START_SECONDS + A_RATING * size.ratings
    judged = A_JUDGED_SCORE * min(size.users, JUDGED_USERS) * size.movies
    memory = BASE_MIB + (BYTES_A_RATING * size.ratings + BYTES_AN_ENTITY * size.entities) / 2**20
    if options.model is ModelName.CLASSIC:
        steps = A_CLASSIC_STEP * size.ratings * (options.epochs or 10)
        return TrainingCost(0.0, fixed + judged + steps, memory)
    settings = BayesianOptions.for_size(size.ratings, options.preset)
    if options.epochs is not None:
        settings = settings.with_sweeps(options.epochs)
    shared = _history(size, settings.ratings.history) + _autoencoder(size)
    for part in (settings.ratings, settings.preference):
        shared += sum(passes(part, held_out=True)) * _sweep(size, part.dimensions + 1)
    return TrainingCost(shared, fixed + judged, memory)


def _sweep(size: DataSize, width: int) -> float:
    of_ratings = 2 * A_RATING_AND_DIMENSION * size.ratings * width
    return of_ratings + AN_ENTITY_AND_SQUARED_DIMENSION * size.entities * width**2


def _history(size: DataSize, most: int) -> float:
    """The Gram matrices of the history, once."""
    sides = ((size.users, min(size.movies, most)), (size.movies, min(size.users, most)))
    return sum(A_MULTIPLICATION * rows * columns * min(rows, columns) for rows, columns in sides)


def _autoencoder(size: DataSize) -> float:
    if not autoencoder_fits((size.users, size.movies)):
        return 0.0
    side = min(size.users, size.movies)
    return 4 * A_MULTIPLICATION * side**2 * max(size.users, size.movies)
