"""What a person types and what the catalogue spells fold to the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.folding import compact, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Amélie", "amelie"),
        ("Spider-Man", "spider man"),
        ("Fast & Furious", "fast and furious"),
        ("Æon Flux", "aeon flux"),
        ("Œuvre", "oeuvre"),
        ("Jabłoński", "jablonski"),
        ("Sjöström: Ødipus", "sjostrom odipus"),
        ("Straße", "strasse"),
        ("Ocean's Eleven", "oceans eleven"),
        ("Ocean’s Eleven", "oceans eleven"),
        ("Don't Look Up", "dont look up"),
        ("L'Avventura", "l avventura"),
        ("8½", "8 1 2"),
        ("8 1/2", "8 1 2"),
        ("Alien³", "alien3"),
        ("WALL·E", "wall e"),
        ("M*A*S*H", "m a s h"),
        ("[REC]", "rec"),
        ("ﬁlm ＮＯＩＲ", "film noir"),
        ("İstanbul", "istanbul"),
        ("Ёлки", "елки"),
        ("Война и мир", "война и мир"),
        ("千と千尋の神隠し", "千と千尋の神隠し"),
        ("となりのがトロ", "となりのがトロ"),
        ("기생충", "기생충"),
        ("हिन्दी", "हिन्दी"),
        ("🎬", ""),
        ("  a \t b\n", "a b"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_compact_leaves_no_spaces() -> None:
    assert compact("Spider-Man 2") == compact("spiderman2") == "spiderman2"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_has_single_spaces_and_ignores_case(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())
    assert fold(text.lower()) == fold(fold(text.lower()))
    assert fold(f" {text}!") == fold(text)
