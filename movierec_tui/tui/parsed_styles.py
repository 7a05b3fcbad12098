"""Style sheets that are read once, however many screens come and go."""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_SHEETS = 1024
"""More than all widgets and screens have together: one too few, and every look at them in turn reads all anew."""


class ParsedStyles(Stylesheet):
    """Keeps what was parsed when a screen or widget brings a sheet of its own, where Textual parses all of them anew.

    Another theme has other variables, so that everything is parsed again for it.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SHEETS)
        self._parsed_with = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Takes over a theme's variables; the same ones again change nothing."""
        if variables != self._parsed_with:
            self._parsed_with = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        """Brings the rules up to date with sheets and variables."""
        self.parse()
