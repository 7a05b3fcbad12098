"""How much memory this process takes. Needs nothing but Python."""

from __future__ import annotations

import sys


def peak_memory_mib() -> float | None:
    """Peak memory of this process so far; None where the system does not tell, as on Windows."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
