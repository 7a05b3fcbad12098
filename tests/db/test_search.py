from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from data.folding import fold
from db.errors import NotFound
from db.importing.importer import ReplacePolicy, import_data_set
from db.rows import Reading
from db.search.films import resolve_movie, search_films, search_movies
from db.store.bulk import driver_connection
from db.store.database import Store
from tests.library import (
    AMELIE,
    EMPIRE,
    LEON,
    MATRIX,
    NO_YEAR,
    REC,
    SLASH_B,
    SPACE_ODYSSEY,
    SPIDER_MAN,
    STAR_WARS,
    TOY_STORY,
    UNRATED,
    LibraryReader,
)

_ANY_TEXT = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.text("aeit *:^\"'()-+{}[]&%_\\0123459"),
    st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR(", "the", "star", '"', "*", "genre:", "year:", "1999"])).map(
        " ".join
    ),
)


def _ids(connection: Connection, typed: str, limit: int = 20) -> list[int]:
    return [film.movie_id for film in search_movies(connection, typed, limit)]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("matrix", MATRIX),
        ("the matrix", MATRIX),
        ("matrix the", MATRIX),
        ("Matrix, The", MATRIX),
        ("Matrix, The (1999)", MATRIX),
        ("matr", MATRIX),
        ("m", MATRIX),
        ("matirx", MATRIX),
        ("teh matrix", MATRIX),
        ("matrx", MATRIX),
        ("star wars", STAR_WARS),
        ("starwars", STAR_WARS),
        ("wars", STAR_WARS),
        ("star:", STAR_WARS),
        ('star "wars', STAR_WARS),
        ("empire strikes back", EMPIRE),
        ("the empire", EMPIRE),
        ("empire stirkes back", EMPIRE),
        ("spider-man", SPIDER_MAN),
        ("spiderman", SPIDER_MAN),
        ("spider man", SPIDER_MAN),
        ("spidreman", SPIDER_MAN),
        ("amelie", AMELIE),
        ("Amélie", AMELIE),
        ("AMÉLIE POULAIN", AMELIE),
        ("fabuleux destin", AMELIE),
        ("leon", LEON),
        ("léon", LEON),
        ("the professional", LEON),
        ("profesional", LEON),
        ("rec", REC),
        ("[rec]", REC),
        ("[/b]", SLASH_B),
        ("babylon five", NO_YEAR),
        ("babylon v", NO_YEAR),
        ("2001", SPACE_ODYSSEY),
        ("2001: a space odyssey", SPACE_ODYSSEY),
        ("2001 a space odyssey", SPACE_ODYSSEY),
        ("space oddysey", SPACE_ODYSSEY),
        ("nobody rated", UNRATED),
        ("toy stroy", TOY_STORY),
    ],
)
def test_the_film_in_mind_is_the_first(reading: Connection, text: str, best: int) -> None:
    assert _ids(reading, text)[0] == best


@pytest.mark.parametrize(
    "text", ["", "   ", "🎬", "qwertyuiop", "*", "\0", "genre:nothing", "^", "year:1801", "zz 1999"]
)
def test_what_nothing_fits_gives_an_empty_list(reading: Connection, text: str) -> None:
    assert _ids(reading, text) == []


@settings(max_examples=150, derandomize=True, deadline=None)
@given(text=_ANY_TEXT)
@example("x" * 10_000)
@example("the " * 2500)
@example("\ud800")
@example("a\0b")
@example('"' * 99)
def test_no_text_ever_fails(library: Store, text: str) -> None:
    with library.reading() as connection:
        assert len(search_movies(connection, text, 5)) <= 5


@settings(max_examples=50, derandomize=True, deadline=None)
@given(text=_ANY_TEXT, first=st.integers(1960, 2020), span=st.integers(0, 30))
def test_years_asked_for_are_kept_to_whatever_else_is_typed(library: Store, text: str, first: int, span: int) -> None:
    with library.reading() as connection:
        found = search_movies(connection, f"year:{first}-{first + span} {text[:100]}")

    if "year:" not in text.lower() and not any(letter.isdigit() for letter in text):
        assert all(film.year is not None and first <= film.year <= first + span for film in found)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(text=_ANY_TEXT, genre=st.sampled_from(["Comedy", "Sci-Fi", "Drama"]))
