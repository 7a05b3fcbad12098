"""What a person says of a film, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.marks import FilmMark
from db.rows import Opinion, OpinionChange
from movierec_tui.wording.text import counted, safe_text, stars

if TYPE_CHECKING:
    from db.personal.import_undo import UndoneImport

_SURENESS = ((0.22, "quite sure"), (0.33, "fairly sure"), (0.45, "not so sure"), (0.6, "a guess"))
_MATCH = ((0.7, "great"), (0.45, "good"), (0.0, "maybe"))


_ON = {
    FilmMark.WATCHLIST: "on your watchlist",
    FilmMark.HIDDEN: "hidden from your lists",
    FilmMark.SEEN: "seen",
    FilmMark.UNSEEN: "not seen",
    FilmMark.SKIPPED: "skipped",
}
_BRIEF = _ON | {FilmMark.WATCHLIST: "watchlist", FilmMark.HIDDEN: "hidden"}
_OFF = {
    FilmMark.WATCHLIST: "removed from your watchlist",
    FilmMark.HIDDEN: "no longer hidden",
    FilmMark.SEEN: "no longer marked as seen",
    FilmMark.UNSEEN: "no longer marked as not seen",
    FilmMark.SKIPPED: "no longer skipped",
}


def state_words(opinion: Opinion | None) -> str:
    """The marks that decide where a film is listed, in words, and own tags; empty where there are none."""
    if opinion is None:
        return ""
    marks = [_ON[mark] for mark in (FilmMark.WATCHLIST, FilmMark.HIDDEN, FilmMark.SEEN) if opinion.has(mark)]
    return " · ".join([*marks, *(f"tag: {safe_text(tag)}" for tag in opinion.tags)])


def undone_import_words(undone: UndoneImport, person: str) -> str:
    """What undoing an import did, in a sentence."""
    sentence = f"Undid the import from {undone.source}: {counted(undone.films, 'film')} of {person} as before"
    if undone.kept:
        sentence += f", {undone.kept:,} changed since and left alone"
    if undone.parked:
        sentence += f", {undone.parked:,} of films that are not in this data set"
    return f"{sentence}."


def mark_words(opinion: Opinion | None) -> str:
    """The most telling mark, in a word or two; empty where there is none."""
    return next((_BRIEF[mark] for mark in FilmMark if opinion is not None and opinion.has(mark)), "")


def sureness(uncertainty: float) -> str:
    """In words, how sure a predicted rating with this standard deviation (in stars) is."""
    return next((words for limit, words in _SURENESS if uncertainty <= limit), "a wild guess")


def match_word(match: float) -> str:
    """In a word, how well a film fits a person; 1 is the best match."""
    return next(word for limit, word in _MATCH if match >= limit)


def change_words(change: OpinionChange) -> tuple[str, str]:
    """What a change made of an opinion, as drawn stars and as words; one of the two is empty."""
    before, after = change.before, change.after
    if before.rating != after.rating:
        if after.rating is None:
            return "", "rating removed"
        return stars(after.rating), ""
    changed = [mark for mark in FilmMark if before.has(mark) != after.has(mark)]
    said = [_ON[mark] for mark in changed if after.has(mark)] or [_OFF[mark] for mark in changed]
    return "", ", ".join(said)
