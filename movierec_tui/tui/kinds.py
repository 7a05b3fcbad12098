"""The kinds of screens; each is loaded when it is first asked for, as all together would delay the first one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_tui.tui.screens.base import BaseScreen
    from movierec_tui.tui.screens.film_map import MapScreen
    from movierec_tui.tui.screens.help import HelpScreen
    from movierec_tui.tui.screens.movie import MovieScreen
    from movierec_tui.tui.screens.palette import Palette
    from movierec_tui.tui.screens.quick_rate import QuickRateScreen
    from movierec_tui.tui.screens.taste import TasteScreen
    from movierec_tui.tui.screens.user import UserScreen


def _search() -> type[BaseScreen]:
    from movierec_tui.tui.screens.search import SearchScreen  # noqa: PLC0415

    return SearchScreen


def _for_you() -> type[BaseScreen]:
    from movierec_tui.tui.screens.for_you import ForYouScreen  # noqa: PLC0415

    return ForYouScreen


def _users() -> type[BaseScreen]:
    from movierec_tui.tui.screens.users import UsersScreen  # noqa: PLC0415

    return UsersScreen


def _training() -> type[BaseScreen]:
    from movierec_tui.tui.screens.training import TrainingScreen  # noqa: PLC0415

    return TrainingScreen


def _data() -> type[BaseScreen]:
    from movierec_tui.tui.screens.data_set import DataSetScreen  # noqa: PLC0415

    return DataSetScreen


MAIN: dict[str, Callable[[], type[BaseScreen]]] = {
    "search": _search,
    "for_you": _for_you,
    "users": _users,
    "training": _training,
    "data": _data,
}
"""The screens that a digit goes to, by their modes."""


def film() -> type[MovieScreen]:
    """A film."""
    from movierec_tui.tui.screens.movie import MovieScreen  # noqa: PLC0415

    return MovieScreen


def user() -> type[UserScreen]:
    """A user."""
    from movierec_tui.tui.screens.user import UserScreen  # noqa: PLC0415

    return UserScreen


def film_map() -> type[MapScreen]:
    """The map of films."""
    from movierec_tui.tui.screens.film_map import MapScreen  # noqa: PLC0415

    return MapScreen


def taste() -> type[TasteScreen]:
    """Somebody's taste."""
    from movierec_tui.tui.screens.taste import TasteScreen  # noqa: PLC0415

    return TasteScreen


def quick_rate() -> type[QuickRateScreen]:
    """One film after the other, to be rated."""
    from movierec_tui.tui.screens.quick_rate import QuickRateScreen  # noqa: PLC0415

    return QuickRateScreen


def palette() -> type[Palette]:
    """The commands."""
    from movierec_tui.tui.screens.palette import Palette  # noqa: PLC0415

    return Palette


def help_page() -> type[HelpScreen]:
    """The keys."""
    from movierec_tui.tui.screens.help import HelpScreen  # noqa: PLC0415

    return HelpScreen
