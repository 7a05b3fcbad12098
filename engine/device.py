"""Which device trains."""

from __future__ import annotations

import torch

from engine.errors import EngineError
from engine.options import Device


def resolve_device(wanted: Device) -> torch.device:
    """The torch device for an option.

    Raises:
        EngineError: CUDA was asked for and there is none.
    """
    if wanted is Device.CPU:
        return torch.device("cpu")
    if torch.cuda.is_available():
        return torch.device("cuda")
    if wanted is Device.CUDA:
        raise EngineError("There is no CUDA device that torch can use; choose --device cpu or auto.")
    return torch.device("cpu")


def device_label(device: torch.device) -> str:
    """The device as people read it: "cpu", or "cuda" with the card's name."""
    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else "cpu"
