from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from data.ages import AGE_GROUPS
from db.rows import Catalogue
from engine.encoding import TITLE_WORDS, encode_movies, encode_users
from tests.engine.problems import anonymous_catalogue
from tests.library import FILMS, STAR_WARS, UNRATED, USERS, USERS_WITH_DEMOGRAPHICS

CPU = torch.device("cpu")


def _titled(*titles: str) -> Catalogue:
    return replace(anonymous_catalogue(1, len(titles)), titles=titles)


def _words(*titles: str) -> list[list[int]]:
    encoded = encode_movies(_titled(*titles), CPU)
    return [
        row[:length] for row, length in zip(encoded.title_words.tolist(), encoded.title_lengths.tolist(), strict=True)
    ]


def test_zero_means_unknown_and_nothing_else(catalogue: Catalogue) -> None:
    users = encode_users(catalogue, CPU)

    unknown = [user >= USERS_WITH_DEMOGRAPHICS for user in range(USERS)]
    for column in (users.gender, users.age, users.occupation):
        assert (column == 0).tolist() == unknown


def test_vocabularies_come_from_the_data(catalogue: Catalogue) -> None:
    users = encode_users(catalogue, CPU)

    assert (users.n_genders, users.n_occupations, users.n_ages) == (2 + 1, 3 + 1, len(AGE_GROUPS) + 1)
    assert set(users.gender.tolist()) == {0, 1, 2}
    assert set(users.occupation.tolist()) == {0, 1, 2, 3}


def test_ages_of_one_group_are_one() -> None:
    catalogue = replace(anonymous_catalogue(5, 1), ages=torch.tensor([1, 17, 18, 24, 25], dtype=torch.int32).numpy())

    first, second, third, fourth, fifth = encode_users(catalogue, CPU).age.tolist()
    assert first == second != third == fourth != fifth


def test_a_film_has_exactly_its_genres(catalogue: Catalogue) -> None:
    names = sorted({name for _, _, genres in FILMS for name in genres})
    encoded = encode_movies(catalogue, CPU)

    assert encoded.genres.shape == (len(FILMS), len(names))
    assert {name for name, there in zip(names, encoded.genres[STAR_WARS - 1].tolist(), strict=True) if there} == {
        "Action",
        "Adventure",
        "Sci-Fi",
    }
    assert not encoded.genres[UNRATED - 1].any()


def test_spelling_variants_of_a_word_are_one_word() -> None:
    first, second = _words("Amélie's ÉTÉ", "amelies ete")

    assert first[-1] == second[-1] > 1


def test_words_of_one_title_only_are_one_word() -> None:
    (story, alien), (again, predator) = _words("Story Alien", "Story Predator")

    assert story == again
    assert alien == predator == 1
    assert story != 1


def test_a_word_twice_in_one_title_is_still_of_one_title_only() -> None:
    assert _words("New York New York", "Brazil") == [[1, 1, 1, 1], [1]]


def test_long_titles_are_cut() -> None:
    encoded = encode_movies(_titled(" ".join(["word"] * 40), "word"), CPU)

    assert encoded.title_words.shape == (2, TITLE_WORDS)
    assert encoded.title_lengths.tolist() == [TITLE_WORDS, 1]


@pytest.mark.parametrize("title", ["", "???", "🎬"])
def test_a_title_without_letters_has_no_words(title: str) -> None:
    assert _words(title, "word") == [[], [1]]


def test_word_numbers_are_within_the_vocabulary(catalogue: Catalogue) -> None:
    encoded = encode_movies(catalogue, CPU)

    assert int(encoded.title_words.max()) == encoded.n_words - 1
