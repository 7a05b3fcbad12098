"""Options of trainings and lists, for the engine and for the screens and commands that ask it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SEEN_FLOOR = 0.3
"""Grade of the worst rating, above the 0 of an unrated film: whoever rated a film chose to see it."""


class Device(StrEnum):
    """Where training runs; `AUTO` takes a CUDA device if there is one."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class ModelName(StrEnum):
    """Names of the models."""

    BAYESIAN = "bayesian"
    CLASSIC = "classic"


MODEL_SUMMARIES: dict[ModelName, str] = {
    ModelName.BAYESIAN: "Bayesian two-tower: linear towers with rating history, sampled and averaged",
    ModelName.CLASSIC: "neural two-tower: embeddings, title text CNN, dense layers, dot product",
}

DEFAULT_MODEL = ModelName.BAYESIAN


class Preset(StrEnum):
    """Accurate or fast: which settings a training takes."""

    FULL = "full"
    FAST = "fast"


PRESET_SUMMARIES: dict[Preset, str] = {
    Preset.FULL: "as accurate as the model gets",
    Preset.FAST: "a fraction of the time, nearly as accurate",
}


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What people can choose about a training.

    Attributes:
        model: which model to train.
        seed: of all random numbers; on one machine, the same seed gives the same features.
        device: where to train.
        epochs: passes over the ratings (sweeps of a sampler); None takes the preset's number.
        preset: determines all other settings.
    """

    model: ModelName = DEFAULT_MODEL
    seed: int = 0
    device: Device = Device.AUTO
    epochs: int | None = None
    preset: Preset = Preset.FULL

    def as_config(self) -> dict[str, Any]:
        """The options as plain JSON values."""
        return {key: value for key, value in dataclasses.asdict(self).items() if value is not None}


class Ordering(StrEnum):
    """In which order lists are evaluated: as the app shows them, or by the trained score for lists alone."""

    SHOWN = "shown"
    PREFERENCE = "preference"


@dataclass(frozen=True, slots=True)
class MovieFilter:
    """Conditions, all of which a film in the list fulfils.

    Attributes:
        genres: the film has at least one of these; empty means any.
        exclude_genres: the film has none of these.
        years: first and last year, inclusive; excludes films without a year.
        min_ratings: the film has at least this many ratings, or IMDb's votes make that many likely.
        since: first year; excludes films without a year.
        runtime: least and most minutes; excludes films whose runtime is not known.
        directors: words of names; one who is called so directs the film.
        cast: the same for those who play in it.
        tags: the film has at least one of these.
    """

    genres: tuple[str, ...] = ()
    exclude_genres: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    min_ratings: int = 0
    since: int | None = None
    runtime: tuple[int, int] | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class GroupRule(StrEnum):
    """How the scores of several people are combined."""

    AVERAGE = "average"
    LEAST_MISERY = "least-misery"
