"""Exports of Letterboxd and IMDb, in all their generations, become the same plain rows; what is no export is refused.

Other sites are in `test_personal_sites`.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.errors import DataSetError
from data.personal import MINI_SERIES, PersonalExport, PersonalRow, RowKind, read_personal_export
from data.personal.cells import title_text
from data.personal.tables import LARGEST_FILE, MOST_ROWS

LETTERBOXD_RATINGS = (
    "Date,Name,Year,Letterboxd URI,Rating\n"
    "2024-03-01,Amélie,2001,https://boxd.it/2b1Q,4.5\n"
    '2024-03-02,"The Good, the Bad and the Ugly",1966,https://boxd.it/29ey,5\n'
    "2024-03-03,千と千尋の神隠し,,https://boxd.it/51y,0.5\n"
)
LETTERBOXD_LIST = "Date,Name,Year,Letterboxd URI\n2023-12-31,Se7en,1995,https://boxd.it/2aLE\n"

IMDB_OLDEST = (
    '"position","const","created","modified","description","Title","Title type","Directors","You rated",'
    '"IMDb Rating","Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"\n'
    '"1","tt0211915","Sat Jan 14 00:00:00 2012","","","Le fabuleux destin d\'Amélie Poulain","Feature Film",'
    '"Jean-Pierre Jeunet","9","8.4","122","2001","comedy, romance","311885","2001-04-25",'
    '"http://www.imdb.com/title/tt0211915/"\n'
    '"2","tt0959621","Sun Mar  1 00:00:00 2015","","","Breaking Bad: Pilot","TV Episode","","10","9.0","58",'
    '"2008","drama","3467","2008-01-20","http://www.imdb.com/title/tt0959621/"\n'
)
IMDB_LIST = (
    "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
    "Num Votes,Release Date,Directors,Your Rating,Date Rated\n"
    '1,tt0133093,2019-05-04,2019-05-04,"a note,\nof two lines",The Matrix,https://www.imdb.com/title/tt0133093/,'
    'movie,8.7,136,1999,"Action, Sci-Fi",1600000,1999-03-31,"Lana Wachowski, Lilly Wachowski",,\n'
    "2,tt0114369,2019-05-05,2019-05-05,,Se7en,https://www.imdb.com/title/tt0114369/,movie,8.6,127,1995,Crime,"
    "1600000,1995-09-22,David Fincher,8,2020-01-02\n"
)
IMDB_NEWEST = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
    "Num Votes,Release Date,Directors\n"
    'tt0245429,10,2024-01-05,Spirited Away,Sen to Chihiro no kamikakushi,https://x/,Movie,8.6,124,2001,"A, B",'
    "900000,2001-07-20,Hayao Miyazaki\n"
    "tt0903747,10,2024-01-05,Breaking Bad,Breaking Bad,https://x/,TV Series,9.5,45,2008,Drama,1,2008-01-20,\n"
    "tt11650328,8,2024-01-06,Half Loop,Half Loop,https://x/,TV Episode,8.2,57,2022,Drama,30000,2022-02-18,\n"
    "tt0185906,9,2024-01-06,Band of Brothers,Band of Brothers,https://x/,TV Mini Series,9.4,594,2001,War,1,,\n"
    "tt2140553,7,2024-01-06,The Last of Us,The Last of Us,https://x/,Video Game,9.5,,2013,Action,1,,\n"
)


def seconds(*date: int) -> int:
    return int(datetime(*date, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


def read(folder: Path, text: str | bytes, name: str = "export.csv") -> PersonalExport:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_personal_export(path)


def refusal(folder: Path, text: str | bytes, name: str = "export.csv") -> str:
    with pytest.raises(DataSetError) as caught:
        read(folder, text, name)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def archive(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return path


def facts(row: PersonalRow) -> tuple[RowKind, str, int | None, float | None, int]:
    return row.kind, row.title, row.year, row.stars, row.noted_at


class TestLetterboxd:
    def test_ratings_have_half_stars_and_iso_dates(self, tmp_path: Path) -> None:
        export = read(tmp_path, LETTERBOXD_RATINGS)

        assert export.source == "Letterboxd"
        assert [facts(row) for row in export.rows] == [
            (RowKind.RATING, "Amélie", 2001, 4.5, seconds(2024, 3, 1)),
            (RowKind.RATING, "The Good, the Bad and the Ugly", 1966, 5.0, seconds(2024, 3, 2)),
            (RowKind.RATING, "千と千尋の神隠し", None, 0.5, seconds(2024, 3, 3)),
        ]
        assert [(row.number, row.line) for row in export.rows] == [(1, 2), (2, 3), (3, 4)]

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("watched.csv", RowKind.SEEN),
            ("watched (1).csv", RowKind.SEEN),
            ("watchlist.csv", RowKind.WATCHLIST),
            ("watchlist-anna-2024-01-01.csv", RowKind.WATCHLIST),
        ],
    )
    def test_lists_without_ratings_are_told_apart_by_name(self, tmp_path: Path, name: str, kind: RowKind) -> None:
        assert [row.kind for row in read(tmp_path, LETTERBOXD_LIST, name).rows] == [kind]

    def test_a_list_that_may_be_either_is_asked_about(self, tmp_path: Path) -> None:
        assert "name the file watched.csv or watchlist.csv" in refusal(tmp_path, LETTERBOXD_LIST, "films.csv")

    def test_a_diary_gives_ratings_and_seen_films(self, tmp_path: Path) -> None:
        export = read(
            tmp_path,
            "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
            '2024-05-02,"Heat",1995,https://boxd.it/a,4,,"crime, la",2024-05-01\n'
            "2024-05-03,Arrival,2016,https://boxd.it/b,,Yes,,2024-05-03\n",
            "diary.csv",
        )

        assert [(row.kind, row.stars) for row in export.rows] == [(RowKind.RATING, 4.0), (RowKind.SEEN, None)]

    def test_the_whole_archive_is_read_without_what_was_deleted(self, tmp_path: Path) -> None:
        export = read_personal_export(
            archive(
                tmp_path / "letterboxd-anna-2024-05-05-10-00-utc.zip",
                {
                    "deleted/diary.csv": "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Gone,2000,u,1\n",
                    "deleted/ratings.csv": "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Gone,2000,u,1\n",
                    "orphaned/watched.csv": LETTERBOXD_LIST,
                    "profile.csv": "Date Joined,Username\n2018-03-01,anna\n",
                    "likes/films.csv": LETTERBOXD_LIST,
                    "ratings.csv": LETTERBOXD_RATINGS,
                    "watched.csv": LETTERBOXD_LIST,
                    "watchlist.csv": "Date,Name,Year,Letterboxd URI\n",
                },
            )
        )

        assert [(row.number, row.file, row.kind) for row in export.rows] == [
            (1, "ratings.csv", RowKind.RATING),
            (2, "ratings.csv", RowKind.RATING),
            (3, "ratings.csv", RowKind.RATING),
            (4, "watched.csv", RowKind.SEEN),
        ]

    @pytest.mark.parametrize("folder", ["deleted", "orphaned"])
    def test_what_was_deleted_is_not_read_where_nothing_else_is_there(self, tmp_path: Path, folder: str) -> None:
        path = archive(tmp_path / "letterboxd.zip", {f"{folder}/ratings.csv": LETTERBOXD_RATINGS})

        with pytest.raises(DataSetError, match=r"holds none of ratings\.csv"):
            read_personal_export(path)

    def test_a_folder_is_read_like_its_archive(self, tmp_path: Path) -> None:
        (tmp_path / "ratings.csv").write_text(LETTERBOXD_RATINGS, encoding="utf-8")
        (tmp_path / "watchlist.csv").write_text(LETTERBOXD_LIST, encoding="utf-8")

        assert [row.kind for row in read_personal_export(tmp_path).rows] == 3 * [RowKind.RATING] + [RowKind.WATCHLIST]

    def test_a_rating_off_the_scale_is_left_out(self, tmp_path: Path) -> None:
        export = read(tmp_path, LETTERBOXD_RATINGS + "2024-03-04,Heat,1995,u,9\n2024-03-04,,1995,u,4\n")

        assert len(export.rows) == 3
        assert [(row.line, row.title, row.reason) for row in export.left_out] == [
            (5, "Heat", "a rating that is not on the scale: 9"),
            (6, "", "no title"),
        ]


class TestImdb:
    def test_the_newest_ratings_are_halved_and_leave_television_out(self, tmp_path: Path) -> None:
        export = read(tmp_path, IMDB_NEWEST)

        assert export.source == "IMDb"
        film, series = export.rows
        assert facts(film) == (RowKind.RATING, "Spirited Away", 2001, 5.0, seconds(2024, 1, 5))
        assert film.other_titles == ("Sen to Chihiro no kamikakushi",)
        assert film.imdb_id == 245429
        assert (series.title, series.form, film.form) == ("Band of Brothers", MINI_SERIES, "")
        assert [(row.title, row.reason) for row in export.left_out] == [
            ("Breaking Bad", "a TV series"),
            ("Half Loop", "a TV episode"),
            ("The Last of Us", "a video game"),
        ]

    def test_the_oldest_ratings_have_their_date_in_words(self, tmp_path: Path) -> None:
        export = read(tmp_path, IMDB_OLDEST)

        assert [facts(row) for row in export.rows] == [
            (RowKind.RATING, "Le fabuleux destin d'Amélie Poulain", 2001, 4.5, seconds(2012, 1, 14))
        ]
        assert export.rows[0].imdb_id == 211915
        assert [row.reason for row in export.left_out] == ["a TV episode"]

    def test_a_watchlist_names_films_to_see_and_those_rated_since(self, tmp_path: Path) -> None:
        assert [facts(row) for row in read(tmp_path, IMDB_LIST).rows] == [
            (RowKind.WATCHLIST, "The Matrix", 1999, None, seconds(2019, 5, 4)),
            (RowKind.RATING, "Se7en", 1995, 4.0, seconds(2020, 1, 2)),
        ]

    def test_an_old_watchlist_is_one_though_its_columns_are_those_of_ratings(self, tmp_path: Path) -> None:
        export = read(tmp_path, IMDB_OLDEST.replace('"9","8.4"', '"","8.4"'))

        assert [row.kind for row in export.rows] == [RowKind.WATCHLIST]

    @pytest.mark.parametrize("title_type", ["Short", "tvShort", "Kurzfilm", "Court métrage"])
    def test_a_short_film_is_named_as_one(self, tmp_path: Path, title_type: str) -> None:
        assert read(tmp_path, IMDB_NEWEST.replace("Movie", title_type)).rows[0].form == "short film"

    @pytest.mark.parametrize(
        ("title_type", "reason"),
        [
            ("Série télévisée", "a TV series"),
            ("Fernsehserie", "a TV series"),
            ("Episodio de TV", "a TV episode"),
            ("tvEpisode", "a TV episode"),
            ("podcastEpisode", "a podcast"),
            ("Podcast Series", "a podcast"),
            ("Videospiel", "a video game"),
            ("musicVideo", "a music video"),
            ("Podcast", "a podcast"),
        ],
    )
    def test_television_is_known_in_other_languages(self, tmp_path: Path, title_type: str, reason: str) -> None:
        export = read(tmp_path, IMDB_NEWEST.replace("Movie", title_type))

        assert (export.left_out[0].title, export.left_out[0].reason) == ("Spirited Away", reason)

    @pytest.mark.parametrize("title_type", ["Film", "Spielfilm", "tvMovie", "TV Movie", "short", "Téléfilm", ""])
    def test_films_of_all_kinds_are_kept(self, tmp_path: Path, title_type: str) -> None:
        assert read(tmp_path, IMDB_NEWEST.replace("Movie", title_type)).rows[0].title == "Spirited Away"

    @pytest.mark.parametrize("rating", ["0", "11", "7.5", "nine", "-1", "1e1"])
    def test_a_rating_off_the_scale_is_left_out(self, tmp_path: Path, rating: str) -> None:
        export = read(tmp_path, IMDB_NEWEST.replace(",10,2024-01-05,Spirited", f",{rating},2024-01-05,Spirited"))

        assert "is not from 1 to 10" in export.left_out[0].reason


class TestDates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2024-03-01", seconds(2024, 3, 1)),
            ("2024-03-01T10:20:30Z", seconds(2024, 3, 1, 10, 20, 30)),
            ("2024-03-01T10:20:30+02:00", seconds(2024, 3, 1, 8, 20, 30)),
            ("Sat Jan 14 00:00:00 2012", seconds(2012, 1, 14)),
            ("Sun Mar  1 00:00:00 2015", seconds(2015, 3, 1)),
            ("14/01/2012", seconds(2012, 1, 14)),
            ("01/14/2012", seconds(2012, 1, 14)),
            ("03/03/2012", seconds(2012, 3, 3)),
            ("01.03.2024", seconds(2024, 3, 1)),
            ("14/01/12 21:05", seconds(2012, 1, 14, 21, 5)),
            ("1/14/2012 9:05 PM", seconds(2012, 1, 14, 21, 5)),
            ("01.02.98", seconds(1998, 2, 1)),
            ("Jan 14, 2012", seconds(2012, 1, 14)),
            ("14. März 2012 12:00", seconds(2012, 3, 14, 12)),
            ("14 juin 2012", seconds(2012, 6, 14)),
            ("14 juil. 2012", seconds(2012, 7, 14)),
            ("14 de enero de 2012", seconds(2012, 1, 14)),
            ("14 settembre 2012", seconds(2012, 9, 14)),
            ("14 de outubro de 2012", seconds(2012, 10, 14)),
            ("1326499200", seconds(2012, 1, 14)),
            ("01/03/2024", 0),
            ("14 brumaire 2012", 0),
            ("2024-02-31", 0),
            ("1950-01-01", 0),
            ("yesterday", 0),
            ("", 0),
        ],
    )
    def test_a_date_is_read_where_it_can_mean_one_day(self, tmp_path: Path, text: str, expected: int) -> None:
        export = read(tmp_path, f'Date,Name,Year,Letterboxd URI,Rating\n"{text}",Heat,1995,u,4\n')

        assert export.rows[0].noted_at == expected

    def test_one_date_tells_the_order_of_all(self, tmp_path: Path) -> None:
        export = read(
            tmp_path,
            "Date,Name,Year,Letterboxd URI,Rating\n01/03/2024,Heat,1995,u,4\n25/03/2024,Alien,1979,u,4\n",
        )

        assert [row.noted_at for row in export.rows] == [seconds(2024, 3, 1), seconds(2024, 3, 25)]


class TestOddText:
    @pytest.mark.parametrize(
        "content",
        [
            b"\xef\xbb\xbf" + LETTERBOXD_RATINGS.encode(),
            LETTERBOXD_RATINGS.replace("\n", "\r\n").encode(),
            LETTERBOXD_RATINGS.replace("\n", "\r").encode(),
            ("\n\n" + LETTERBOXD_RATINGS + "\n,,,,\n").encode(),
            LETTERBOXD_RATINGS.replace("\n", ",,\n").replace("Rating,,", "Rating").encode(),
            ("sep=,\n" + LETTERBOXD_RATINGS).encode(),
            LETTERBOXD_RATINGS.encode("utf-16"),
        ],
        ids=["byte order mark", "CRLF", "CR", "blank lines", "empty cells at the end", "sep=", "UTF-16"],
    )
    def test_what_spreadsheets_do_to_a_file_does_not_matter(self, tmp_path: Path, content: bytes) -> None:
        expected = [facts(row) for row in read(tmp_path, LETTERBOXD_RATINGS).rows]

        assert [facts(row) for row in read(tmp_path, content).rows] == expected

    def test_semicolons_and_tabs_separate_too(self, tmp_path: Path) -> None:
        for separator in ";\t":
            text = "Date,Name,Year,Letterboxd URI,Rating\n2024-03-01,Heat,1995,u,4.5\n".replace(",", separator)
            assert read(tmp_path, text).rows[0].stars == 4.5

    def test_semicolons_and_decimal_commas_as_excel_writes_them(self, tmp_path: Path) -> None:
        text = "sep=;\nDate;Name;Year;Letterboxd URI;Rating\n14.01.12;Heat;1995;u;4,5\n"

        assert facts(read(tmp_path, text).rows[0]) == (RowKind.RATING, "Heat", 1995, 4.5, seconds(2012, 1, 14))

    def test_one_stray_byte_leaves_the_other_accents_as_they_are(self, tmp_path: Path) -> None:
        content = LETTERBOXD_RATINGS.encode() + b"2024-03-01,Caf\xe9 Society,2016,u,4\n"

        assert [row.title for row in read(tmp_path, content).rows][::3] == ["Amélie", "Café Society"]

    def test_windows_text_keeps_its_accents(self, tmp_path: Path) -> None:
        content = "Date,Name,Year,Letterboxd URI,Rating\n2024-03-01,Amélie – “x”,2001,u,4\n".encode("cp1252")

        assert read(tmp_path, content).rows[0].title == "Amélie – “x”"

    def test_quotes_and_line_breaks_inside_of_names(self, tmp_path: Path) -> None:
        export = read(
            tmp_path,
            "Date,Name,Year,Letterboxd URI,Rating\n"
            '2024-03-01,"Good Night, ""and"" Good\nLuck",2005,u,4\n'
            '2024-03-01,The "Burbs",1989,u,4\n'
            '2024-03-01,"The "Burbs" again",1989,u,4\n',
        )

        assert [row.title for row in export.rows] == [
            'Good Night, "and" Good Luck',
            'The "Burbs"',
            'The Burbs" again"',
        ]

    def test_control_characters_stay_outside(self, tmp_path: Path) -> None:
        text = "Date,Name,Year,Letterboxd URI,Rating\n2024-03-01,\x1b[31mHe\x07at,1995,u,4\n"

        assert read(tmp_path, text).rows[0].title == "[31mHeat"

    def test_a_control_character_between_spaces_leaves_one_space(self) -> None:
        assert title_text("S\t\x01\tpirited  Away") == "S pirited Away"
        assert title_text("Lilo &amp; Stitch &copy&#39;s") == "Lilo & Stitch &copy's"

    def test_a_row_of_too_many_cells_is_left_out_alone(self, tmp_path: Path) -> None:
        export = read(tmp_path, LETTERBOXD_RATINGS + "2024-03-04,Me, Myself & Irene,2000,u,3\n")

        assert len(export.rows) == 3
        assert [(row.line, row.reason) for row in export.left_out] == [
            (5, "another number of cells than the first line")
        ]


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
    def test_an_empty_file(self, tmp_path: Path, content: bytes) -> None:
        assert refusal(tmp_path, content).startswith("export.csv is empty; give an export")

    def test_a_header_alone(self, tmp_path: Path) -> None:
        assert "lists no films" in refusal(tmp_path, IMDB_NEWEST.splitlines()[0])

    def test_a_web_page(self, tmp_path: Path) -> None:
        assert "is a web page" in refusal(tmp_path, "\n<!DOCTYPE html><html></html>")

    @pytest.mark.parametrize(
        "text",
        [
            "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n",
            "hello\n",
            ",,,\n1",
        ],
    )
    def test_another_file(self, tmp_path: Path, text: str) -> None:
        assert "does not begin with the columns of a known export" in refusal(tmp_path, text)

    @pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x81", b"\x00\x01", b"\xff\xfeD\x00", b"%PDF-1.4\n"])
    def test_what_is_no_csv_text(self, tmp_path: Path, content: bytes) -> None:
        refusal(tmp_path, content)

    def test_a_nul_byte_is_named_with_its_line(self, tmp_path: Path) -> None:
        assert "export.csv, line 2: a NUL byte" in refusal(tmp_path, LETTERBOXD_RATINGS.replace("é", "\0"))

    @pytest.mark.parametrize("row", ['2024-03-04,"Heat,1995,u,4\n', '2024-03-04,Heat,1995,u,"4\n2024,x,1,u,4\n'])
    def test_a_quote_that_is_not_closed(self, tmp_path: Path, row: str) -> None:
        text = LETTERBOXD_RATINGS + row + "2024-03-05,Alien,1979,u,4\n" * 3

        assert "a quotation mark is not closed" in refusal(tmp_path, text)

    def test_a_cell_without_end(self, tmp_path: Path) -> None:
        assert "is not closed" in refusal(tmp_path, LETTERBOXD_RATINGS + '2024,"' + "x" * 200_000)

    def test_rows_that_do_not_fit_the_header(self, tmp_path: Path) -> None:
        text = "Date,Name,Year,Letterboxd URI,Rating\n" + "a,b\n" * 3

        assert "line 2: the row does not have the 5 cells" in refusal(tmp_path, text)

    def test_a_file_of_200_megabytes_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "ratings.csv"
        with path.open("wb") as stream:
            stream.truncate(200 * 2**20)

        with pytest.raises(DataSetError, match="has 200 MiB, and exports of films are far smaller"):
            read_personal_export(path)
        with pytest.raises(DataSetError, match="has 200 MiB"):
            read_personal_export(tmp_path)

    def test_too_many_rows(self, tmp_path: Path) -> None:
        text = "Date,Name,Year,Letterboxd URI,Rating\n" + "2024-01-01,X,2000,u,4\n" * (MOST_ROWS + 1)

        assert f"more than {MOST_ROWS:,} rows" in refusal(tmp_path, text)

    def test_a_missing_path(self, tmp_path: Path) -> None:
        for path in (tmp_path / "none.csv", Path("\0"), tmp_path / ("x" * 5000)):
            with pytest.raises(DataSetError):
                read_personal_export(path)

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")

        with pytest.raises(DataSetError, match="is no file or folder"):
            read_personal_export(tmp_path / "pipe.csv")

    def test_a_folder_or_archive_without_an_export(self, tmp_path: Path) -> None:
        (tmp_path / "ratings").mkdir()
        for path in (tmp_path / "ratings", archive(tmp_path / "x.zip", {"a.txt": "x", "b.txt": "y"})):
            with pytest.raises(DataSetError, match=r"holds none of ratings\.csv, watched\.csv, watchlist\.csv"):
                read_personal_export(path)

    def test_the_only_csv_file_of_an_archive_is_read_whatever_its_name(self, tmp_path: Path) -> None:
        path = archive(tmp_path / "imdb.zip", {"0f6c.csv": IMDB_NEWEST, "read me.txt": "x"})

        assert len(read_personal_export(path).rows) == 2

    def test_a_bomb_is_refused_before_it_is_unpacked(self, tmp_path: Path) -> None:
        path = archive(tmp_path / "x.zip", {"ratings.csv": bytes(LARGEST_FILE // 8)})

        with pytest.raises(DataSetError, match=r"unpacks to more than .* give an export"):
            read_personal_export(path)

    def test_an_archive_that_climbs_out_or_links_is_refused(self, tmp_path: Path) -> None:
        climbing = archive(tmp_path / "a.zip", {"../ratings.csv": LETTERBOXD_RATINGS})
        linking = archive(tmp_path / "b.zip", {"watched.csv": LETTERBOXD_LIST})
        link = zipfile.ZipInfo("ratings.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(linking, "a") as written:
            written.writestr(link, "/etc/passwd")

        for path in (climbing, linking):
            with pytest.raises(DataSetError, match="is refused"):
                read_personal_export(path)

    def test_a_damaged_archive(self, tmp_path: Path) -> None:
        path = archive(tmp_path / "x.zip", {"ratings.csv": LETTERBOXD_RATINGS * 20})
        path.write_bytes(path.read_bytes()[:-30])

        with pytest.raises(DataSetError, match="not a whole zip archive"):
            read_personal_export(path)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{", "is not whole JSON"),
            ("[" * 100_000, "is not whole JSON"),
            ("[1" + "0" * 10_000 + "]", "is not whole JSON"),
            ("[]", "lists no films"),
            ('{"rows": []}', "is JSON of no known export"),
        ],
    )
    def test_json_of_no_export(self, tmp_path: Path, text: str, expected: str) -> None:
        assert expected in refusal(tmp_path, text, "x.json")
