"""A person's own keys: what of the file is taken, what is told, and that the app obeys and shows them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_tui.config import keys_path
from movierec_tui.errors import FrontError
from movierec_tui.tui.keys.actions import ACTION_OF_ID, ACTIONS, Action, actions_for
from movierec_tui.tui.keys.key_map import KeyMap, key_map_from, meets, read_key_map, template, write_template
from tests.app.driving import WIDE, Person, person_at


def key_map(text: str) -> KeyMap:
    return key_map_from(tomllib.loads(text), "keys.toml")


def with_keys(text: str) -> None:
    keys_path().parent.mkdir(parents=True)
    keys_path().write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    ['"film.watchlist" = "W"', 'film.watchlist = "W"', '[film]\nwatchlist = "W"', 'film.watchlist = " W ,"'],
)
def test_a_key_is_given_in_any_way_that_toml_has(text: str) -> None:
    assert key_map(text) == KeyMap({"film.watchlist": "W"})


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("/", "slash"),
        ("?", "question_mark"),
        ("shift+w", "W"),
        ("ctrl+W", "ctrl+w"),
        ("f2", "f2"),
        ("+", "plus"),
    ],
)
def test_keys_may_be_written_as_people_do(written: str, key: str) -> None:
    assert key_map(f'"profiles.train" = "{written}"').keys(_action("profiles.train")) == [key]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"film.rat" = "r"', "no action 'film.rat' (do you mean film.rate?)"),
        ('"film.rate" = "hyper"', "'hyper' for film.rate is no key"),
        ('"film.rate" = 3', "film.rate needs keys in quotes"),
        ('"film.rate" = ""', "film.rate needs keys in quotes"),
        ('"film.rate" = "w"', "w for film.rate is the key of film.watchlist already; film.rate keeps r"),
        ('"film.rate" = "k"', "k for film.rate is the key of list.up already"),
        ('"film.rate" = "u"', "u for film.rate is the key of app.undo already"),
        ('"app.undo" = "f"', "f for app.undo is the key of"),
        ('"film.rate" = "ctrl+q"', "is the key of app.quit_anywhere already"),
        ('"film.rate" = "U"\n"film.hide" = "U"', "U for film.hide is the key of film.rate already"),
        ('"query.open" = "a"', "a for query.open would be a letter in a box"),
        ('"app.quit_anywhere" = "Q"', "would be a letter in a box"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_sentence_and_left(text: str, told: str) -> None:
    kept = key_map(text)

    assert len(kept.troubles) == 1
    assert kept.troubles[0].startswith("keys.toml: ")
    assert told in kept.troubles[0]
    assert kept.troubles[0].rsplit(":", 1)[-1].split()[-1].endswith(".")


def test_two_actions_may_change_their_keys_with_each_other() -> None:
    kept = key_map('"film.watchlist" = "x"\n"film.hide" = "w"')

    assert kept == KeyMap({"film.watchlist": "x", "film.hide": "w"})


def test_the_same_key_may_do_different_things_in_different_places() -> None:
    assert not key_map('"users.next" = "w"').troubles


def test_the_registry_itself_has_no_clash_but_those_that_are_meant() -> None:
    everywhere = {key for action in ACTIONS if action.priority for key in action.keys.split(",")}
    assert not [action.id for action in ACTIONS if not action.priority and everywhere & set(action.keys.split(","))]


def test_every_context_meets_itself_and_places_meet_both_ways() -> None:
    contexts = {action.context for action in ACTIONS}
    assert all(meets(one, one) for one in contexts)
    assert all(meets(one, other) == meets(other, one) for one in contexts for other in contexts)


def test_the_template_changes_nothing_until_a_line_is_taken_out_of_its_comment() -> None:
    assert key_map(template()) == KeyMap()
    uncommented = "\n".join(line.removeprefix("#") for line in template().splitlines() if line.startswith('#"'))
    assert key_map(uncommented) == KeyMap()


def test_a_template_is_never_written_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "config" / "keys.toml"
    write_template(path)
    with pytest.raises(FrontError, match="is there already"):
        write_template(path)
    assert read_key_map(path) == KeyMap()


def test_a_file_that_is_not_toml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("film.rate = r", encoding="utf-8")
    (trouble,) = read_key_map(path).troubles
    assert "is not TOML" in trouble


@pytest.mark.parametrize(
    "content", ["x = " + "9" * 5000, "x = " + "[" * 100_000, "a.b = 1\n" * 300_000], ids=["digits", "lists", "keys"]
)
def test_a_hostile_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(content, encoding="utf-8")

    assert "so your keys are not used" in read_key_map(path).troubles[0]


def test_many_wrong_keys_are_not_told_one_by_one() -> None:
    troubles = key_map_from({f"wrong{number}": "x" for number in range(30_000)}, "keys.toml").troubles

    assert len(troubles) == 51
    assert "what follows is not read" in troubles[-1]


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")

    for name in ("pipe.toml", "zero.toml"):
        assert "is no ordinary file" in read_key_map(tmp_path / name).troubles[0]


def test_a_file_that_is_no_text_or_a_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"\xff\xfe")
    (trouble,) = read_key_map(path).troubles
    assert "cannot be read" in trouble
    (trouble,) = read_key_map(tmp_path).troubles
    assert "cannot be read" in trouble


@given(st.dictionaries(st.sampled_from([action.id for action in ACTIONS]) | st.text(), st.text() | st.integers()))
def test_no_file_breaks_the_start(entries: dict[str, object]) -> None:
    kept = key_map_from(entries, "keys.toml")
    for action in ACTIONS:
        assert kept.keys(action)
        assert kept.shown(action)


async def test_the_app_obeys_and_shows_them(anns: Path) -> None:
    with_keys('"film.watchlist" = "W"\n"go.for_you" = "f2"\n"app.help" = "f3"\n')
    async with person_at(anns, WIDE) as person:
        await person.sees("f2 For you")
        await person.type("matrix")
        await person.sees("1999")
        await person.press("down")
        await person.sees("W Watchlist")
        await person.press("w")
        await person.press("W")
        await person.until(lambda: any(said.marks for said in person.app.opinions.values()))
        await person.press("f3")
        await person.sees("W          Puts the film on your watchlist")
        await person.press("escape", "f2")
        await person.until(lambda: person.app.current_mode == "for_you")


async def test_a_letter_that_does_something_everywhere_is_still_text_in_the_search_box(anns: Path) -> None:
    with_keys('"go.training" = "m"')
    async with person_at(anns) as person:
        await person.type("m")
        assert person.app.current_mode == "search"
        await person.press("down", "m")
        await person.until(lambda: person.app.current_mode == "training")


async def test_what_is_wrong_in_the_file_is_told_at_the_start(anns: Path) -> None:
    with_keys('"film.rate" = "w"')
    async with person_at(anns, WIDE) as person:
        await person.until(lambda: "film.rate keeps r" in _notices(person))


def _notices(person: Person) -> str:
    return " ".join(str(notice.message) for notice in person.app._notifications)


def _action(action_id: str) -> Action:
    found = ACTION_OF_ID.get(action_id)
    assert found is not None
    assert found in actions_for(found.context)
    return found


async def test_sentences_of_screens_name_the_persons_own_keys(anns: Path) -> None:
    with_keys(
        '"film.hide" = "f2"\n"film.rate" = "f4"\n"film.watchlist" = "f5"\n"app.undo" = "f6"\n'
        '"app.quick_rate" = "f7"\n"wish.familiar" = "f8"\n"profiles.new" = "f9"\n"saved.new" = "f10"\n'
        '"quick.skip" = "f11"\n"movie.explain" = "f12"\n"dialog.yes" = "Y"\n"profiles.delete" = "D"\n'
    )
    async with person_at(anns, WIDE) as person:
        await person.sees("Popular films", "Ann")
        await person.press("escape", "enter")
        await person.sees("f12 explains")
        await person.press("f2")
        await person.sees("f6 undoes")
        await person.press("2")
        await person.sees("f8 familiar")
        await person.press("tab")
        await person.sees("f5 puts a film on the watchlist")
        await person.press("tab", "tab")
        await person.sees("f2 brings it", "so does f6")
        await person.press("F")
        await person.sees("f10 saves what the list shows now")
        await person.press("escape", "f7")
        await person.sees("f6 goes back", "f11 skip")
        await person.press("escape", "P", "D")
        await person.sees("(Y)")
        await person.press("Y")
        await person.sees("Press f9 and type a name.")


async def test_the_training_screen_names_the_persons_own_keys(anns: Path) -> None:
    with_keys('"training.start" = "f2"\n"go.training" = "f4"\n')
    async with person_at(anns, WIDE) as person:
        await person.sees("Popular films", "Ann")
        await person.press("escape", "f4")
        await person.sees("Start training (f2)")
