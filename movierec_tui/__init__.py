"""What a person sees: the command line, the terminal app, `Model` for Python, and the jobs that all of them start.

May use every other package; never imports torch, which lives in the training child process.

    >>> from movierec_tui import Model
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_tui.python.model import Model

__all__ = ["Model"]


def __getattr__(name: str) -> object:
    """Loads `Model` when it is asked for: the app and the commands do without pandas."""
    if name == "Model":
        from movierec_tui.python.model import Model  # noqa: PLC0415

        return Model
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
