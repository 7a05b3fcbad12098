"""What a person says of a film, in a table's cell and in the line above the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from db.marks import FilmMark
from movierec_tui.tui.widgets.cells import Cell, Ink, muted
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.wording.opinions import change_words
from movierec_tui.wording.text import stars

if TYPE_CHECKING:
    from db.rows import MovieSummary, Opinion, OpinionChange

MINE_CELLS = 5


def mine(opinion: Opinion | None) -> Cell:
    """My stars, else w for the watchlist or x for hidden, in at most five cells."""
    if opinion is None:
        return ()
    if opinion.rating is not None:
        return ((stars(opinion.rating), Ink.STAR),)
    if opinion.has(FilmMark.WATCHLIST):
        return (("w", Ink.PLAIN),)
    return muted("x") if opinion.has(FilmMark.HIDDEN) else ()


def change_line(film: MovieSummary, change: OpinionChange, undo_key: str, *, undone: bool) -> Content:
    """A change in a line: the film, what is said of it now, and which key undoes that."""
    drawn, words = change_words(change)
    return Content.assemble(
        ("Undone:  " if undone else "", "$ink-muted"),
        (titled(film), "bold $foreground"),
        ("  ", ""),
        (drawn, "$ink-star"),
        (words, "$foreground"),
        ("" if undone else f"  ·  {undo_key} undoes", "$ink-muted"),
    )
