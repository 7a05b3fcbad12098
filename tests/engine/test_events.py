from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import DoneEvent, Event, FailedEvent, ProgressEvent, StartEvent, from_line, to_line

numbers = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 2**53)
words = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | counts | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


def facts(*taken: str) -> st.SearchStrategy[dict[str, Any]]:
    """What a job tells beside its event's own fields."""
    return st.dictionaries(words.filter(lambda name: name not in {"event", *taken}), values, max_size=4)


events: st.SearchStrategy[Event] = st.one_of(
    st.builds(StartEvent, job=words, total=counts, details=facts("job", "total")),
    st.builds(
        ProgressEvent,
        phase=words,
        done=counts,
        total=counts,
        eta_seconds=st.none() | numbers,
        epoch=st.none() | counts,
        train_loss=st.none() | numbers,
        val_rmse=st.none() | numbers,
    ),
    st.builds(DoneEvent, result=facts()),
    st.builds(FailedEvent, message=words, cancelled=st.booleans()),
)


@settings(derandomize=True, deadline=None)
@given(events)
def test_an_event_comes_back_from_its_line(event: Event) -> None:
    assert from_line(to_line(event)) == event


@settings(derandomize=True, deadline=None)
@given(events)
def test_an_event_is_one_line(event: Event) -> None:
    assert "\n" not in to_line(event)
    assert "\r" not in to_line(event)


def test_a_result_lies_flat_beside_the_events_name() -> None:
    line = to_line(DoneEvent({"run_id": 3, "metrics": {"rmse": 0.9}}))

    assert json.loads(line) == {"event": "done", "run_id": 3, "metrics": {"rmse": 0.9}}


def test_titles_stay_readable() -> None:
    assert "Amélie 🎬" in to_line(FailedEvent("Amélie 🎬"))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Traceback (most recent call last):",
        "{",
        "[]",
        "17",
        "null",
        "{}",
        '{"event": null}',
        '{"event": "finished"}',
        '{"event": ["done"]}',
        '{"done": 1, "total": 2}',
        '{"event": "start"}',
        '{"event": "progress", "done": 1}',
        '{"event": "progress", "phase": "ratings", "done": 1, "total": 2, "mood": "good"}',
        '{"event": "failed"}',
    ],
)
def test_what_is_no_event_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"not an event|Expecting|property name"):
        from_line(line)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_no_other_error_comes_from_any_text(line: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        from_line(line)
