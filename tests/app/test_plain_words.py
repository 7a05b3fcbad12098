"""Stars and bars in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_tui.wording.text import in_figures, in_words


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("4.4 ★★★★½", "4.4 stars"),
        ("1.0 ★", "1.0 stars"),
        ("1 ★", "1 star"),
        ("★★½", "2.5 stars"),
        ("½☆☆☆☆", "0.5 stars"),
        ("★☆☆☆☆", "1 star"),
        ("Fellini's 8½ (1963)", "Fellini's 8½ (1963)"),
        ("no stars here", "no stars here"),
    ],
)
def test_a_sentence_says_its_stars(drawn: str, said: str) -> None:
    assert in_words(drawn) == said


@pytest.mark.parametrize(
    ("drawn", "figures"),
    [
        ("★★★★½ 4.36", "      4.36"),
        ("★★★★☆ 4.1", "      4.1"),
        ("☆☆☆☆☆", "0    "),
        ("★★★★★", "5    "),
        ("★★★★", "4   "),
        ("★½", "1½"),
        ("★ 4.2", "  4.2"),
        ("▌ Fargo", "> Fargo"),
        ("  ███▊  94%", "        94%"),
        ("8½", "8½"),
    ],
)
def test_a_line_has_figures_where_stars_were(drawn: str, figures: str) -> None:
    assert in_figures(drawn) == figures


@given(st.text(alphabet="★½☆█▌ a1"))
def test_every_cell_stays_where_it_was(line: str) -> None:
    assert len(in_figures(line)) == len(line)