def test_a_genre_asked_for_is_kept_to_whatever_else_is_typed(library: Store, text: str, genre: str) -> None:
    with library.reading() as connection:
        found = search_movies(connection, f"genre:{genre} {text}")

    assert all(genre in film.genres for film in found)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(
    film=st.sampled_from(["The Matrix", "Star Wars", "Toy Story", "Spider-Man", "Amélie Poulain"]),
    signs=st.lists(st.sampled_from([*"!?.,;'\"()[]*:^-_/|", " ", "  "]), min_size=2, max_size=2),
)
def test_signs_around_a_title_change_nothing(library: Store, film: str, signs: list[str]) -> None:
    with library.reading() as connection:
        assert search_movies(connection, f"{signs[0]} {film} {signs[1]}")[:1] == search_movies(connection, film)[:1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("year:1999", [MATRIX, SLASH_B]),
        ("1999", [MATRIX, SLASH_B]),
        ("1970s", [STAR_WARS]),
        ("1977-1980", [STAR_WARS, EMPIRE]),
        ("matrix 1999", [MATRIX]),
        ("matrix 1998", [MATRIX]),
        ("matrix year:1998", []),
        ("genre:romance", [AMELIE]),
        ("genre:scifi 1990s", [MATRIX]),
        ("genre:adv genre:sci", [STAR_WARS, EMPIRE]),
        ("star genre:sci-fi", [STAR_WARS]),
        ("star genre:romance", []),
        ("matirx year:1999", [MATRIX]),
        ("matirx year:1998", []),
    ],
)
def test_filters_narrow_down_and_the_popular_come_first(reading: Connection, text: str, found: list[int]) -> None:
    assert _ids(reading, text) == found


def test_a_year_that_is_a_title_finds_the_title_then_films_of_that_year(empty_store: Store) -> None:
    films = ((1, "1984 (1956)", ()), (2, "Amadeus (1984)", ()), (3, "Blade Runner 2049 (2017)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 2, 5.0, 0)]))

    with empty_store.reading() as connection:
        assert _ids(connection, "1984") == [1, 2]
        assert _ids(connection, "amadeus 1984") == [2]
        assert _ids(connection, "blade runner 2049") == [3]
        assert _ids(connection, "2049") == [3]


def test_ids_of_other_sites_find_their_film(empty_store: Store) -> None:
    films = ((1, "Toy Story (1995)", ()), (2, "862 Ways (1990)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 1, 4.0, 0)], imdb_ids={1: 114709}))
    with empty_store.writing() as connection:
        connection.execute(text("UPDATE movie SET tmdb_id = 862 WHERE movie_id = 1"))

    with empty_store.reading() as connection:
        assert _ids(connection, "tt0114709") == [1]
        assert _ids(connection, "https://www.imdb.com/title/tt0114709/?ref_=x") == [1]
        assert _ids(connection, "tt9999999") == []
        assert _ids(connection, "862") == [2, 1]
        assert _ids(connection, "tmdb:862") == [1]
        assert _ids(connection, "https://www.themoviedb.org/movie/862-toy-story") == [1]


def test_exact_titles_come_before_beginnings_and_the_popular_before_the_rest(empty_store: Store) -> None:
    films = (
        (1, "Aliens (1986)", ()),
        (2, "Alien (1979)", ()),
        (3, "Alien Nation (1988)", ()),
        (4, "My Stepmother Is an Alien (1988)", ()),
    )
    ratings = [(user, 1, 4.0, 0) for user in range(1, 9)]
    ratings += [(user, 4, 4.0, 0) for user in range(1, 20)]
    ratings += [(1, 3, 4.0, 0)]
    import_data_set(empty_store, LibraryReader(films=films, ratings=ratings))

    with empty_store.reading() as connection:
        assert _ids(connection, "alien") == [2, 1, 3, 4]


def test_numerals_may_be_written_in_any_way(empty_store: Store) -> None:
    films = (
        (1, "Rocky II (1979)", ()),
        (2, "Godfather: Part II, The (1974)", ()),
        (3, "Ocean's Eleven (2001)", ()),
        (4, "12 Angry Men (1957)", ()),
        (5, "Malcolm X (1992)", ()),
        (6, "Lilo & Stitch (2002)", ()),
    )
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 1, 4.0, 0)]))

    with empty_store.reading() as connection:
        for text, film in {
            "rocky 2": 1,
            "rocky two": 1,
            "godfather part two": 2,
            "the godfather 2": 2,
            "oceans 11": 3,
            "ocean's eleven": 3,
            "twelve angry men": 4,
            "malcolm x": 5,
            "lilo and stitch": 6,
            "lilo stitch": 6,
        }.items():
            assert _ids(connection, text)[:1] == [film], text


