from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.marks import FilmMark
from movierec_tui.library.library import Library
from movierec_tui.paths import completed, path_typed, short_path
from movierec_tui.tui.screens.personal_import import MATCHED, TO_CHOOSE, ImportScreen
from tests.app.driving import Person, person_at
from tests.library import AMELIE, LEON, MATRIX, SPIDER_MAN, STAR_WARS, TOY_STORY

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-01-02,The Matrix,1999,https://boxd.it/1,4.5
2024-01-02,Toy Story,1995,https://boxd.it/2,2
2024-01-03,Amelie,2001,https://boxd.it/3,3
2024-01-03,Parasite,2019,https://boxd.it/4,5
2024-01-03,,,https://boxd.it/5,3
2024-01-03,Spider Man,1977,https://boxd.it/6,3
"""


@pytest.fixture
def anns(database: Path) -> Path:
    library = Library.open(database)
    ann = library.profiles.create("ann")
    library.profiles.rate(ann.user_id, TOY_STORY, 2.0)
    library.profiles.mark(ann.user_id, LEON, FilmMark.WATCHLIST, on=True)
    library.close()
    return database


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "my files"
    folder.mkdir()
    path = folder / "ratings.csv"
    path.write_text(LETTERBOXD, encoding="utf-8")
    return path


async def go_to_import(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "2")
    await person.sees("films for ann")
    await person.press("i")
    await person.sees("Import for ann", "before anything is imported")


def screen(person: Person) -> ImportScreen:
    found = person.app.screen
    assert isinstance(found, ImportScreen)
    return found


async def read(person: Person, path: str) -> None:
    screen(person).box.value = path
    await person.press("enter")


async def test_what_would_change_is_shown_before_anything_is_written(anns: Path, export: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, f"'{export}'")
        await person.sees("Letterboxd, ", "new", "already there", "not in this data set", "skipped")
        await person.sees("The Matrix (1999)", "★★★★½", "i imports it")
        library = Library.open(anns)
        assert library.profiles.find("ann").ratings == 1
        library.close()


async def test_one_key_takes_it_all_and_one_undoes_it(anns: Path, export: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(export))
        await person.sees("i imports it")
        await person.press("i")
        await person.sees("Imported", "films for ann", "gets them from")
        await person.until(lambda: person.app.opinions.get(MATRIX) is not None)
        assert person.app.opinions[MATRIX].rating == 4.5
        assert person.app.opinions[AMELIE].rating == 3.0
        await person.press("i")
        await person.sees("Import for ann")
        await read(person, str(export))
        await person.sees("already there")
        assert " new" not in screen(person).query_one("#words").render().plain  # type: ignore[union-attr]
        await person.press("escape", "escape")
        await person.sees("films for ann")
        await person.press("u")
        await person.sees("Undid the import from Letterboxd")
        await person.until(lambda: set(person.app.opinions) == {TOY_STORY, LEON})


async def test_where_a_file_does_not_tell_its_scale_the_person_does(anns: Path, tmp_path: Path) -> None:
    mine, criticker = tmp_path / "mine.csv", tmp_path / "criticker.csv"
    mine.write_text("title,year,rating\nThe Matrix,1999,5\nAmelie,2001,4\n", encoding="utf-8")
    criticker.write_text("Score,Film Name,Year\n90,The Matrix,1999\n40,Amelie,2001\n", encoding="utf-8")

    def stars_in_preview() -> list[float]:
        return [row.row.stars for row in screen(person)._table(MATCHED).rows]

    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(mine))
        await person.sees("How is mine.csv read?", "the highest, 5, is 2.5 ★")
        await person.press("escape")
        await person.sees("mine.csv is not read yet")
        await person.press("enter")
        await person.sees("Up to 10 points")
        await person.press("down", "enter")
        await person.sees("your own list, 2 rows")
        assert stars_in_preview() == [2.5, 2.0]
        await person.press("escape")
        await read(person, str(criticker))
        await person.sees("Criticker, 2 rows")
        assert stars_in_preview() == [4.0, 1.5]
        await person.press("s")
        await person.sees("Divided by 20")
        await person.press("down", "enter")
        await person.sees("are divided by 20")
        assert stars_in_preview() == [4.5, 2.0]


async def test_what_a_list_is_is_asked_and_a_tag_is_one_answer(anns: Path, tmp_path: Path) -> None:
    path = tmp_path / "noir.csv"
    path.write_text("Position,Const,Created,Title,Year\n1,,,The Matrix,1999\n2,,,Toy Story,1995\n", encoding="utf-8")

    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(path))
        await person.sees("How is noir.csv read?", "may be any list of films")
        await person.press("down", "down", "enter")
        await person.sees("Under which tag?")
        await person.press("enter")
        await person.sees("IMDb, 2 rows")
        await person.press("i")
        await person.sees("Imported", "films for ann")
        await person.until(lambda: person.app.opinions.get(MATRIX) is not None)
        assert person.app.opinions[TOY_STORY].tags == ("noir",)
        person.app.open_movie(TOY_STORY)
        await person.sees("tag: noir")


async def test_a_film_that_is_not_here_can_be_named(anns: Path, export: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(export))
        await person.sees("Matched")
        place = next(
            place for place in range(1, 4) if any("Spider" in str(row) for row in screen(person)._table(place).rows)
        )
        await person.press(*["tab"] * place)
        table = screen(person)._table(place)
        at = next(i for i, row in enumerate(table.rows) if "Spider" in str(row))
        await person.press(*["down"] * at, "enter")
        await person.sees("Which film is Spider Man (1977)?")
        if place == TO_CHOOSE:
            await person.press("o")
            await person.sees("A title or an id")
        await person.type(str(SPIDER_MAN))
        await person.press("enter")
        await person.sees("✓ Spider-Man (2002)", "1 choice of yours")
        await person.press("i")
        await person.until(lambda: SPIDER_MAN in person.app.opinions)
        assert person.app.opinions[SPIDER_MAN].rating == 3.0


async def test_a_file_that_is_not_there_is_one_sentence(anns: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        for text, words in (("", "first"), ("/no/such/file.csv", "file.csv"), ("~nobody-at-all/x", "x")):
            await read(person, text)
            await person.sees(words)
            await person.no_longer_sees("Reading")
            assert "Traceback" not in person.screen()
            assert person.app.focused is screen(person).box


async def test_a_wrong_file_is_one_sentence_and_esc_leaves(anns: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(wrong))
        await person.sees("does not begin with")
        await person.press("escape")
        await person.sees("films for ann")


async def test_esc_goes_from_the_lists_to_the_box_and_then_out(anns: Path, export: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(export))
        await person.sees("i imports it")
        assert screen(person)._table(MATCHED).has_focus
        await person.press("escape")
        assert person.app.focused is screen(person).box
        await person.press("escape")
        await person.sees("films for ann")


async def test_esc_leaves_while_a_file_is_read(anns: Path, export: Path) -> None:
    async with person_at(anns) as person:
        await go_to_import(person)
        await read(person, str(export))
        await person.press("escape", "escape")
        await person.sees("films for ann")
        assert set(person.app.opinions) == {TOY_STORY, LEON}


async def test_import_asks_for_a_name_first(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "run 2")
        await person.press("escape", "2")
        await person.sees("Films for you")
        await person.app.run_action("screen.import_file")
        await person.sees("Who is rating?")


# Export


async def test_ratings_are_written_to_a_file(anns: Path, tmp_path: Path) -> None:
    target = tmp_path / "anns.csv"
    async with person_at(anns) as person:
        await person.sees("Popular films", "ann")
        await person.press("escape", "2")
        await person.sees("films for ann")
        await person.press("e")
        await person.sees("Export for ann", "ann-ratings.csv")
        await person.press("down", "down", *["ctrl+u"])
        await person.paste(str(target))
        await person.press("enter")
        await person.sees("Exported", "1 film")
    assert "Toy Story" in target.read_text(encoding="utf-8")


async def test_a_file_that_is_there_is_replaced_only_after_a_yes(anns: Path, tmp_path: Path) -> None:
    target = tmp_path / "anns.json"
    target.write_text("mine", encoding="utf-8")
    async with person_at(anns) as person:
        await person.sees("Popular films", "ann")
        await person.press("escape", "2")
        await person.sees("films for ann")
        await person.press("e", "right", "down", "right", "right", "down", "ctrl+u")
        await person.paste(str(target))
        await person.press("enter")
        await person.sees("exists already")
        await person.press("n")
        assert target.read_text(encoding="utf-8") == "mine"
        await person.press("enter")
        await person.sees("exists already")
        await person.press("y")
        await person.sees("Exported")
    written = json.loads(target.read_text(encoding="utf-8"))
    assert "Léon" in json.dumps(written, ensure_ascii=False)


async def test_the_recommendations_are_written_as_they_are_listed(anns: Path, tmp_path: Path) -> None:
    target = tmp_path / "tonight.csv"
    async with person_at(anns) as person:
        await person.sees("Popular films", "ann")
        await person.press("escape", "2")
        await person.sees("films for ann")
        await person.press("e", "left", "down", "down", "ctrl+u")
        await person.paste(str(target))
        await person.press("enter")
        await person.sees("Exported")
    text = target.read_text(encoding="utf-8")
    assert "Star Wars" in text
    assert "Toy Story" not in text


async def test_a_folder_that_is_not_there_is_one_sentence(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "ann")
        await person.press("escape", "2")
        await person.sees("films for ann")
        await person.press("e", "down", "down", "ctrl+u")
        await person.type("/no/such/folder/x.csv")
        await person.press("enter")
        await person.sees("/no/such/folder")
        assert person.app.opinions[TOY_STORY].rating == 2.0
        assert STAR_WARS not in person.app.opinions


# Paths


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" /a/b.zip ", "/a/b.zip"),
        ("'/a/my file.zip'", "/a/my file.zip"),
        ('"/a/b.zip"', "/a/b.zip"),
        (r"/a/my\ file\ \(1\).zip", "/a/my file (1).zip"),
        ("file:///a/my%20file.zip", "/a/my file.zip"),
        ("/a/it's.zip", "/a/it's.zip"),
    ],
)
def test_a_path_is_read_as_terminals_drop_it(typed: str, meant: str) -> None:
    assert path_typed(typed) == Path(meant)


def test_the_home_folder_has_a_short_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_typed("~/x.csv") == tmp_path / "x.csv"
    assert short_path(tmp_path / "x.csv") == "~/x.csv"
    assert short_path(Path("/else/x.csv")) == "/else/x.csv"


def test_a_path_is_completed_by_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "letterboxd-ann.zip").touch()
    assert completed(f"{tmp_path}/let") == f"{tmp_path}/letterboxd-ann.zip"
    assert completed(f"{tmp_path}/x") is None
    assert completed(f"{tmp_path}/letterboxd-ann.zip") is None
    assert completed("/no/such/folder/x") is None
    assert completed("") is None
