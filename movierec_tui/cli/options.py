"""What commands share: options, how a command is added, and the database and people that a call is about."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from db.errors import NoDatabase, NotFound, StoreError
from db.personal.name_rules import ACTIVE_PERSON
from engine.options import DEFAULT_MODEL, MODEL_SUMMARIES, PRESET_SUMMARIES, Device, ModelName, Preset, TrainOptions
from movierec_tui.cli.front import App
from movierec_tui.cli.output import PLAIN, QUIET
from movierec_tui.cli.pager import paged
from movierec_tui.config import DATABASE_VARIABLE, database_path
from movierec_tui.library.answers import LibraryStatus

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import UserSummary
    from db.store.database import Store
    from movierec_tui.library.library import Library

C = TypeVar("C", bound=Callable[..., None])

Database = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help=f"The database to use [env var: {DATABASE_VARIABLE}; default: yours]."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, for programs.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="Write stars and bars as words and figures, as for a screen reader.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notices; errors are still told.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Force = Annotated[
    bool, typer.Option("--force", "--yes", "-y", help="Replace FILE if it is there already, without asking.")
]
Count = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="How many.")]
Neighbours = Annotated[int, typer.Option("-k", "-n", "--neighbours", min=1, metavar="K", help="How many.")]
MovieWords = Annotated[list[str], typer.Argument(metavar="FILM", help="A film's id or its title.")]
UserText = Annotated[
    str, typer.Argument(metavar="USER", help="A user's id, a profile's name, or `me`: the active profile.")
]
ProfileName = Annotated[str, typer.Argument(metavar="PROFILE", help="A profile's name, or `me`: the active profile.")]
_MODELS = "; ".join(f"{name.value} ({summary})" for name, summary in MODEL_SUMMARIES.items()) + "."
_PRESETS = "; ".join(f"{name.value}: {summary}" for name, summary in PRESET_SUMMARIES.items()) + "."


@dataclass(frozen=True, slots=True)
class TrainingOptions(TrainOptions):
    """The training options as options of a command."""

    model: Annotated[ModelName, typer.Option(help=_MODELS)] = DEFAULT_MODEL
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of every random choice.")] = 0
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.AUTO
    epochs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Passes over the ratings [default: the preset's].")
    ] = None
    preset: Annotated[Preset, typer.Option(help=_PRESETS)] = Preset.FULL


@dataclass(frozen=True, slots=True)
class Call:
    """What the options that every command shares come to; only the root command and `keys` use the app."""

    app: App | None = None
    db_option: Path | None = None
    as_json: bool = False

    @property
    def database(self) -> Path:
        """The database file of this call; it may not exist yet."""
        return database_path(self.db_option)

    def require_database(self) -> Path:
        """The database file; raises a `StoreError` where there is none, or its folder may not be read."""
        from db.store.error_messages import reason_of  # noqa: PLC0415

        try:
            exists = self.database.exists()
        except OSError as error:
            raise StoreError(f"{self.database} cannot be opened: {reason_of(error)}.") from error
        if not exists:
            raise NoDatabase(
                f"There is no database at {self.database} yet: `movierec-tui setup` gets a data set and trains."
            )
        return self.database

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, which is never created here; raises a `StoreError` where it cannot be opened."""
        from db.store.database import open_store  # noqa: PLC0415  (SQLAlchemy would delay `--help`)

        with closing(open_store(self.require_database())) as store:
            yield store

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library on the database, which is never created here."""
        from movierec_tui.library.library import Library  # noqa: PLC0415

        with self.store() as store:
            yield Library(store)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Where the block fails of values that another program wrote to the database, a `StoreError` says so."""
        try:
            yield
        except Exception:
            if not self.database.is_file():
                raise
            from db.checks.values import wrong_values_explained  # noqa: PLC0415  (only a failure waits for it)

            with wrong_values_explained(self.database):
                raise

    def status(self) -> LibraryStatus:
        """The data set and the run in use; None where there is none, or no database yet."""
        if not self.database.exists():
            return LibraryStatus(None, None)
        with self.library() as library:
            return library.status()


class _Help:
    """Help in groups, with kinds of values in words: FILM..., `1 or more`."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        arguments = [each for each in self.get_params(ctx) if each.param_type_name == "argument"]  # type: ignore[attr-defined]
        names = {piece: argument_name(each) for each in arguments for piece in each.get_usage_pieces(ctx)}
        return [names.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], "Options of every command": []}
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            is_option = parameter.param_type_name == "option"
            shared = is_option and parameter.opts[0] in SHARED_OPTIONS
            heading = "Options of every command" if shared else "Options" if is_option else "Arguments"
            groups[heading].append(described(parameter, ctx))
        _write_groups(formatter, groups)


class HelpedCommand(_Help, TyperCommand):
    """A command with our help."""


class HelpedGroup(_Help, TyperGroup):
    """A group of commands with our help; it lists its commands under the headings of their modules."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, inner in self.commands.items():
            heading: object = getattr(inner, "rich_help_panel", None)
            rows = groups.setdefault(heading if isinstance(heading, str) else "Commands", [])
            rows.append((name, inner.get_short_help_str(_WHOLE_SENTENCE)))
        _write_groups(formatter, groups)
        super().format_options(ctx, formatter)


