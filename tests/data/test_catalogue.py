"""The catalogue tells what there is, before anything heavy is loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from data.catalogue import CATALOGUE, DEFAULT_DATA_SET, find_entry
from data.errors import DataSetError

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_default_data_set_comes_first() -> None:
    assert CATALOGUE[0] is find_entry(DEFAULT_DATA_SET)
    assert [entry.name for entry in CATALOGUE] == [
        "ml-100k", "ml-latest-small", "ml-1m", "ml-10m", "ml-20m", "ml-25m", "ml-32m",
    ]  # fmt: skip


def test_every_entry_has_a_licence_a_citation_and_a_checksum_unless_it_may_change() -> None:
    for entry in CATALOGUE:
        assert "research" in entry.licence
        assert "2015" in entry.citation
        assert (entry.md5 is None) is not entry.counts_are_final
        assert entry.md5 is None or re.fullmatch("[0-9a-f]{32}", entry.md5)
        assert entry.sha256 is None or re.fullmatch("[0-9a-f]{64}", entry.sha256)


def test_mirrors_are_asked_after_grouplens_and_never_besides_an_address_of_ones_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = find_entry("ml-1m")
    monkeypatch.delenv("MOVIEREC_DATA_URL", raising=False)
    assert entry.sources == (entry.url, *entry.mirrors)
    assert entry.mirrors
    monkeypatch.setenv("MOVIEREC_DATA_URL", "http://localhost:8000/data")
    assert entry.sources == ("http://localhost:8000/data/ml-1m.zip",)


def test_archives_come_from_grouplens_unless_the_environment_names_a_mirror(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = find_entry("ml-1m")
    monkeypatch.delenv("MOVIEREC_DATA_URL", raising=False)
    assert entry.url == "https://files.grouplens.org/datasets/movielens/ml-1m.zip"
    for address in ("http://localhost:8000/data", "http://localhost:8000/data/"):
        monkeypatch.setenv("MOVIEREC_DATA_URL", address)
        assert entry.url == "http://localhost:8000/data/ml-1m.zip"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(DataSetError, match="ml-100k, ml-latest-small"):
        find_entry("ml-100")


def test_counts_are_compared_and_renewed_data_sets_may_grow() -> None:
    fixed, renewed = find_entry("ml-100k"), find_entry("ml-latest-small")
    assert fixed.mismatch(movies=1682, users=943, ratings=100_000) is None
    assert fixed.mismatch(movies=1682, users=943, ratings=99_999) == (
        "it holds 99,999 ratings where ml-100k has 100,000"
    )
    assert renewed.mismatch(movies=20_000, users=700, ratings=200_000) is None
    assert renewed.mismatch(movies=20_000, users=3, ratings=200_000) is not None


def test_reading_the_catalogue_loads_nothing_heavy() -> None:
    code = (
        "import sys, data.catalogue, data.errors, data.progress, data.titles, data.ages;"
        "print([name for name in ('pandas', 'numpy', 'httpx', 'zipfile') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
