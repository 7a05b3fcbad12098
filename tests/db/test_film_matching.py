"""A row of an export finds its film under any of its names, and never a film that merely sounds like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.personal import MINI_SERIES, PersonalRow, RowKind
from data.readers import open_data_set
from db.importing.importer import import_data_set
from db.personal.film_matching import FilmMatcher, Match
from db.personal.film_names import short_names, spelling
from db.store.bulk import read_rows, write_rows
from db.store.database import open_store
from tests.data.real_names import real_names
from tests.library import LibraryReader, Ratings

(
    MATRIX, SEVEN, AMELIE, STAR_WARS, EMMA, EMMA_TOO, NINE_DIGIT, HAMLET_1996, HAMLET_2000, GODFATHER_2, KILL_BILL_1,
    KILL_BILL_2, HELLBOY, SHORT_FILM, MAFIA, BLUE, NO_YEAR, OCEANS_1960, OCEANS_2001, WHIPLASH, MURMUR, CLOSE_SHAVE,
    ALIEN_3, BRIAN, SIXTY, LITTLE_WOMEN, DREAMLAND, GIFT, DEAD_WOOD, NIGHT_WATCH, VENOMS,
) = range(1, 32)  # fmt: skip
TITLES = {
    MATRIX: "Matrix, The (1999)",
    SEVEN: "Seven (a.k.a. Se7en) (1995)",
    AMELIE: "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
    STAR_WARS: "Star Wars: Episode IV - A New Hope (1977)",
    EMMA: "Emma (1996)",
    EMMA_TOO: "Emma (1996)",
    NINE_DIGIT: "9 (2009)",
    HAMLET_1996: "Hamlet (1996)",
    HAMLET_2000: "Hamlet (2000)",
    GODFATHER_2: "Godfather: Part II, The (1974)",
    KILL_BILL_1: "Kill Bill: Vol. 1 (2003)",
    KILL_BILL_2: "Kill Bill: Vol. 2 (2004)",
    HELLBOY: "Hellboy (2004)",
    SHORT_FILM: "Rumour of Angels, A (2000)",
    MAFIA: "Jane Austen's Mafia! (1998)",
    BLUE: "Three Colors: Blue (Trois couleurs: Bleu) (1993)",
    NO_YEAR: "Ready Player One",
    OCEANS_1960: "Ocean's Eleven (a.k.a. Ocean's 11) (1960)",
    OCEANS_2001: "Ocean's Eleven (2001)",
    WHIPLASH: "Whiplash (2014)",
    MURMUR: "Murmur of the Hearts (1971)",
    CLOSE_SHAVE: "Wallace & Gromit: A Close Shave (1995)",
    ALIEN_3: "Alien³ (a.k.a. Alien 3) (1992)",
    BRIAN: "Monty Python's Life of Brian (1979)",
    SIXTY: "Gone in 60 Seconds (2000)",
    LITTLE_WOMEN: "Little Women (2018)",
    DREAMLAND: "Dreamland (2016)",
    GIFT: "Gift, The (2015)",
    DEAD_WOOD: "Evil Dead in the Woods, The (2012)",
    NIGHT_WATCH: "Night Watch (Nochnoy dozor) (2004)",
    VENOMS: "5 Deadly Venoms, The (1978)",
}
FILMS = tuple((movie_id, title, ("Drama",)) for movie_id, title in TITLES.items())
LITTLE_KNOWN = {EMMA_TOO, SHORT_FILM, NINE_DIGIT, HAMLET_2000}


def ratings() -> Ratings:
    """Every film but the little known ones has 12 ratings."""
    return [(user, movie_id, 4.0, 5) for movie_id in TITLES for user in range(1, 2 if movie_id in LITTLE_KNOWN else 13)]


@contextmanager
def catalogue(
    path: Path, imdb_ids: Mapping[int, int], tmdb_ids: Mapping[int, int] | None = None
) -> Iterator[FilmMatcher]:
    store = open_store(path)
    import_data_set(store, LibraryReader(films=FILMS, ratings=ratings(), imdb_ids=dict(imdb_ids)))
    with store.writing() as connection:
        rows = ((tmdb, movie_id) for movie_id, tmdb in (tmdb_ids or {}).items())
        write_rows(connection, "UPDATE movie SET tmdb_id = ? WHERE movie_id = ?", rows)
    with store.reading() as connection:
        yield FilmMatcher(connection)
    store.close()


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilmMatcher]:
    """Of a catalogue without ids."""
    with catalogue(tmp_path_factory.mktemp("films") / "films.db", {}) as found:
        yield found


@pytest.fixture(scope="module")
def matcher_with_ids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilmMatcher]:
    """Of a catalogue in which all films but one have an IMDb id, and three have one of TMDB."""
    ids = {movie_id: 1000 + movie_id for movie_id in TITLES if movie_id != MURMUR}
    tmdb_ids = {MATRIX: 603, EMMA: 77, EMMA_TOO: 77}
    with catalogue(tmp_path_factory.mktemp("films") / "ids.db", ids, tmdb_ids) as found:
        yield found


def row(title: str, year: int | None = None, *others: str, **ids: int) -> PersonalRow:
    return PersonalRow(1, "f.csv", 2, RowKind.RATING, title, year, others, stars=4.0, **ids)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "year", "film"),
    [
        ("The Matrix", 1999, MATRIX),
        ("Matrix, The", 1999, MATRIX),
        ("Matrix, The (1999)", None, MATRIX),
        ("Alien³ (1992)", 1992, ALIEN_3),
        ("godfather part ii", 1974, GODFATHER_2),
        ("Se7en", 1995, SEVEN),
        ("Amélie", 2001, AMELIE),
        ("Le Fabuleux Destin d’Amélie Poulain", 2001, AMELIE),
        ("Star Wars", 1977, STAR_WARS),
        ("Star Wars: A New Hope", 1977, STAR_WARS),
        ("The Godfather Part II", 1974, GODFATHER_2),
        ("The Godfather: Part 2", 1974, GODFATHER_2),
        ("Kill Bill Volume 1", 2003, KILL_BILL_1),
        ("Three Colours: Blue", 1993, BLUE),
        ("Life of Brian", 1979, BRIAN),
        ("Alien 3", 1992, ALIEN_3),
        ("A Rumor of Angels", 2000, SHORT_FILM),
        ("Gone in Sixty Seconds", 2000, SIXTY),
        ("Five Deadly Venoms", 1978, VENOMS),
    ],
)
def test_one_film_has_many_spellings(matcher: FilmMatcher, title: str, year: int | None, film: int | None) -> None:
    assert matcher.match(row(title, year)).movie_id == film


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Nine", 2009),
        ("Kill Bill", 2004),
        ("Kill Bill: Vol. 3", 2004),
        ("The Matrix", 2003),
        ("Seven", 1990),
        ("The Godfather", 1974),
        ("Hellboy: The Seeds of Creation", 2004),
        ("Hellboys", 2004),
        ("Alien", 1992),
        ("I, Whiplashers", 2014),
        ("Whiplash (2010)", None),
        ("Hamlet (Live)", 1996),
        ("", 1999),
        ("???", 1999),
    ],
)
def test_what_merely_sounds_alike_is_another_film(matcher: FilmMatcher, title: str, year: int) -> None:
    found = matcher.match(row(title, year)).movie_id
    assert found is None or (title, found) == ("Kill Bill", KILL_BILL_2)


class TestYears:
    def test_the_exact_year_wins_among_films_of_one_title(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Ocean's Eleven", 1960)).movie_id == OCEANS_1960
        assert matcher.match(row("Ocean's Eleven", 2001)).movie_id == OCEANS_2001
        assert matcher.match(row("Hamlet", 2000)).movie_id == HAMLET_2000

    @pytest.mark.parametrize("year", [1973, 1975])
    def test_a_year_may_be_off_by_one_with_a_title_that_no_other_film_has(
        self, matcher: FilmMatcher, year: int
    ) -> None:
        assert matcher.match(row("The Godfather Part II", year)).movie_id == GODFATHER_2

    @pytest.mark.parametrize(
        ("title", "year", "film", "reason"),
        [
            ("Little Women", 2019, LITTLE_WOMEN, "another year"),
            ("Night Watch", 2005, NIGHT_WATCH, "another year"),
            ("Whiplash", 2013, WHIPLASH, "another year"),
            ("Gift", 2015, GIFT, "another article"),
            ("The Little Women", 2018, None, ""),
            ("Dreamlands", 2016, DREAMLAND, "another title"),
        ],
    )
    def test_a_short_title_with_another_year_article_or_letter_may_be_a_remake(
        self, matcher: FilmMatcher, title: str, year: int, film: int | None, reason: str
    ) -> None:
        asked = Match(None, (film,), reason) if film else Match(LITTLE_WOMEN)
        assert matcher.match(row(title, year)) == asked

    def test_two_names_are_proof_beside_another_year(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Night Watch", 2005, "Nochnoy dozor")).movie_id == NIGHT_WATCH

    def test_further_off_it_is_a_question(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("The Matrix", 1997)) == Match(None, (MATRIX,), "another year")

    def test_a_short_title_of_a_little_known_film_is_not_enough_with_another_year(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Hamlet", 2001)) == Match(None, (HAMLET_2000,), "another year")

    def test_without_a_year_the_title_must_be_the_only_one(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Kill Bill: Vol. 1")).movie_id == KILL_BILL_1
        assert matcher.match(row("Hamlet")).candidates == (HAMLET_1996, HAMLET_2000)
        assert matcher.match(row("Ocean's Eleven")).movie_id is None

    def test_a_film_of_unknown_year_is_found_by_its_title(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Ready Player One", 2018)).movie_id == NO_YEAR


class TestSeveral:
    def test_films_that_fit_equally_are_offered_with_the_better_known_first(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Emma", 1996)) == Match(None, (EMMA, EMMA_TOO), "several films fit")

    def test_our_own_id_decides_between_them_and_only_between_them(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Emma", 1996, movie_id=EMMA_TOO)).movie_id == EMMA_TOO
        assert matcher.match(row("The Matrix", 1999, movie_id=EMMA_TOO)).movie_id == MATRIX
        assert matcher.match(row("Emma", 1996, movie_id=MATRIX)).movie_id is None

    def test_a_title_of_which_only_the_end_is_named_is_offered(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("A Close Shave", 1995)) == Match(None, (CLOSE_SHAVE,), "another title")
        assert matcher.match(row("Mafia!", 1998)).candidates == (MAFIA,)


class TestOtherTitles:
    def test_the_original_title_finds_the_film_where_the_title_does_not(self, matcher: FilmMatcher) -> None:
        film = row("Die fabelhafte Welt der Amelie", 2001, "Le fabuleux destin d'Amélie Poulain")

        assert matcher.match(film).movie_id == AMELIE

    def test_it_counts_as_much_as_the_title_where_the_year_is_off_by_one(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Erfundener Titel", 2011, "The Evil Dead in the Woods")).movie_id == DEAD_WOOD
        assert matcher.match(row("Something", 2000, "The Matrix")) == Match(None, (MATRIX,), "another year")
        assert matcher.match(row("Something", 2001, "The Matrix")) == Match(None)

    def test_two_films_named_by_one_row_are_a_question(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("The Matrix", 1999, "9")).movie_id == MATRIX
        found = matcher.match(row("Gone in 60 Seconds", 2000, "Hamlet"))
        assert found == Match(None, (SIXTY, HAMLET_2000), "several films fit")


class TestSpellingErrors:
    def test_one_wrong_letter_in_a_long_title_of_that_year(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("Murmur of the Heart", 1971)).movie_id == MURMUR
        assert matcher.match(row("Murmur of the Heart", 1972)).movie_id is None

    @pytest.mark.parametrize("title", ["Matrix!s", "Amelia", "Whiplasch"])
    def test_not_in_a_short_one(self, matcher: FilmMatcher, title: str) -> None:
        for year in (1999, 2001, 2014):
            assert matcher.match(row(title, year)).movie_id is None


class TestIds:
    def test_the_imdb_id_decides_whatever_the_title(self, matcher_with_ids: FilmMatcher) -> None:
        assert matcher_with_ids.match(row("Hamlet", 2000, imdb_id=1000 + MATRIX)).movie_id == MATRIX

    def test_the_tmdb_id_decides_where_one_film_has_it(self, matcher_with_ids: FilmMatcher) -> None:
        assert matcher_with_ids.match(row("Matriks", tmdb_id=603)).movie_id == MATRIX
        assert matcher_with_ids.match(row("Emma", 1996, tmdb_id=77)).candidates == (EMMA, EMMA_TOO)

    def test_another_id_than_the_catalogue_s_is_a_namesake_until_a_person_says_otherwise(
        self, matcher_with_ids: FilmMatcher
    ) -> None:
        found = matcher_with_ids.match(row("The Matrix", 1999, imdb_id=999_999))
        assert found == Match(None, (MATRIX,), "another IMDb id")
        assert matcher_with_ids.match(row("The Matrix", 1998, imdb_id=999_999)) == Match(None)

    def test_a_film_without_id_may_still_be_the_one(self, matcher_with_ids: FilmMatcher) -> None:
        assert matcher_with_ids.match(row("Murmur of the Hearts", 1971, imdb_id=999_999)).movie_id == MURMUR

    def test_ids_are_no_obstacle_where_the_catalogue_has_none(self, matcher: FilmMatcher) -> None:
        assert matcher.match(row("The Matrix", 1999, imdb_id=133093, tmdb_id=603)).movie_id == MATRIX


def test_a_mini_series_must_have_exactly_the_year(matcher: FilmMatcher) -> None:
    series = PersonalRow(1, "f.csv", 2, RowKind.RATING, "The Matrix", 1998, form=MINI_SERIES)

    assert matcher.match(series) == Match(None)


def test_a_short_film_without_a_known_id_is_asked_about(matcher: FilmMatcher) -> None:
    short = PersonalRow(1, "f.csv", 2, RowKind.RATING, "The Matrix", 1999, form="short film")

    assert matcher.match(short) == Match(None, (MATRIX,), "a short film")


@given(st.text(max_size=40), st.none() | st.integers(1870, 2099))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_asked_for(matcher: FilmMatcher, title: str, year: int | None) -> None:
    found = matcher.match(row(title, year))
    assert found.movie_id is None or not found.candidates
    short_names(title)
    assert spelling(title) is not None or not any(char.isascii() and char.isalnum() for char in title)


@pytest.fixture(scope="session")
def real_matcher(
    real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FilmMatcher, dict[str, int]]]:
    """Of ml-latest-small, with its films' ids by title; titles that two films have are left out."""
    store = open_store(tmp_path_factory.mktemp("real") / "real.db")
    with open_data_set(real_data / "ml-latest-small.zip") as reader:
        import_data_set(store, reader)
    with store.reading() as connection:
        films = read_rows(connection, "SELECT title, movie_id FROM movie GROUP BY title HAVING count(*) = 1")
        yield FilmMatcher(connection), dict(films)
    store.close()


