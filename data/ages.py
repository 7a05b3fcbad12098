"""Ages in years and MovieLens 1M's age codes, brought to the same seven groups."""

from bisect import bisect_right

AGE_GROUPS = ("Under 18", "18-24", "25-34", "35-44", "45-49", "50-55", "56+")
"""The groups of MovieLens 1M, youngest first."""

_FIRST_YEARS = (0, 18, 25, 35, 45, 50, 56)


def age_group(age: int | None) -> str | None:
    """The group an age belongs to; None where the age is not known.

    Works for years (MovieLens 100K) and for MovieLens 1M's codes, each of which is its group's first year
    (1 stands for "Under 18").
    """
    if age is None or age < 0:
        return None
    return AGE_GROUPS[bisect_right(_FIRST_YEARS, age) - 1]
