"""Style sheets that are parsed once for each theme."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class CachedStylesheet(Stylesheet):
    """Keeps what it parsed until the theme's variables change.

    Textual parses every sheet again, twice, whenever a main screen is visited for the first time, although it keeps
    what it parsed. This may go when `Stylesheet.reparse` uses that.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self.variables = variables

    def set_variables(self, variables: dict[str, str]) -> None:
        """Forgets what was parsed, if a variable changed."""
        if variables != self.variables:
            self.variables = variables
            super().set_variables(variables)

    def reparse(self) -> None:
        self.parse()
