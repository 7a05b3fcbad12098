"""JSON that the database holds, which another program may have written."""

from __future__ import annotations

import json
from typing import Any


def json_object(text: object) -> dict[str, Any]:
    """The object in a text; an empty one where there is none."""
    value = _value(text)
    return value if isinstance(value, dict) else {}


def json_texts(text: object) -> list[str]:
    """The texts of a list in a text; none where there is no list."""
    value = _value(text)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _value(text: object) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists without end
        return None
