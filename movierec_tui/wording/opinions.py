"""What a person says of a film, in words and in a few cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from db.marks import FilmMark
from movierec_tui.tui.widgets.cells import Cell, Ink, muted
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.wording.text import stars

if TYPE_CHECKING:
    from db.rows import Opinion, OpinionChange
    from movierec_tui.tui.ratings import RatingChange

MINE_CELLS = 5

_SURENESS = ((0.22, "quite sure"), (0.33, "fairly sure"), (0.45, "not so sure"), (0.6, "a guess"))

_ON = {
    FilmMark.WATCHLIST: "on your watchlist",
    FilmMark.HIDDEN: "hidden from your lists",
    FilmMark.SEEN: "seen",
    FilmMark.UNSEEN: "not seen",
    FilmMark.SKIPPED: "skipped",
}
_BRIEF = {
    FilmMark.WATCHLIST: "watchlist",
    FilmMark.HIDDEN: "hidden",
    FilmMark.SEEN: "seen",
    FilmMark.UNSEEN: "not seen",
    FilmMark.SKIPPED: "skipped",
}
_OFF = {
    FilmMark.WATCHLIST: "off your watchlist",
    FilmMark.HIDDEN: "no longer hidden",
    FilmMark.SEEN: "no longer marked as seen",
    FilmMark.UNSEEN: "no longer marked as not seen",
    FilmMark.SKIPPED: "no longer skipped",
}


def mine(opinion: Opinion | None) -> Cell:
    """My stars, else w for the watchlist or x for hidden, in at most five cells."""
    if opinion is None:
        return ()
    if opinion.rating is not None:
        return ((stars(opinion.rating), Ink.STAR),)
    if opinion.has(FilmMark.WATCHLIST):
        return (("w", Ink.PLAIN),)
    return muted("x") if opinion.has(FilmMark.HIDDEN) else ()


def state_words(opinion: Opinion | None) -> str:
    """The marks that decide where a film is listed, in words; empty where there are none."""
    if opinion is None:
        return ""
    return " · ".join(
        _ON[mark] for mark in (FilmMark.WATCHLIST, FilmMark.HIDDEN, FilmMark.SEEN) if opinion.has(mark)
    )


def mark_words(opinion: Opinion | None) -> str:
    """The one mark that says most, in a word or two; empty where there is none."""
    said = () if opinion is None else opinion.marks
    return next((_BRIEF[mark] for mark in FilmMark if any(own is mark for own, _when in said)), "")


def sureness(uncertainty: float) -> str:
    """In words, how sure a predicted rating with this standard deviation (in stars) is."""
    return next((words for limit, words in _SURENESS if uncertainty <= limit), "a wild guess")


def words_of(told: RatingChange, undo: str) -> Content:
    """The change in a line: which film, what is said of it now, and which key takes that back."""
    drawn, words = _what_changed(told.change)
    return Content.assemble(
        ("Undone  " if told.undone else "", "$ink-muted"),
        (titled(told.film), "bold $foreground"),
        ("  ", ""),
        (drawn, "$ink-star"),
        (words, "$foreground"),
        ("" if told.undone else f"  ·  {undo} undoes", "$ink-muted"),
    )


def _what_changed(change: OpinionChange) -> tuple[str, str]:
    """Stars, and words beside them."""
    before, after = change.before, change.after
    if before.rating != after.rating:
        if after.rating is None:
            return "", "not rated any more" if before.rating else "not rated"
        return stars(after.rating), ""
    changed = [mark for mark in FilmMark if before.has(mark) != after.has(mark)]
    said = [_ON[mark] for mark in changed if after.has(mark)] or [_OFF[mark] for mark in changed]
    return "", ", ".join(said)
