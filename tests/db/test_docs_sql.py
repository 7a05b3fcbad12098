from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.store.sql import run_select

DOCUMENT = Path(__file__).parents[2] / "docs" / "sql.md"
QUERIES = re.findall(r"## (.+?)\n.*?```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


def test_the_document_shows_five_queries() -> None:
    assert len(QUERIES) == 5


@pytest.mark.parametrize(("title", "query"), QUERIES, ids=[title for title, _ in QUERIES])
def test_a_documented_query_gives_rows(library_file: Path, title: str, query: str) -> None:
    rows = run_select(library_file, query)

    assert rows
    assert all(value is not None for value in rows[0].values())


def test_documented_tables_have_the_documented_columns(library_file: Path) -> None:
    tables = re.findall(r"`(\w+)\(([^)]+)\)`", DOCUMENT.read_text(encoding="utf-8").split("##")[0])
    for table, columns in tables:
        known = [name for name in columns.replace("...", "").replace(" ", "").split(",") if name]
        if table not in {"cosine", "dot", "vec_distance_cosine"}:
            run_select(library_file, f"SELECT {', '.join(known)} FROM {table} LIMIT 1")