SHARED_OPTIONS = ("--db", "--json", "--plain", "--quiet", "-q", "--help", "-h")
_WHOLE_SENTENCE = 1000
_TYPE = re.compile(r"[<\[](?:list\[)?([^<>\[\]]*)\]?[>\]]")
_RANGE = re.compile(r"(-?[\d.]+)<=x<=(-?[\d.]+)")
_LEAST = re.compile(r"x>=(\d+)")


def described(parameter: Any, ctx: Any) -> tuple[str, str]:
    """A parameter as help names it, and its sentence: "--sort match|stars|year|title", "Order of ..."."""
    name, sentence = parameter.get_help_record(ctx)
    is_argument = parameter.param_type_name == "argument"
    name = argument_name(parameter) if is_argument else _TYPE.sub(r"\1", name)
    sentence = _LEAST.sub(r"\1 or more", _RANGE.sub(r"\1 to \2", sentence)).replace("  [required]", "")
    return name, sentence


def argument_name(parameter: Any) -> str:
    """An argument in a call: FILM..., or [FOLDER] where it may be left out."""
    name = str(parameter.metavar or parameter.name)
    if parameter.nargs != 1 and "..." not in name:
        name += "..."
    return name if parameter.required else f"[{name}]"


def _write_groups(formatter: Any, groups: dict[str, list[tuple[str, str]]]) -> None:
    for heading, rows in ((heading, rows) for heading, rows in groups.items() if rows):
        with formatter.section(heading):
            formatter.write_dl(rows)


def command(app: typer.Typer, *calls: str, name: str | None = None) -> Callable[[C], C]:
    """Adds a command to a group; `calls` are examples for its help. Its function takes a `Call` first.

    The options of `call_of` are added here. A parameter that is a dataclass, such as `TrainingOptions`, stands for one
    option for each of its fields.
    """

    def added(function: C) -> C:
        signature = inspect.signature(function, eval_str=True)
        _call, *own = signature.parameters.values()
        groups = {each.name: each.annotation for each in own if _is_group(each.annotation)}
        parameters = [option for each in own for option in _options(each)]
        context, *shared = inspect.signature(call_of, eval_str=True).parameters.values()

        @functools.wraps(function)
        def with_call(ctx: typer.Context, **given: Any) -> None:
            call = call_of(ctx, **{each.name: given.pop(each.name) for each in shared})
            for parameter, group in groups.items():
                fields = dataclasses.fields(group)
                given[parameter] = group(**{field.name: given.pop(field.name) for field in fields})
            with paged(), call.explained():
                function(call, **given)

        # Typer reads the signature of what it is given.
        every = [context, *parameters, *shared]
        keyword_only = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in every]
        with_call.__signature__ = signature.replace(parameters=keyword_only)  # type: ignore[attr-defined]
        with_call.__annotations__ = {each.name: each.annotation for each in every}
        heading = app.rich_help_panel
        app.command(name, cls=HelpedCommand, epilog=examples(*calls), rich_help_panel=heading)(with_call)
        return function

    return added


def _is_group(annotation: object) -> TypeGuard[type]:
    return isinstance(annotation, type) and dataclasses.is_dataclass(annotation)


def _options(parameter: inspect.Parameter) -> list[inspect.Parameter]:
    """The parameter, or the fields of the dataclass that it takes."""
    kind = parameter.annotation
    return list(inspect.signature(kind, eval_str=True).parameters.values()) if _is_group(kind) else [parameter]


def group(parent: typer.Typer, name: str, what: str, *calls: str) -> typer.Typer:
    """Adds a group of commands; `what` and the examples `calls` are its help."""
    made = typer.Typer(cls=HelpedGroup, no_args_is_help=True)
    parent.add_typer(made, name=name, rich_help_panel=parent.rich_help_panel)
    made.callback(help=what, epilog=examples(*calls))(call_of)
    return made


def call_of(
    ctx: typer.Context, db: Database = None, as_json: Json = False, plain: Plain = False, quiet: Quiet = False
) -> Call:
    """The shared options given after the command, completed by those given before it."""
    PLAIN.set(PLAIN.get() or plain)
    QUIET.set(QUIET.get() or quiet)
    before = ctx.obj if isinstance(ctx.obj, Call) else Call()
    ctx.obj = call = Call(before.app, db or before.db_option, as_json or before.as_json)
    return call


def examples(*calls: str) -> str:
    """The end of a command's help: how it is called."""
    heading = "Example:" if len(calls) == 1 else "Examples:"
    return "\b\n" + "\n".join([heading, *(f"  movierec-tui {call}".rstrip() for call in calls)])


def find_person(library: Library, text: str) -> UserSummary:
    """The user with this id or name; `me` is the active profile, unless an older database has one of that name."""
    try:
        return library.find_user(text)
    except NotFound:
        if text.strip().casefold() != ACTIVE_PERSON:
            raise
    return library.user(_active(library).user_id)


def find_profile(library: Library, name: str) -> Profile:
    """The profile with this name; `me` is the active one, unless an older database has one of that name."""
    try:
        return library.profiles.find(name)
    except NotFound:
        if name.strip().casefold() != ACTIVE_PERSON:
            raise
    return _active(library)


def _active(library: Library) -> Profile:
    active = library.profiles.active()
    if active is None:
        next_step = "switch NAME` chooses one" if library.profiles.all() else "create NAME` makes one"
        raise StoreError(f"`me` is nobody yet, as no profile is active: `movierec-tui profile {next_step}.")
    return active