def _imported(store: Store, *films: tuple[str, int]) -> None:
    """Films with these official titles and so many ratings, numbered from 1."""
    rows = tuple((number, title, ("Drama",)) for number, (title, _) in enumerate(films, 1))
    ratings = [(user, number, 4.0, 0) for number, (_, count) in enumerate(films, 1) for user in range(1, count + 1)]
    import_data_set(store, LibraryReader(films=rows, ratings=ratings or [(1, 1, 4.0, 0)]))


def test_a_year_remembered_wrong_still_finds_the_film_but_the_right_one_comes_first(
    empty_store: Store,
) -> None:
    _imported(empty_store, ("Heat (1995)", 9), ("Heat of the Day, The (1996)", 3), ("Heat (1986)", 1))

    with empty_store.reading() as connection:
        assert _ids(connection, "heat 1995")[0] == 1
        assert _ids(connection, "1995 heat")[0] == 1
        assert _ids(connection, "heat 1986")[0] == 3
        assert _ids(connection, "heat 1996")[:2] == [1, 2]
        assert _ids(connection, "heat 1950")[0] == 1
        assert _ids(connection, "heat year:1950") == []


def test_part_of_a_famous_title_is_meant_rather_than_an_unknown_namesake(empty_store: Store) -> None:
    _imported(
        empty_store,
        ("Lord of the Rings, The (1978)", 1),
        ("Lord of the Rings: The Fellowship of the Ring, The (2001)", 29),
        ("Return of the King, The (1980)", 1),
        ("Lord of the Rings: The Return of the King, The (2003)", 28),
        ("Seven (1979)", 1),
        ("Fantastic: Seven Winters (1990)", 30),
    )

    with empty_store.reading() as connection:
        assert _ids(connection, "lord of the rings")[:3] == [2, 4, 1]
        assert _ids(connection, "return of the king")[:2] == [4, 3]
        assert _ids(connection, "seven")[0] == 5


def test_a_number_that_no_title_has_counts_the_films_of_a_series(empty_store: Store) -> None:
    _imported(
        empty_store,
        ("Harry Potter and the Sorcerer's Stone (2001)", 20),
        ("Harry Potter and the Prisoner of Azkaban (2004)", 12),
        ("Harry Potter and the Chamber of Secrets (2002)", 15),
        ("Making of Harry Potter, The (2000)", 1),
        ("Rocky II (1979)", 1),
    )

    with empty_store.reading() as connection:
        assert _ids(connection, "harry potter 3")[0] == 2
        assert _ids(connection, "harry potter two") == [3, 1, 2, 4]
        assert _ids(connection, "rocky 2") == [5]


def test_initials_are_found_without_their_points(empty_store: Store) -> None:
    _imported(
        empty_store,
        ("Eternal Sunshine of the Spotless Mind (2004)", 20),
        ("E.T. the Extra-Terrestrial (1982)", 15),
    )

    with empty_store.reading() as connection:
        assert _ids(connection, "et") == [2, 1]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("twenty eight days later", 1),
        ("28 days later", 1),
        ("the sixth day", 2),
        ("6th day", 2),
        ("mister and missus smith", 3),
        ("dr zhivago", 4),
        ("my neighbour totoro", 5),
        ("batman vs superman", 6),
        ("slum dog", 7),
        ("slum dog millionare", 7),
        ("thebatman v superman", 6),
        ("batman movie", 6),
        ("my neighbor totoro the movie", 5),
        ("mad max 2", 8),
        ("Road Warrior, The (Mad Max 2) (1981)", 8),
        ("the fky", 9),
        ("slumdgo mill", 7),
        ("milionaire slumdog", 7),
        ("neigbor totoro my", 5),
    ],
)
def test_what_people_type_need_not_be_what_the_title_says(empty_store: Store, text: str, best: int) -> None:
    _imported(
        empty_store,
        ("28 Days Later (2002)", 9),
        ("6th Day, The (2000)", 8),
        ("Mr. & Mrs. Smith (2005)", 7),
        ("Doctor Zhivago (1965)", 6),
        ("My Neighbor Totoro (Tonari no Totoro) (1988)", 5),
        ("Batman v Superman: Dawn of Justice (2016)", 4),
        ("Slumdog Millionaire (2008)", 3),
        ("Road Warrior, The (Mad Max 2) (1981)", 2),
        ("Fly, The (1986)", 1),
    )

    with empty_store.reading() as connection:
        assert _ids(connection, text)[:1] == [best]


