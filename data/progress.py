"""How long work tells whoever waits how far it is; this room knows no user interface."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as `progress(phase, done, total)`. A total of 0 means that nobody knows it yet."""


def silent(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
