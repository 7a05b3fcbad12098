"""A few kills at each place; `python -m bench.kills` makes a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.kills import Place, kill_often, places

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for orphans in /proc")

TIMES = {"rating": 2, "app": 1, "import": 2, "history": 2, "enriching": 2, "training": 1, "migration": 2}


@pytest.fixture(scope="module")
def by_name(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Place]:
    return {place.name: place for place in places(tmp_path_factory.mktemp("kills"))}


@pytest.mark.parametrize("name", TIMES)
def test_a_kill_leaves_everything_whole(by_name: Mapping[str, Place], name: str, tmp_path: Path) -> None:
    report = kill_often(by_name[name], TIMES[name], seed=1, folder=tmp_path, lengths=(0.5, 0.5))

    assert report.problems == []
    assert report.kills == TIMES[name]
