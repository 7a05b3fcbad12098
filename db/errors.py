"""The exceptions of `db`: each message is one sentence that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.rows import MovieSummary


class StoreError(Exception):
    """The database could not do what was asked; the message says why and what to do."""


class Damaged(StoreError):  # noqa: N818 - reads as what happened: `except Damaged`
    """The file's content is broken."""


class NoDatabase(StoreError):  # noqa: N818 - reads as what happened: `except NoDatabase`
    """There is no database at the path that was given."""


class NotFound(StoreError):  # noqa: N818 - reads as what happened: `except NotFound`
    """No film, user or run has the id or name that was given."""


class Ambiguous(StoreError):  # noqa: N818 - reads as what happened: `except Ambiguous`
    """A title names several films.

    Attributes:
        candidates: the films it may mean, best first.
    """

    def __init__(self, message: str, candidates: tuple[MovieSummary, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates
