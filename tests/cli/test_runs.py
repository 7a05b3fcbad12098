"""Training runs: which one answers, and which may go."""

from __future__ import annotations

import pytest

from db.store.database import open_store
from tests.cli.conftest import CommandLine
from tests.library import publish_random_run


@pytest.fixture
def two_runs(own_copy: CommandLine) -> CommandLine:
    """Run 2 is active, run 1 is older."""
    store = open_store(own_copy.database)
    publish_random_run(store, seed=1)
    store.close()
    return own_copy


def active(cli: CommandLine) -> list[int]:
    return [run["run_id"] for run in cli.ask("runs") if run["active"]]


def test_the_newest_run_answers_and_comes_first(two_runs: CommandLine) -> None:
    assert [run["run_id"] for run in two_runs.ask("runs")] == [2, 1]
    assert active(two_runs) == [2]


def test_an_older_run_answers_again_after_activating_it(two_runs: CommandLine) -> None:
    newest = two_runs.ask("similar", "movie", 2)

    activated = two_runs.ask("runs", "activate", 1)

    assert (activated["run_id"], activated["active"]) == (1, True)
    assert active(two_runs) == [1]
    assert two_runs.ask("similar", "movie", 2) != newest


def test_a_deleted_run_is_gone_with_its_vectors(two_runs: CommandLine) -> None:
    assert two_runs.ask("runs", "delete", 1, "--yes")["run_id"] == 1

    assert [run["run_id"] for run in two_runs.ask("runs")] == [2]
    assert two_runs.ask("sql", "select distinct run_id from movie_feature") == [{"run_id": 2}]


def test_changes_are_told_to_people_too(two_runs: CommandLine) -> None:
    assert "Run 1 is now in use" in two_runs("runs", "activate", 1).out
    assert "Run 2 is deleted" in two_runs("runs", "delete", 2, "--yes").out


def test_no_run_yet_is_an_empty_list(untrained: CommandLine) -> None:
    assert untrained.ask("runs") == []
    assert "movierec-tui train" in untrained("runs").err
