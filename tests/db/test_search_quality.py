"""Searches that people would type, on the official ml-latest-small."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from data.readers import open_data_set
from db.importing.importer import import_data_set
from db.search.films import search_movies
from db.store.database import open_store

pytestmark = pytest.mark.real_data

FIRST = """
matrix                            The Matrix 1999
the matrix                        The Matrix 1999
matirx                            The Matrix 1999
teh matrix                        The Matrix 1999
matrix 1999                       The Matrix 1999
spider-man                        Spider-Man 2002
spiderman                         Spider-Man 2002
amazing spiderman                 The Amazing Spider-Man 2012
amelie                            Amelie 2001
amélie                            Amelie 2001
leon                              Léon: The Professional 1994
star:                             Star Wars: Episode IV - A New Hope 1977
star wars                         Star Wars: Episode IV - A New Hope 1977
star wars 4                       Star Wars: Episode IV - A New Hope 1977
empire strikes back               Star Wars: Episode V - The Empire Strikes Back 1980
lrod of the rigns                 The Lord of the Rings: The Fellowship of the Ring 2001
two towers                        The Lord of the Rings: The Two Towers 2002
godfather                         The Godfather 1972
godfather 2                       The Godfather: Part II 1974
teh godfater                      The Godfather 1972
shawshenk redemption              The Shawshank Redemption 1994
pulp ficton                       Pulp Fiction 1994
forest gump                       Forrest Gump 1994
shindler's list                   Schindler's List 1993
silence of lambs                  The Silence of the Lambs 1991
se7en                             Seven 1995
terminator two                    Terminator 2: Judgment Day 1991
judgement day                     Terminator 2: Judgment Day 1991
wall-e                            WALL·E 2008
walle                             WALL·E 2008
e.t.                              E.T. the Extra-Terrestrial 1982
mash                              M*A*S*H 1970
oceans 11                         Ocean's Eleven 2001
fast and furious                  Fast & Furious 2009
lilo stitch                       Lilo & Stitch 2002
romeo + juliet                    William Shakespeare's Romeo + Juliet 1996
2001: a space odyssey             2001: A Space Odyssey 1968
2001 a space oddysey              2001: A Space Odyssey 1968
1984                              1984 1984
2046                              2046 2004
blade runner 2049                 Blade Runner 2049 2017
blade runner 1982                 Blade Runner 1982
bladerunner                       Blade Runner 1982
king kong 1933                    King Kong 1933
doctor strangelove                Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb 1964
xmen                              X-Men 2000
pans labyrinth                    Pan's Labyrinth 2006
la vita e bella                   Life Is Beautiful 1997
spirted away                      Spirited Away 2001
shichinin no samurai              Seven Samurai 1954
twelve angry men                  12 Angry Men 1957
12 monkeys                        Twelve Monkeys 1995
cukoos nest                       One Flew Over the Cuckoo's Nest 1975
rec                               [REC] 2007
ratatoullie                       Ratatouille 2007
brave heart                       Braveheart 1995
harry poter                       Harry Potter and the Sorcerer's Stone 2001
ususal suspects                   The Usual Suspects 1995
good, bad & ugly                  The Good, the Bad and the Ugly 1966
kill bill volume 1                Kill Bill: Vol. 1 2003
mission impossible 2              Mission: Impossible II 2000
jurrasic park                     Jurassic Park 1993
clockwork orange                  A Clockwork Orange 1971
psyco                             Psycho 1960
nausicaa                          Nausicaä of the Valley of the Wind 1984
"""


@pytest.fixture(scope="module")
def films(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    store = open_store(tmp_path_factory.mktemp("real") / "movies.db")
    with open_data_set(real_data / "ml-latest-small.zip") as reader:
        import_data_set(store, reader)
    with store.reading() as connection:
        yield connection
    store.close()


@pytest.mark.parametrize("line", FIRST.strip().splitlines())
def test_the_film_in_mind_is_the_first(films: Connection, line: str) -> None:
    text, expected = line[:34].strip(), line[34:]

    assert [f"{film.display_title} {film.year}" for film in search_movies(films, text)[:1]] == [expected]


def test_nonsense_finds_nothing(films: Connection) -> None:
    for text in ("qwertyuiop", "asdfghjkl zxcv", "🎬", ""):
        assert search_movies(films, text) == []
