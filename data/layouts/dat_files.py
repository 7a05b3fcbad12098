"""MovieLens 1M and 10M: '::' between the fields; 1M knows its users, 10M has half stars."""

import pandas as pd

from data.layouts.base import Layout, Members, movie_table, user_table
from data.layouts.tag_files import read_dat_tags
from data.rating_format import CHUNK_COLUMNS, RatingFormat
from data.scale import HALF_STARS, WHOLE_STARS
from data.text_tables import Encoding, TextTable, decode, read_separated

# The codes of ml-1m's README, in the words that ml-100k uses where both know the occupation.
_OCCUPATIONS = (
    "other", "educator", "artist", "clerical/admin", "college/grad student", "customer service", "doctor",
    "executive", "farmer", "homemaker", "K-12 student", "lawyer", "programmer", "retired", "marketing",
    "scientist", "self-employed", "engineer", "tradesman/craftsman", "unemployed", "writer",
)  # fmt: skip


def _read_movies(members: Members) -> pd.DataFrame:
    member = members["movies.dat"]
    table = TextTable(member.name, ("movie_id", "title", "genres"), [], [])
    for number, line in enumerate(decode(member, Encoding.LEGACY).split("\n"), start=1):
        row = line.rstrip("\r")
        if not row.strip():
            continue
        # A title may hold colons, even two: the first and the last '::' are the separators.
        movie_id, first, rest = row.partition("::")
        title, second, genres = rest.rpartition("::")
        if not first or not second:
            raise table.broken(number, "3 fields separated by '::' are expected")
        table.rows.append([movie_id, title, genres])
        table.lines.append(number)
    genre_lists = [text.split("|") for text in table.texts("genres")]
    return movie_table(table.checked(), table.texts("title"), genre_lists)


def _read_users(members: Members) -> pd.DataFrame:
    table = read_separated(members["users.dat"], "::", ("user_id", "gender", "age", "occupation", "zip code"))
    occupations: list[str | None] = []
    for line, code in zip(table.lines, table.texts("occupation"), strict=True):
        if not (code.isascii() and code.isdigit() and len(code) <= 2 and int(code) < len(_OCCUPATIONS)):
            raise table.broken(line, f"the occupation code {code[:40]!r} is not one of 0 to 20")
        occupations.append(_OCCUPATIONS[int(code)])
    return user_table(table, occupations)


def _rating_format(_members: Members) -> RatingFormat:
    return RatingFormat("::", CHUNK_COLUMNS)


ML_1M = Layout(
    description="MovieLens 1M",
    name="ml-1m",
    ratings_file="ratings.dat",
    needed=("ratings.dat", "movies.dat", "users.dat"),
    optional=(),
    scale=WHOLE_STARS,
    ages="brackets",
    read_movies=_read_movies,
    read_users=_read_users,
    rating_format=_rating_format,
)

ML_10M = Layout(
    description="MovieLens 10M",
    name="ml-10m",
    ratings_file="ratings.dat",
    needed=("ratings.dat", "movies.dat"),
    optional=(),
    scale=HALF_STARS,
    ages="none",
    read_movies=_read_movies,
    read_users=None,
    rating_format=_rating_format,
    tag_files=("tags.dat",),
    read_tags=read_dat_tags,
)
