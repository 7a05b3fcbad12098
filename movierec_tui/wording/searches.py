"""What a search understood, in a sentence."""

from __future__ import annotations

import re

from db.rows import Reading
from movierec_tui.wording.list_requests import years_written
from movierec_tui.wording.text import listed, safe_text

_ASKS_FOR_PEOPLE = re.compile(r"\b(?:director|cast|actor|runtime):", re.IGNORECASE)


def reading_words(reading: Reading) -> str:
    """The line above films that were found for more than their title."""
    words = []
    if reading.genres:
        words.append(f"of the genre {' and '.join(reading.genres)}")
    if reading.tags:
        words.append(f"tagged {listed(reading.tags)}")
    if reading.people:
        words.append(f"by or with {reading.people}")
    if reading.years is not None:
        words.append(f"of {years_written(reading.years)}")
    return safe_text(f"Films with this title, and films {' '.join(words)}.")


def nothing_found_words(typed: str, *, enriched: bool) -> str:
    """Why a search found nothing, and what to do."""
    if not enriched and asks_for_people(typed):
        return "No film matches: people and runtimes are not known before `movierec-tui data enrich`."
    return "No film matches; try fewer or other words."


def asks_for_people(typed: str) -> bool:
    """Whether a search asks for what only IMDb's files say: people or a runtime."""
    return _ASKS_FOR_PEOPLE.search(typed) is not None
