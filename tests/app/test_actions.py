"""The action registry: one source for keys, footer, help and palette."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.widget import Widget

from movierec_tui.actions import ACTIONS, Action, Context, actions_for
from movierec_tui.app import MovieRecApp
from movierec_tui.screens.both_rated import BothRatedScreen
from movierec_tui.screens.choosing_people import ChoosingPeopleScreen
from movierec_tui.screens.compare import CompareScreen
from movierec_tui.screens.data_set import DataSetScreen
from movierec_tui.screens.dialog import Question
from movierec_tui.screens.film_map import MapScreen
from movierec_tui.screens.for_you import ForYouScreen
from movierec_tui.screens.jump import JumpScreen
from movierec_tui.screens.libraries import LibrariesScreen
from movierec_tui.screens.looks import LooksScreen
from movierec_tui.screens.movie import MovieScreen
from movierec_tui.screens.naming import NameDialog
from movierec_tui.screens.palette import Palette
from movierec_tui.screens.personal_export import ExportScreen
from movierec_tui.screens.personal_import import ImportScreen
from movierec_tui.screens.picture_file import PictureFileDialog
from movierec_tui.screens.profiles import ProfilesScreen
from movierec_tui.screens.quick_rate import QuickRateScreen
from movierec_tui.screens.recent_searches import RecentSearchesScreen
from movierec_tui.screens.saved_filters import SavedFiltersScreen
from movierec_tui.screens.search import SearchScreen
from movierec_tui.screens.taste import TasteScreen
from movierec_tui.screens.together import TogetherScreen
from movierec_tui.screens.training import TrainingScreen
from movierec_tui.screens.user import UserScreen
from movierec_tui.screens.users import UsersScreen
from movierec_tui.screens.which_film import WhichFilmScreen
from movierec_tui.screens.why import WhyScreen
from movierec_tui.widgets.fields import Fields
from movierec_tui.widgets.film_table import FilmKeys
from movierec_tui.widgets.genre_grid import GenreGrid
from movierec_tui.widgets.inputs import PathInput, QueryInput
from movierec_tui.widgets.map_query import MapQuery
from movierec_tui.widgets.option_line import OptionLine
from movierec_tui.widgets.panels import Panels
from movierec_tui.widgets.rating_strip import RatingStrip
from movierec_tui.widgets.table import ChoiceTable, RowTable
from movierec_tui.widgets.taste_grid import TasteGrid
from movierec_tui.widgets.top_bar import MODES

OWNERS: dict[Context, type[Widget] | type[MovieRecApp]] = {
    Context.EVERYWHERE: MovieRecApp,
    Context.QUERY: QueryInput,
    Context.COMMANDS: Palette,
    Context.LIST: RowTable,
    Context.CHOICE: ChoiceTable,
    Context.PANELS: Panels,
    Context.SEARCH: SearchScreen,
    Context.MOVIE: MovieScreen,
    Context.USERS: UsersScreen,
    Context.USER: UserScreen,
    Context.MAP: MapScreen,
    Context.MAP_QUERY: MapQuery,
    Context.TASTE: TasteScreen,
    Context.TASTE_GRID: TasteGrid,
    Context.COMPARE: CompareScreen,
    Context.PICTURE: PictureFileDialog,
    Context.TRAINING: TrainingScreen,
    Context.DATA: DataSetScreen,
    Context.FILM: FilmKeys,
    Context.STARS: RatingStrip,
    Context.STRIP: RatingStrip,
    Context.WHY: WhyScreen,
    Context.BOTH: BothRatedScreen,
    Context.QUICK: QuickRateScreen,
    Context.NAME: NameDialog,
    Context.WISH: ForYouScreen,
    Context.FOR_YOU: ForYouScreen,
    Context.TOGETHER: TogetherScreen,
    Context.FIELDS: Fields,
    Context.IMPORT: ImportScreen,
    Context.PATH: PathInput,
    Context.WHICH_FILM: WhichFilmScreen,
    Context.EXPORT: ExportScreen,
    Context.GENRES: GenreGrid,
    Context.OPTION: OptionLine,
    Context.PROFILES: ProfilesScreen,
    Context.SAVED: SavedFiltersScreen,
    Context.LIBRARIES: LibrariesScreen,
    Context.RECENT: RecentSearchesScreen,
    Context.PEOPLE: ChoosingPeopleScreen,
    Context.LOOKS: LooksScreen,
    Context.JUMP: JumpScreen,
    Context.DIALOG: Question,
}


def test_every_action_has_its_own_id() -> None:
    assert [name for name, times in Counter(action.id for action in ACTIONS).items() if times > 1] == []


@pytest.mark.parametrize("context", list(Context))
def test_no_key_does_two_things_in_one_place(context: Context) -> None:
    keys = Counter(key for action in actions_for(context) for key in action.keys.split(","))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_something_that_its_place_can_do(action: Action) -> None:
    owner: type[object] = OWNERS[action.context]
    name = action.command.partition("(")[0]
    if name.startswith("app."):
        owner, name = MovieRecApp, name.removeprefix("app.")
    elif name.startswith("screen."):
        owner = Palette if action.context is Context.COMMANDS else SearchScreen
        name = name.removeprefix("screen.")
    assert hasattr(owner, f"action_{name}")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_explained_in_one_sentence_that_fits_the_help(action: Action) -> None:
    assert action.help.endswith(".")
    assert len(action.help) <= 58
    assert action.label


def test_every_place_of_the_top_bar_has_its_digit() -> None:
    for digit, mode in enumerate(MODES, 1):
        assert any(action.id == f"go.{mode}" and action.keys == str(digit) for action in ACTIONS)