def test_a_far_better_known_film_spelled_almost_so_follows_the_one_spelled_so(empty_store: Store) -> None:
    _imported(
        empty_store,
        ("Inglorious Bastards (1978)", 1),
        ("Inglourious Basterds (2009)", 25),
        ("Bastards (2013)", 1),
    )

    with empty_store.reading() as connection:
        assert _ids(connection, "inglorious bastards") == [1, 2]
        assert _ids(connection, "inglourious basterds") == [2]


def test_another_data_set_has_other_words(empty_store: Store) -> None:
    _imported(empty_store, ("Solaris (1972)", 1))
    with empty_store.reading() as connection:
        assert _ids(connection, "solarsi") == [1]
    other = LibraryReader("other", ((1, "Stalker (1979)", ()),), [(1, 1, 4.0, 0)])
    import_data_set(empty_store, other, replace=ReplacePolicy.REPLACE)

    with empty_store.reading() as connection:
        assert _ids(connection, "stakler") == [1]


def test_signs_find_titles_that_hold_them(empty_store: Store) -> None:
    films = ((1, "$ (Dollars) (1971)", ()), (2, "Cash (2010)", ()), (3, "$5 a Day (2008)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 3, 4.0, 0)]))

    with empty_store.reading() as connection:
        assert _ids(connection, "$") == [1, 3]
        assert _ids(connection, "dollars") == [1]


def test_rows_come_with_year_genres_and_statistics(reading: Connection) -> None:
    film = search_movies(reading, "matrix")[0]

    assert (film.title, film.display_title, film.year) == ("Matrix, The (1999)", "The Matrix", 1999)
    assert film.genres == ("Action", "Sci-Fi", "Thriller")
    assert film.ratings == 30
    assert film.mean_rating is not None


def test_the_limit_is_kept(reading: Connection) -> None:
    assert len(_ids(reading, "1977-2010", 3)) == 3
    assert _ids(reading, "matrix", 0) == []
    assert _ids(reading, "matrix", -1) == []


def test_no_film_comes_twice(reading: Connection) -> None:
    for typed in ("leon", "professional", "the", "a", "1999", "matrix 1999"):
        found = _ids(reading, typed)
        assert len(found) == len(set(found)), typed


def test_more_results_need_no_more_queries(reading: Connection) -> None:
    def statements(limit: int) -> int:
        seen: list[str] = []
        driver_connection(reading).set_trace_callback(seen.append)
        search_movies(reading, "1950-2010", limit)
        driver_connection(reading).set_trace_callback(None)
        return len(seen)

    assert statements(12) == statements(1)


# What sqlite-utils and Datasette run to find the full-text index of a table, and how they search with it.
DETECT_INDEX = """
    SELECT name FROM sqlite_master WHERE rootpage = 0 AND (
        sql LIKE '%VIRTUAL TABLE%USING FTS%content=[movie]%' OR sql LIKE '%VIRTUAL TABLE%USING FTS%content="movie"%'
        OR (tbl_name = 'movie' AND sql LIKE '%VIRTUAL TABLE%USING FTS%')
    )
"""
SEARCH_INDEX = """
    WITH original AS (SELECT rowid, * FROM movie)
    SELECT original.movie_id FROM original JOIN movie_fts ON original.rowid = movie_fts.rowid
    WHERE movie_fts MATCH :query ORDER BY movie_fts.rank
"""


@pytest.mark.parametrize(
    ("query", "films"),
    [
        ("matrix", [MATRIX]),
        ('"the matrix"', [MATRIX]),
        ("matrix 1999", [MATRIX]),
        ("leon", [LEON]),
        ("fabuleux destin", [AMELIE]),
        ("nothing", []),
    ],
)
def test_other_programs_find_films_by_the_index_of_their_table(
    reading: Connection, query: str, films: list[int]
) -> None:
    assert reading.scalars(text(DETECT_INDEX)).all() == ["movie_fts"]
    assert reading.scalars(text(SEARCH_INDEX), {"query": query}).all() == films


def test_the_index_for_other_programs_knows_a_new_data_set(store: Store) -> None:
    reader = LibraryReader("other", ((100, "Heat (1995)", ("Crime",)),), [(1, 100, 4.0, 1)])
    import_data_set(store, reader, replace=ReplacePolicy.REPLACE)

    with store.reading() as connection:
        assert connection.scalars(text(SEARCH_INDEX), {"query": "heat"}).all() == [100]
        assert connection.scalars(text(SEARCH_INDEX), {"query": "matrix"}).all() == []


@pytest.fixture
def credited(store: Store) -> Iterator[Connection]:
    """The tiny library with people and runtimes: Kubrick directs 2001, Keanu Reeves plays in The Matrix."""
    with store.writing() as connection:
        for number, name, film, role in (
            (40, "Stanley Kubrick", SPACE_ODYSSEY, "director"),
            (206, "Keanu Reeves", MATRIX, "cast"),
            (5, "Audrey Tautou", AMELIE, "cast"),
            (6, "Léon Marchand", STAR_WARS, "cast"),
        ):
            connection.execute(text("INSERT INTO person VALUES (:id, :name)"), {"id": number, "name": name})
            connection.execute(
                text("INSERT INTO person_fts (rowid, name) VALUES (:id, :name)"), {"id": number, "name": fold(name)}
            )
            connection.execute(
                text("INSERT INTO movie_person VALUES (:film, :id, :role, 1)"),
                {"film": film, "id": number, "role": role},
            )
        connection.execute(text("UPDATE movie SET runtime = 149 WHERE movie_id = :film"), {"film": SPACE_ODYSSEY})
    with store.reading() as connection:
        yield connection


@pytest.mark.parametrize(
    ("typed", "films"),
    [
        ("director:kubrick", [SPACE_ODYSSEY]),
        ('director:"stanley kubrick"', [SPACE_ODYSSEY]),
        ("cast:kubrick", []),
        ("cast:keanu matrix", [MATRIX]),
        ("actor:taut", [AMELIE]),
        ("runtime:120-180", [SPACE_ODYSSEY]),
        ("runtime:-120", []),
        ("tag:cyberpunk", [MATRIX]),
        ("tag:cyber", [MATRIX]),
        ('tag:"Space Opera"', [EMPIRE, STAR_WARS]),
        ("tag:space-opera 1970s", [STAR_WARS]),
        ("tag:nothing", []),
        ("kubrick", [SPACE_ODYSSEY]),
        ("keanu reeves", [MATRIX]),
        ("space opera", [EMPIRE, STAR_WARS]),
        ("opera", [EMPIRE, STAR_WARS]),
        ("films", [UNRATED]),
        ("horror movies", [REC]),
        ("1990s crime", [LEON]),
        ("crime 1994", [LEON]),
        ("2007", [REC]),
        ("leon", [LEON, STAR_WARS]),
        ('tag:"', []),
        ("director:()*", []),
    ],
)
def test_films_are_found_by_people_tags_genres_and_runtime(credited: Connection, typed: str, films: list[int]) -> None:
    assert _ids(credited, typed) == films


def test_a_search_says_what_plain_words_mean_besides_a_title(credited: Connection) -> None:
    assert search_films(credited, "space opera").reading == Reading(tags=("space opera",))
    assert search_films(credited, "crime 1994").reading == Reading(genres=("Crime",), years=(1994, 1994))
    assert search_films(credited, "kubrick").reading == Reading(people="kubrick")
    assert search_films(credited, "matrix").reading is None


def test_a_name_or_tag_does_not_name_a_film(credited: Connection) -> None:
    with pytest.raises(NotFound):
        resolve_movie(credited, "kubrick")


def test_imdbs_id_names_its_film(empty_store: Store) -> None:
    import_data_set(empty_store, LibraryReader(imdb_ids={MATRIX: 133093}))

    with empty_store.reading() as connection:
        assert _ids(connection, "tt0133093") == [MATRIX]
        assert resolve_movie(connection, "tt0133093").movie_id == MATRIX
        assert _ids(connection, "tt9999999") == []
