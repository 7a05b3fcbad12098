"""What both front ends ask: typed rows from the database and the active model's answers, in one place.

The screens and the commands are two faces of this; nothing here knows either. Every method blocks and may be called
from any thread.
"""

from movierec_tui.library.answers import (
    LibraryStatus,
    Loved,
    Near,
    Prediction,
    Reason,
    Recommended,
    SavedRequest,
    ScoreExplanation,
    TogetherFilm,
    UserPage,
)
from movierec_tui.library.library import PAGE, Library
from movierec_tui.library.list_request import ListRequest, Sort
from movierec_tui.library.lists import Lists
from movierec_tui.library.personal import Personal
from movierec_tui.library.profiles import Profiles
from movierec_tui.library.searches import Matched, Searches

__all__ = [
    "PAGE",
    "Library",
    "LibraryStatus",
    "ListRequest",
    "Lists",
    "Loved",
    "Matched",
    "Near",
    "Personal",
    "Prediction",
    "Profiles",
    "Reason",
    "Recommended",
    "SavedRequest",
    "ScoreExplanation",
    "Searches",
    "Sort",
    "TogetherFilm",
    "UserPage",
]
