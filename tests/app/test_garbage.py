"""Looking for garbage in the pauses between keys."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from movierec_tui.tui import garbage
from movierec_tui.tui.garbage import LONG_PAUSE_SECONDS, PAUSE_SECONDS, REST_SECONDS, PauseCollector
from tests.app.driving import person_at
from tests.library import MATRIX


class Knot:
    """Refers to itself, so that only a search for garbage finds it."""

    def __init__(self) -> None:
        self.itself = self


class Alarm:
    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self.seconds = seconds
        self.ring = ring
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """An event loop whose time goes on when a test says so."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []

    def call_later(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        self.alarms.append(Alarm(seconds, ring))
        return self.alarms[-1]

    def waiting(self) -> list[float]:
        return [alarm.seconds for alarm in self.alarms if not alarm.cancelled]

    def pause(self, seconds: float) -> None:
        """Lets all alarms ring that are due in a pause of so long."""
        due, self.alarms = self.alarms, []
        for alarm in due:
            if alarm.seconds > seconds:
                self.alarms.append(alarm)
            elif not alarm.cancelled:
                alarm.ring()


class App:
    """What the collector is told of the app."""

    def __init__(self) -> None:
        self.passing = False
        self.watching: list[Knot] = []

    def let_go(self) -> None:
        self.watching.clear()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("movierec_tui.tui.garbage.asyncio.get_running_loop", lambda: found)
    return found


@pytest.fixture
def collector(clock: Clock) -> Iterator[PauseCollector]:
    before = gc.get_threshold()
    gc.disable()
    yield PauseCollector()
    gc.enable()
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def much_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "SET_ASIDE", 0)


def test_garbage_is_found_in_the_pause_after_a_key(collector: PauseCollector, clock: Clock, app: App) -> None:
    dropped = weakref.ref(Knot())
    collector.key_pressed(app)
    assert dropped() is not None
    clock.pause(PAUSE_SECONDS)
    assert dropped() is None


def test_what_the_app_lets_go_of_is_garbage(collector: PauseCollector, clock: Clock, app: App) -> None:
    app.watching.append(Knot())
    dropped = weakref.ref(app.watching[0])
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    assert dropped() is None


def test_every_key_puts_the_search_off(collector: PauseCollector, clock: Clock, app: App) -> None:
    for _ in range(5):
        collector.key_pressed(app)
    assert clock.waiting() == [PAUSE_SECONDS]


def found_after_another_key(collector: PauseCollector, clock: Clock, app: App) -> bool:
    """Whether the next short search finds what was there during one, and has become garbage since."""
    kept = [Knot()]
    dropped = weakref.ref(kept[0])
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    kept.clear()
    app.passing = False
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    return dropped() is None


@pytest.mark.usefixtures("much_is_new")
def test_much_that_is_new_is_set_aside(collector: PauseCollector, clock: Clock, app: App) -> None:
    assert not found_after_another_key(collector, clock, app)


def test_little_that_is_new_is_not_set_aside(
    collector: PauseCollector, clock: Clock, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "SET_ASIDE", 10**9)
    assert found_after_another_key(collector, clock, app)


@pytest.mark.usefixtures("much_is_new")
def test_what_will_be_closed_is_not_set_aside(collector: PauseCollector, clock: Clock, app: App) -> None:
    app.passing = True
    assert found_after_another_key(collector, clock, app)


@pytest.mark.usefixtures("much_is_new")
def test_what_became_garbage_later_is_found_in_a_long_pause(
    collector: PauseCollector, clock: Clock, app: App
) -> None:
    kept = [Knot()]
    dropped = weakref.ref(kept[0])
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    kept.clear()
    gc.collect()
    assert dropped() is not None, "it was not set aside"
    clock.pause(LONG_PAUSE_SECONDS)
    assert dropped() is None
    assert clock.waiting() == [], "nobody presses keys: there is nothing more to look for"


@pytest.mark.usefixtures("much_is_new")
def test_after_many_keys_a_rest_is_long_enough_for_a_full_search(
    collector: PauseCollector, clock: Clock, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "SHORT_PAUSES", 2)
    kept = [Knot()]
    dropped = weakref.ref(kept[0])
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    kept.clear()
    clock.pause(REST_SECONDS)
    assert dropped() is not None
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    assert dropped() is not None
    clock.pause(REST_SECONDS)
    assert dropped() is None


@pytest.mark.usefixtures("collector")
def test_memory_is_given_back_after_a_full_search_only(clock: Clock, app: App) -> None:
    given_back: list[int] = []
    collector = PauseCollector(lambda: given_back.append(1))
    collector.key_pressed(app)
    clock.pause(PAUSE_SECONDS)
    assert not given_back
    clock.pause(LONG_PAUSE_SECONDS)
    assert given_back == [1]


def test_all_that_is_loaded_is_set_aside(collector: PauseCollector) -> None:
    collector.all_loaded()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[2] == garbage.FULL_THRESHOLD


async def test_a_film_that_was_closed_is_not_kept(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("Nearest films ·")
        closed = weakref.ref(person.app.screen)
        await person.press("escape")
        await person.until(lambda: not person.app.passing)

        def gone() -> bool:
            person.app.let_go()
            gc.collect()
            return closed() is None

        await person.until(gone)
