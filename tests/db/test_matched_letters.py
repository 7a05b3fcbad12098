from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.folding import fold
from db.search.matched_letters import matched_letters


def _marked(title: str, text: str) -> str:
    """The title with the letters that answer `text` in square brackets."""
    marked = title
    for start, end in reversed(matched_letters(title, fold(text).split())):
        marked = f"{marked[:start]}[{marked[start:end]}]{marked[end:]}"
    return marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("matr", "The [Matr]ix"),
        ("the matrix", "[The] [Matrix]"),
        ("matrix the", "[The] [Matrix]"),
        ("matirx", "The [Mat]r[ix]"),
        ("he", "The Matrix"),
    ],
)
def test_the_letters_that_were_typed_are_marked(text: str, marked: str) -> None:
    assert _marked("The Matrix", text) == marked


@pytest.mark.parametrize(
    ("title", "text", "marked"),
    [
        ("Amélie", "ameli", "[Améli]e"),
        (unicodedata.normalize("NFD", "Amélie"), "ame", unicodedata.normalize("NFD", "[Amé]lie")),
        ("WALL·E", "walle", "[WALL·E]"),
        ("Spider-Man 2", "spiderman 2", "[Spider-Man] [2]"),
        ("Spider-Man 2", "spider man", "[Spider-Man] 2"),
        ("M*A*S*H", "mash", "[M*A*S*H]"),
        ("Ocean's Eleven", "oceans 11", "[Ocean's] [Eleven]"),
        ("Schindler's List", "schindlers lis", "[Schindler's] [Lis]t"),
        ("L'Avventura", "avventura", "L'[Avventura]"),
        ("Rocky II", "rocky 2", "[Rocky] [II]"),
        ("Lilo & Stitch", "lilo and stitch", "[Lilo] [&] [Stitch]"),
        ("Braveheart", "brave heart", "[Braveheart]"),
        ("Æon Flux", "aeon", "[Æon] Flux"),
        ("Forrest Gump", "forest gump", "[For]r[est] [Gump]"),
        ("Star Wars", "xyz", "Star Wars"),
        ("[/b]", "b", "[/[b]]"),
        ("Star Wars", "", "Star Wars"),
        ("Shawshank", "shawhsan", "[Shaw]s[han]k"),
    ],
)
def test_marks_follow_the_title_as_it_is_written(title: str, text: str, marked: str) -> None:
    assert _marked(title, text) == marked


@settings(max_examples=100, derandomize=True, deadline=None)
@given(title=st.text(max_size=40), text=st.text(max_size=40))
@example(title="½", text="1 2")
@example(title="'", text="'")
def test_marks_lie_in_the_title_in_order_and_apart(title: str, text: str) -> None:
    spans = matched_letters(title, fold(text).split())

    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end <= len(title) for start, end in spans)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(title=st.lists(st.sampled_from(["Heat", "Wall-E", "Ocean's", "II", "Amélie"]), min_size=1, max_size=4))
def test_a_title_typed_in_full_is_marked_in_full(title: list[str]) -> None:
    text = " ".join(title)

    marked = {place for start, end in matched_letters(text, fold(text).split()) for place in range(start, end)}

    assert all(place in marked for place, letter in enumerate(text) if letter.isalnum())
