"""Ages in years and MovieLens 1M's codes fall into the same groups."""

from __future__ import annotations

import numpy as np
import pytest

from data.ages import AGE_GROUPS, age_group
from data.scale import HALF_STARS, WHOLE_STARS


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "Under 18"), (17, "Under 18"), (18, "18-24"), (24, "18-24"), (25, "25-34"), (34, "25-34"), (35, "35-44"),
        (44, "35-44"), (45, "45-49"), (49, "45-49"), (50, "50-55"), (55, "50-55"), (56, "56+"), (99, "56+"),
        (None, None), (-1, None),
    ],
)  # fmt: skip
def test_every_age_has_its_group(age: int | None, group: str | None) -> None:
    assert age_group(age) == group


def test_each_code_of_ml_1m_is_a_group_of_its_own() -> None:
    assert tuple(age_group(code) for code in (1, 18, 25, 35, 45, 50, 56)) == AGE_GROUPS


def test_a_scale_holds_its_steps_and_nothing_else() -> None:
    ratings = np.array([0.5, 1, 1.5, 5, 5.5, 0, 3.7, np.nan, np.inf], dtype=np.float32)
    assert HALF_STARS.holds(ratings).tolist() == [True, True, True, True, False, False, False, False, False]
    assert WHOLE_STARS.holds(ratings).tolist() == [
        False,
        True,
        False,
        True,
        False,
        False,
        False,
        False,
        False,
    ]