@pytest.mark.real_data
def test_well_known_films_are_found_by_the_names_of_other_sites(
    real_matcher: tuple[FilmMatcher, dict[str, int]],
) -> None:
    """Without any ids; a wrong film is never an answer."""
    matcher, films = real_matcher
    names = real_names()
    rows = {
        "Letterboxd": [row(name.letterboxd, name.letterboxd_year) for name in names],
        "IMDb": [row(name.imdb, name.year, name.original) for name in names],
    }
    for asked in rows.values():
        found = [matcher.match(one).movie_id for one in asked]
        wrong = [
            (one.title, name.movielens)
            for one, film, name in zip(asked, found, names, strict=True)
            if film not in {None, films[name.movielens]}
        ]
        assert wrong == []
        assert sum(film is not None for film in found) >= 0.96 * len(names)


@pytest.mark.real_data
def test_a_film_that_the_catalogue_lacks_is_not_taken_for_another_of_its_year(
    real_matcher: tuple[FilmMatcher, dict[str, int]],
) -> None:
    """Every film is looked for under a name that no film has: its own with another number or word in it."""
    matcher, films = real_matcher
    for title in films:
        name, _, year = title.rpartition(" (")
        if not year[:4].isdigit():
            continue
        for changed in (f"{name} 7", f"{name}: The Next Chapter", f"The Making of {name}", f"{name} Returns"):
            found = matcher.match(row(changed, int(year[:4]))).movie_id
            assert found is None or found == films.get(f"{changed} ({year}"), (changed, year)
