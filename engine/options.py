"""Frozen options of training, shared by the trainer and the screens that ask for it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Device(StrEnum):
    """Where training runs; `AUTO` takes CUDA when there is one."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class ModelName(StrEnum):
    """The models that can be trained."""

    BAYESIAN = "bayesian"
    CLASSIC = "classic"


MODEL_SUMMARIES: dict[ModelName, str] = {
    ModelName.BAYESIAN: "Bayesian two-tower: linear towers with rating history, sampled and averaged",
    ModelName.CLASSIC: "neural two-tower: embeddings, title text CNN, dense layers, dot product",
}

DEFAULT_MODEL = ModelName.BAYESIAN


class Preset(StrEnum):
    """How much time a training takes for how much accuracy."""

    FULL = "full"
    FAST = "fast"


PRESET_SUMMARIES: dict[Preset, str] = {
    Preset.FULL: "as accurate as the model gets",
    Preset.FAST: "a fraction of the time, nearly as accurate",
}


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What a person may choose about a training.

    Attributes:
        model: which model to train.
        seed: of every random choice; one seed on one machine gives the same features twice.
        device: where to train.
        epochs: passes over the ratings (sweeps, for a sampler); None takes the preset's.
        preset: the settings that all else is taken from.
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
    """In which order lists are judged: as the app shows them, or by the trained score for lists alone."""

    SHOWN = "shown"
    PREFERENCE = "preference"
