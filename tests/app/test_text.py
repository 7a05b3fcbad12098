from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_tui.wording.text import duration, safe_text, stars, stars_of_five


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Star Wars (1977)", "Star Wars (1977)"),
        ("[REC] (2007)", "[REC] (2007)"),
        ("Amélie – 愛", "Amélie – 愛"),
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m", "·[31mred·[0m"),
        ("bell\x07 and \x9b31m", "bell· and ·31m"),
        ("\u202egnp.exe", "gnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩‍🚀", "👩‍🚀"),
        ("lone \ud800 surrogate", "lone · surrogate"),
        ("", ""),
    ],
)
def test_safe_text_is_one_line_that_no_terminal_obeys(text: str, safe: str) -> None:
    assert safe_text(text) == safe


@given(st.text())
def test_safe_text_is_idempotent_and_encodable(text: str) -> None:
    once = safe_text(text)
    assert safe_text(once) == once
    assert "\n" not in once
    assert "\x1b" not in once
    once.encode()


@pytest.mark.parametrize(
    ("rating", "drawn"),
    [(5, "★★★★★"), (4.3, "★★★★½"), (4.2, "★★★★"), (3.5, "★★★½"), (0.5, "½"), (0.2, ""), (0, ""), (-1, "")],
)
def test_stars_are_rounded_to_halves(rating: float, drawn: str) -> None:
    assert stars(rating) == drawn


def test_empty_places_fill_up_to_five() -> None:
    assert stars_of_five(3.4) == ("★★★½", "☆")
    assert stars_of_five(5) == ("★★★★★", "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (8.4, "8 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (4800, "1 h 20 min"), (-3, "0 s")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
