"""Tiny data sets in every known layout: three movies, two users, five ratings."""

from __future__ import annotations

import zipfile
from pathlib import Path

MATRIX, AMELIE, REC = 1, 2, 30

GENRES_100K = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama",
    "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip

WHOLE_STAR_ROWS = [
    (7, 1, 5, 880000001),
    (7, 2, 3, 880000002),
    (7, 30, 1, 880000003),
    (9, 1, 4, 0),
    (9, 30, 2, 5),
]
HALF_STAR_ROWS = [
    (7, 1, 4.5, 880000001),
    (7, 2, 3, 880000002),
    (7, 30, 0.5, 880000003),
    (9, 1, 4, 0),
    (9, 30, 2, 5),
]

Files = dict[str, bytes]


def _flags(*genres: str) -> str:
    return "|".join("1" if genre in genres else "0" for genre in GENRES_100K)


def ml_100k() -> Files:
    """latin-1, like the official files."""
    items = [
        f"1|Matrix, The (1999)|01-Jan-1999||http://example.org/?a|{_flags('Action', 'Sci-Fi')}",
        f"2|Amélie (2001)|01-Jan-2001|||{_flags('Romance')}",
        f"30|[REC] (2007) ||||{_flags('unknown')}",
    ]
    return {
        "u.data": "".join(f"{u}\t{m}\t{r}\t{t}\n" for u, m, r, t in WHOLE_STAR_ROWS).encode(),
        "u.item": ("\n".join(items) + "\n").encode("latin-1"),
        "u.user": b"7|24|M|technician|85711\n9|53|F|other|94043\n",
        "u.genre": "".join(f"{name}|{place}\n" for place, name in enumerate(GENRES_100K)).encode() + b"\n",
    }


def ml_1m() -> Files:
    """latin-1, with two colons inside a title."""
    movies = "1::Matrix, The (1999)::Action|Sci-Fi\n2::Amélie:: the film (2001)::Romance\n30::[REC] (2007)::\n"
    return {
        "ratings.dat": "".join(f"{u}::{m}::{r}::{t}\n" for u, m, r, t in WHOLE_STAR_ROWS).encode(),
        "movies.dat": movies.encode("latin-1"),
        "users.dat": b"7::F::1::10::48067\n9::M::56::16::70072\n",
    }


def ml_10m() -> Files:
    """UTF-8, half stars, no users."""
    movies = "1::Matrix, The (1999)::Action|Sci-Fi\n2::Amélie (2001)::Romance\n30::[REC] (2007)::(no genres listed)\n"
    return {
        "ratings.dat": "".join(f"{u}::{m}::{r:g}::{t}\n" for u, m, r, t in HALF_STAR_ROWS).encode(),
        "movies.dat": movies.encode(),
    }


def csv_files() -> Files:
    """UTF-8 with quoted commas, half stars and links, as since 2015."""
    movies = (
        'movieId,title,genres\r\n1,"Matrix, The (1999)",Action|Sci-Fi\r\n2,Amélie (2001),Romance\r\n'
        "30,[REC] (2007),(no genres listed)\r\n"
    )
    rows = "".join(f"{u},{m},{r:g},{t}\r\n" for u, m, r, t in HALF_STAR_ROWS)
    return {
        "ratings.csv": f"userId,movieId,rating,timestamp\r\n{rows}".encode(),
        "movies.csv": movies.encode(),
        "links.csv": b"movieId,imdbId,tmdbId\r\n1,0133093,603\r\n2,0211915,\r\n",
        "tags.csv": b"userId,movieId,tag,timestamp\r\n7,1,great,5\r\n",
    }


def recbole_100k() -> Files:
    """As the second source carries ml-100k."""
    items = (
        "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
        "1\tMatrix, The\t1999\tAction Sci-Fi\n2\tAmélie\t2001\tRomance\n30\t[REC]\t2007\tunknown\n"
    )
    rows = "".join(f"{u}\t{m}\t{r}\t{t}\n" for u, m, r, t in WHOLE_STAR_ROWS)
    users = "user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token\n"
    return {
        "ml-100k.inter": f"user_id:token\titem_id:token\trating:float\ttimestamp:float\n{rows}".encode(),
        "ml-100k.item": items.encode(),
        "ml-100k.user": f"{users}7\t24\tM\ttechnician\t85711\n9\t53\tF\tother\t94043\n".encode(),
    }


def write_folder(folder: Path, files: Files) -> Path:
    """Writes the files into `folder` and gives it back."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def write_zip(path: Path, files: Files, inner: str = "") -> Path:
    """Writes the files into a zip archive, inside the folder `inner`, and gives its path back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{inner}/{name}" if inner else name, content)
    return path
