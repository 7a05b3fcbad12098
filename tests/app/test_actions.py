"""The action registry: one source for keys, footer, help and palette."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.widget import Widget

from movierec_tui.tui.app import MovieRecApp
from movierec_tui.tui.keys.actions import ACTIONS, Action, Context, actions_for
from movierec_tui.tui.screens.about_film import AboutFilmScreen
from movierec_tui.tui.screens.appearance import AppearanceScreen
from movierec_tui.tui.screens.choosing_films import ChoosingFilmsDialog
from movierec_tui.tui.screens.compare import CompareScreen
from movierec_tui.tui.screens.data_set import DatabasesScreen, DataSetScreen
from movierec_tui.tui.screens.dialog import NameDialog, Question
from movierec_tui.tui.screens.film_map import MapQuery, MapScreen
from movierec_tui.tui.screens.for_you import ForYouScreen
from movierec_tui.tui.screens.jump import JumpScreen
from movierec_tui.tui.screens.movie import MovieScreen, WhyScreen
from movierec_tui.tui.screens.palette import Palette
from movierec_tui.tui.screens.personal_export import ExportScreen
from movierec_tui.tui.screens.personal_import import ImportScreen, ScaleScreen, WhichFilmScreen
from movierec_tui.tui.screens.picture_file import PictureFileDialog
from movierec_tui.tui.screens.profiles import ProfilesScreen
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.screens.recommendation_list import SavedFiltersScreen
from movierec_tui.tui.screens.search import RecentSearchesScreen, SearchScreen
from movierec_tui.tui.screens.taste import TasteScreen
from movierec_tui.tui.screens.together import ChoosingPeopleScreen, TogetherScreen
from movierec_tui.tui.screens.training import TrainingScreen
from movierec_tui.tui.screens.user import BothRatedScreen, UserScreen
from movierec_tui.tui.screens.users import UsersScreen
from movierec_tui.tui.widgets.fields import Fields, GenreGrid, OptionLine
from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.inputs import PathInput, QueryInput
from movierec_tui.tui.widgets.panels import Panels
from movierec_tui.tui.widgets.rating_strip import RatingStrip
from movierec_tui.tui.widgets.table import ChoiceTable, RowTable
from movierec_tui.tui.widgets.taste_grid import TasteGridView
from movierec_tui.tui.widgets.top_bar import MODES

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
    Context.TASTE_GRID: TasteGridView,
    Context.COMPARE: CompareScreen,
    Context.PICTURE: PictureFileDialog,
    Context.TRAINING: TrainingScreen,
    Context.DATA: DataSetScreen,
    Context.FILM: FilmKeys,
    Context.STARS: RatingStrip,
    Context.STRIP: RatingStrip,
    Context.ABOUT_FILM: AboutFilmScreen,
    Context.WHY: WhyScreen,
    Context.BOTH: BothRatedScreen,
    Context.QUICK: QuickRateScreen,
    Context.NAME: NameDialog,
    Context.RECOMMENDATIONS: ForYouScreen,
    Context.FOR_YOU: ForYouScreen,
    Context.TOGETHER: TogetherScreen,
    Context.FIELDS: Fields,
    Context.IMPORT: ImportScreen,
    Context.PATH: PathInput,
    Context.WHICH_FILM: WhichFilmScreen,
    Context.SCALE: ScaleScreen,
    Context.CHOOSING_FILMS: ChoosingFilmsDialog,
    Context.EXPORT: ExportScreen,
    Context.GENRES: GenreGrid,
    Context.OPTION: OptionLine,
    Context.PROFILES: ProfilesScreen,
    Context.SAVED: SavedFiltersScreen,
    Context.LIBRARIES: DatabasesScreen,
    Context.RECENT: RecentSearchesScreen,
    Context.PEOPLE: ChoosingPeopleScreen,
    Context.LOOKS: AppearanceScreen,
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
        boxes = {Context.COMMANDS: Palette, Context.CHOOSING_FILMS: ChoosingFilmsDialog}
        owner = boxes.get(action.context, SearchScreen)
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
