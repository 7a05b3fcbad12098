"""What each site writes becomes plain rows: kinds, ids, half stars, dates; and no rating is read on a wrong scale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.errors import DataSetError
from data.personal import PersonalExport, PersonalRow, RowKind, ScaleUnknown, read_personal_export
from tests.data.test_personal_reading import IMDB_NEWEST, archive, facts, read, refusal, seconds

LETTERBOXD_LIST_EXPORT = (
    "Letterboxd list export v7\n"
    "Date,Name,Tags,URL,Description\n"
    '2024-01-01,Rainy days,"a, b",https://boxd.it/x,"Two\nlines"\n'
    "\n"
    "Position,Name,Year,URL,Description\n"
    "1,Heat,1995,https://boxd.it/a,\n"
    '2,"Me, Myself & Irene",2000,https://boxd.it/b,fun\n'
)
MOVIELENS = (
    "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n"
    "6,113277,949,4.5,3.81,Heat (1995)\n"
    '2571,133093,603,0.5,4.19,"Matrix, The (1999)"\n'
)
TRAKT_CSV = (
    "rated_at,type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id,tvdb_id,url,released,season_number,"
    "episode_number,episode_title,episode_released,episode_trakt_rating,episode_trakt_id,episode_imdb_id,"
    "episode_tmdb_id,episode_tvdb_id,genres,rating\n"
    "2021-03-22T06:33:24Z,movie,Heat,1995,8.2,1,tt0113277,949,,https://x/,1995-12-15,,,,,,,,,,crime,9\n"
    "2021-03-22T06:33:25Z,episode,Lost,2004,8.1,2,tt0411008,4607,1,https://x/,2004,1,1,Pilot,,,,,,,drama,10\n"
)
SIMKL_CSV = (
    "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
    "1,Heat,movie,1995,completed,,2024-01-02,9,,,949,tt0113277\n"
    "2,Alien,movie,1979,plantowatch,,,,,,348,tt0078748\n"
    "3,Se7en,movie,1995,completed,,2024-01-02,,,,807,tt0114369\n"
    "4,Cats,movie,2019,dropped,,,,,,1,tt5697572\n"
    "5,Lost,tv,2004,completed,S06E17,,8,,73739,4607,tt0411008\n"
    "6,Akira,anime,1988,completed,,,10,,,149,tt0094625\n"
)
TMDB_RATINGS = (
    "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
    "949,tt0113277,movie,Heat,1995-12-15T00:00:00Z,,,7.9,8.5,2024-01-15T00:00:00Z\n"
    "4607,tt0411008,tv,Lost,2004-09-22T00:00:00Z,,,8.0,7.0,2024-01-15T00:00:00Z\n"
    "63056,tt0959621,tv,Pilot,2004-09-22T00:00:00Z,1,1,8.0,7.0,2024-01-15T00:00:00Z\n"
)
CRITICKER_CSV = (
    "Score, Film Name, Year, Mini Review, URL, IMDB ID\n"
    + "".join(f'{score}, Film {score}, 2000, "", https://x/film/x/, tt{score:07d}\n' for score in range(81, 101))
    + '40, Lost, 2004, "", https://x/tv/lost/, tt0411008\n'
)  # fmt: skip
CRITICKER_XML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<recentrankings>\n'
    "<film><filmid>1</filmid><filmname>Heat (1995)</filmname><filmlink>https://x/</filmlink><score>87</score>"
    "<quote>&lt;b&gt;</quote><reviewdate>2012-01-14</reviewdate><imdbid>tt0113277</imdbid></film>\n"
    "</recentrankings>\n"
)
PLEX: dict[str, Any] = {
    "MediaContainer": {
        "Metadata": [
            {
                "type": "movie", "title": "Heat", "year": 1995, "viewCount": 2, "lastViewedAt": 1326499200,
                "Guid": [{"id": "imdb://tt0113277"}, {"id": "tmdb://949"}], "userRating": 9.0,
            },
            {"type": "movie", "title": "Alien", "year": 1979, "guid": "com.plexapp.agents.imdb://tt0078748?lang=en"},
            {"type": "movie", "title": "Seven", "originalTitle": "Se7en", "year": 1995, "viewCount": 1},
        ]
    }
}  # fmt: skip
JELLYFIN: dict[str, Any] = {
    "Items": [
        {
            "Type": "Movie", "Name": "Heat", "ProductionYear": 1995,
            "ProviderIds": {"Imdb": "tt0113277", "Tmdb": "949"},
            "UserData": {"Played": True, "LastPlayedDate": "2012-01-14T00:00:00.0000000Z"},
        },
        {"Type": "Movie", "Name": "Alien", "UserData": {"Played": False}},
        {"Type": "Series", "Name": "Lost", "UserData": {"Played": True}},
    ]
}  # fmt: skip


def trakt_film(title: str = "Heat", **said: object) -> dict[str, object]:
    ids = {"trakt": 1, "slug": "heat-1995", "imdb": "tt0113277", "tmdb": 949}
    return said | {"movie": {"title": title, "year": 1995, "ids": ids}}


def ids(row: PersonalRow) -> tuple[int | None, int | None]:
    return row.imdb_id, row.tmdb_id


def reasons(export: PersonalExport) -> list[tuple[str, str]]:
    return [(row.title, row.reason) for row in export.left_out]


def test_movielens_own_export_has_every_id(tmp_path: Path) -> None:
    export = read(tmp_path, MOVIELENS)

    assert export.source == "movielens.org"
    assert [(row.title, row.year, row.stars, *ids(row), row.movie_id) for row in export.rows] == [
        ("Heat", 1995, 4.5, 113277, 949, 6),
        ("The Matrix", 1999, 0.5, 133093, 603, 2571),
    ]


def test_movielens_columns_with_other_points_are_no_stars(tmp_path: Path) -> None:
    export = read(tmp_path, MOVIELENS.replace("4.5,3.81", "95,81").replace("0.5,4.19", "5,84"))

    assert [row.stars for row in export.rows] == [5.0, 0.5]
    assert "points up to 100" in export.notes[0]


def test_trakts_archive_is_read_whole_and_in_order(tmp_path: Path) -> None:
    numbered = [trakt_film(f"Film {number}", rated_at="2024-01-02T03:04:05.000Z", rating=7) for number in range(12)]
    files: dict[str, object] = {
        "ann/ratings/ratings-movies-10.json": numbered[10:],
        "ann/ratings/ratings-movies-2.json": numbered[:10],
        "ann/ratings/ratings-shows.json": [{"rating": 9, "show": {"title": "Lost", "ids": {}}}],
        "ann/watched/watched-movies.json": [trakt_film(plays=2, last_watched_at="2024-01-02T03:04:05.000Z")],
        "ann/watched/watched-history-1.json": [
            trakt_film(watched_at="2012-01-14T00:00:00.000Z", action="watch", type="movie"),
            {"watched_at": "2012-01-14", "episode": {"title": "Pilot"}, "show": {"title": "Lost"}, "type": "episode"},
        ],
        "ann/lists/watchlist.json": [trakt_film(listed_at="2012-01-14T00:00:00.000Z", type="movie")],
        "ann/lists/lists.json": [{"name": "x"}],
        "ann/collection/collection-movies.json": [trakt_film(collected_at="2012-01-14T00:00:00.000Z")],
        "ann/user/user-profile.json": {"username": "ann"},
    }
    export = read_personal_export(
        archive(tmp_path / "trakt.zip", {name: json.dumps(content) for name, content in files.items()})
    )

    assert export.source == "Trakt"
    ratings = [row for row in export.rows if row.kind is RowKind.RATING]
    assert [row.title for row in ratings] == [f"Film {number}" for number in range(12)]
    assert {(row.stars, *ids(row), row.noted_at) for row in ratings} == {
        (3.5, 113277, 949, seconds(2024, 1, 2, 3, 4, 5))
    }
    assert sorted((row.kind, row.file) for row in export.rows if row not in ratings) == [
        (RowKind.SEEN, "watched-history-1.json"),
        (RowKind.SEEN, "watched-movies.json"),
        (RowKind.WATCHLIST, "watchlist.json"),
    ]
    assert reasons(export) == [
        ("Heat", "only in the collection: neither rated, seen nor on the watchlist"),
        ("Pilot", "a TV episode"),
    ]


def test_trakts_archive_with_an_empty_list(tmp_path: Path) -> None:
    rated = json.dumps([trakt_film(rated_at="2024-01-02", rating=10)])
    path = archive(tmp_path / "t.zip", {"lists-watchlist.json": "[]", "ratings-movies.json": rated})

    assert [row.stars for row in read_personal_export(path).rows] == [5.0]


@pytest.mark.parametrize(
    ("column", "kind", "stars"),
    [("rated_at", RowKind.RATING, 4.5), ("watched_at", RowKind.SEEN, None), ("listed_at", RowKind.WATCHLIST, None)],
)
def test_trakts_csv(tmp_path: Path, column: str, kind: RowKind, stars: float | None) -> None:
    text = TRAKT_CSV.replace("rated_at", column)
    export = read(tmp_path, text if stars else text.replace("crime,9", "crime,"))

    (film,) = export.rows
    assert (*facts(film), *ids(film)) == (kind, "Heat", 1995, stars, seconds(2021, 3, 22, 6, 33, 24), 113277, 949)
    assert reasons(export) == [("Lost", "a TV episode")]


def test_simkls_csv_tells_seen_films_from_planned_ones(tmp_path: Path) -> None:
    export = read(tmp_path, SIMKL_CSV)

    assert export.source == "Simkl"
    assert [facts(row) for row in export.rows] == [
        (RowKind.RATING, "Heat", 1995, 4.5, seconds(2024, 1, 2)),
        (RowKind.WATCHLIST, "Alien", 1979, None, 0),
        (RowKind.SEEN, "Se7en", 1995, None, seconds(2024, 1, 2)),
    ]
    assert ids(export.rows[0]) == (113277, 949)
    assert [title for title, _ in reasons(export)] == ["Cats", "Lost", "Akira"]
    assert [reason[:9] for _, reason in reasons(export)] == ["given up ", "a TV seri", "an anime:"]


def test_simkls_json_tells_anime_films_from_series(tmp_path: Path) -> None:
    film = {"title": "Akira", "year": 1988, "ids": {"simkl": 1, "imdb": "tt0094625", "tmdb": "149"}}
    content = {
        "movies": [{"status": "plantowatch", "added_to_watchlist_at": "2012-01-14T00:00:00Z", "movie": film}],
        "shows": [{"status": "completed", "show": film | {"title": "Lost"}}],
        "anime": [
            {"anime_type": "movie", "status": "completed", "user_rating": 8, "show": film},
            {"anime_type": "tv", "status": "completed", "user_rating": 8, "show": film | {"title": "Bleach"}},
        ],
    }
    export = read(tmp_path, json.dumps(content), "SimklBackup.json")

    assert [facts(row) for row in export.rows] == [
        (RowKind.WATCHLIST, "Akira", 1988, None, seconds(2012, 1, 14)),
        (RowKind.RATING, "Akira", 1988, 4.0, 0),
    ]
    assert reasons(export) == [("Lost", "a TV series"), ("Bleach", "an anime series")]


def test_tmdbs_ratings_go_to_the_nearest_half_star(tmp_path: Path) -> None:
    export = read(tmp_path, TMDB_RATINGS)

    assert export.source == "TMDB"
    assert [(*facts(row), *ids(row)) for row in export.rows] == [
        (RowKind.RATING, "Heat", 1995, 4.5, seconds(2024, 1, 15), 113277, 949)
    ]
    assert reasons(export) == [("Lost", "a TV series"), ("Pilot", "a TV episode")]


def test_tmdbs_watchlist_has_no_ratings(tmp_path: Path) -> None:
    text = (
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating\n949,,movie,Heat,1995-12-15,,,8\n"
    )

    assert [row.kind for row in read(tmp_path, text).rows] == [RowKind.WATCHLIST]


def test_critickers_scores_become_stars_by_the_persons_own_tiers(tmp_path: Path) -> None:
    export = read(tmp_path, CRITICKER_CSV)

    assert export.source == "Criticker"
    # Whoever gives 81 to 100 uses half stars to five all the same; the series counts in the tiers, not as a film.
    stars = [row.stars or 0 for row in export.rows]
    assert (len(stars), stars[0], stars[-1], sorted(stars) == stars) == (20, 0.5, 5.0, True)
    assert reasons(export) == [("Lost", "a TV series")]
    assert "your best tenth has 5 stars" in export.notes[0]


def test_critickers_scores_are_divided_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "ratings.xml"
    path.write_text(CRITICKER_XML, encoding="utf-8")

    (film,) = read_personal_export(path, scale=100).rows
    assert (*facts(film), film.imdb_id) == (RowKind.RATING, "Heat", 1995, 4.5, seconds(2012, 1, 14), 113277)
    with pytest.raises(DataSetError, match="go up to 100"):
        read_personal_export(path, scale=10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<recentrankings><film>", "is not whole XML"),
        ("<rss><channel/></rss>", "lists no <film>"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><recentrankings><film>&a;</film></recentrankings>', "declarations"),
        ("<x>" * 100_000, "is not whole XML"),
        ("<html><body>Sign in</body></html>", "is a web page"),
    ],
)
def test_other_xml_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, text, "x.xml")


def test_plex_and_jellyfin_name_what_was_played(tmp_path: Path) -> None:
    plex, jellyfin = read(tmp_path, json.dumps(PLEX), "plex.json"), read(tmp_path, json.dumps(JELLYFIN), "j.json")

    assert (plex.source, jellyfin.source) == ("Plex", "Jellyfin")
    assert [(*facts(row), *ids(row)) for row in (*plex.rows, *jellyfin.rows)] == [
        (RowKind.RATING, "Heat", 1995, 4.5, seconds(2012, 1, 14), 113277, 949),
        (RowKind.SEEN, "Seven", 1995, None, 0, None, None),
        (RowKind.SEEN, "Heat", 1995, None, seconds(2012, 1, 14), 113277, 949),
    ]
    assert plex.rows[1].other_titles == ("Se7en",)
    assert [*reasons(plex), *reasons(jellyfin)] == [
        ("Alien", "neither rated nor played"),
        ("Alien", "neither rated nor played"),
        ("Lost", "not a film: series"),
    ]


def test_a_letterboxd_list_is_a_watchlist_unless_it_is_said_to_be_seen(tmp_path: Path) -> None:
    export = read(tmp_path, LETTERBOXD_LIST_EXPORT)
    seen = read_personal_export(tmp_path / "export.csv", lists_are=RowKind.SEEN)

    assert [(row.kind, row.title, row.year, row.line) for row in export.rows] == [
        (RowKind.WATCHLIST, "Heat", 1995, 7),
        (RowKind.WATCHLIST, "Me, Myself & Irene", 2000, 8),
    ]
    assert export.notes == ('The list "Rainy days" is read as a watchlist.',)
    assert {row.kind for row in seen.rows} == {RowKind.SEEN}


def test_titles_and_years_without_ratings_are_a_list(tmp_path: Path) -> None:
    export = read(tmp_path, "title;year\nHeat;1995\n")

    assert [(row.kind, row.title, row.year) for row in export.rows] == [(RowKind.WATCHLIST, "Heat", 1995)]
    assert export.list_name == "export"


class TestScale:
    @pytest.mark.parametrize("rating", ["5", "4.5", "3"])
    def test_a_list_that_does_not_tell_its_scale_is_asked_about(self, tmp_path: Path, rating: str) -> None:
        with pytest.raises(ScaleUnknown, match="5, 10 or 100"):
            read(tmp_path, f"Title,Year,Rating\nToy Story,1995,{rating}\n")

    @pytest.mark.parametrize(("scale", "stars"), [(5, [5.0, 0.5]), (10, [2.5, 0.5]), (100, [0.5, 0.5])])
    def test_the_scale_that_the_person_gives_counts(self, tmp_path: Path, scale: int, stars: list[float]) -> None:
        path = tmp_path / "mine.csv"
        path.write_text("title;year;rating;imdb_id;date\nHeat;1995;5,0;tt0113277;14.1.12\nCats;2019;0,5;;\n")

        export = read_personal_export(path, scale=scale)

        assert (export.source, [row.stars for row in export.rows]) == ("your own list", stars)
        assert (export.rows[0].imdb_id, export.rows[0].noted_at) == (113277, seconds(2012, 1, 14))

    @pytest.mark.parametrize(
        ("ratings", "stars"),
        [(("5", "9"), [2.5, 4.5]), (("7,5", "10"), [4.0, 5.0]), (("5", "87"), [0.5, 4.5]), (("0", "100"), [0.5, 5.0])],
    )
    def test_a_higher_rating_tells_the_scale_of_all(
        self, tmp_path: Path, ratings: tuple[str, str], stars: list[float]
    ) -> None:
        one, other = ratings

        export = read(tmp_path, f'Title,Year,Rating\nToy Story,1995,"{one}"\nHeat,1995,"{other}"\n')

        assert [row.stars for row in export.rows] == stars

    def test_a_ten_point_file_in_letterboxds_columns_is_no_five_star_file(self, tmp_path: Path) -> None:
        text = "Title,Year,imdbID,tmdbID,Rating,WatchedDate\nToy Story,1995,,,5,\nHeat,1995,,,9,2024-01-02\n"

        assert [row.stars for row in read(tmp_path, text).rows] == [2.5, 4.5]
        assert read(tmp_path, text.replace(",9,", ",4,")).source == "Letterboxd"

    @pytest.mark.parametrize(("column", "stars"), [("rating5", 5.0), ("rating10", 2.5), ("rating100", 0.5)])
    def test_the_name_of_the_column_may_tell(self, tmp_path: Path, column: str, stars: float) -> None:
        assert read(tmp_path, f"Film,{column}\nHeat,5\n").rows[0].stars == stars

    def test_what_is_off_the_given_scale_is_left_out(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.csv"
        path.write_text("title,rating\nHeat,9\nAlien,0\nUp,\nCats,4\n")

        export = read_personal_export(path, scale=5)

        assert [row.title for row in export.rows] == ["Cats"]
        assert reasons(export) == [
            ("Heat", "a rating that is not from 0.5 to 5: 9"),
            ("Alien", "a rating that is not from 0.5 to 5: 0"),
            ("Up", "no rating"),
        ]

    @pytest.mark.parametrize("text", [IMDB_NEWEST, TRAKT_CSV, TMDB_RATINGS, SIMKL_CSV])
    def test_a_site_with_its_own_scale_takes_no_other(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(DataSetError, match="whose scale is known"):
            read_personal_export(path, scale=5)
