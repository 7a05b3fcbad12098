"""What both front ends ask: typed rows from the database and the active model's answers, in one place.

Knows no user interface library and neither front end.
"""

from movierec_tui.library.answers import (
    ChangedOpinion,
    LibraryStatus,
    ListRequest,
    Loved,
    Matched,
    Near,
    Prediction,
    Reason,
    Recommended,
    SavedRequest,
    ScoreExplanation,
    Sort,
    TogetherFilm,
    UserPage,
)
from movierec_tui.library.library import PAGE, Library

__all__ = [
    "PAGE",
    "ChangedOpinion",
    "Library",
    "LibraryStatus",
    "ListRequest",
    "Loved",
    "Matched",
    "Near",
    "Prediction",
    "Reason",
    "Recommended",
    "SavedRequest",
    "ScoreExplanation",
    "Sort",
    "TogetherFilm",
    "UserPage",
]
