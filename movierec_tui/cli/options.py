"""Options that many commands share, and what they come to together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from engine.options import MODEL_SUMMARIES, PRESET_SUMMARIES, Device, ModelName, Preset
from movierec_tui.config import DATABASE_VARIABLE, database_path

Database = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        help=f"The database to use [env var: {DATABASE_VARIABLE}; default: yours].",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, for programs.")]
Count = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="How many.")]
Neighbours = Annotated[int, typer.Option("-k", "--neighbours", min=1, metavar="K", help="How many.")]
MovieWords = Annotated[
    list[str],
    typer.Argument(metavar="MOVIE", help="A film's id or its title.", show_default=False),
]
UserText = Annotated[
    str,
    typer.Argument(
        metavar="USER", help="A user's id, a profile's name, or `me`: the active profile.", show_default=False
    ),
]
ProfileName = Annotated[
    str,
    typer.Argument(
        metavar="PROFILE", help="A profile's name, or `me`: the active profile.", show_default=False
    ),
]
_MODELS = "; ".join(f"{name.value} ({summary})" for name, summary in MODEL_SUMMARIES.items()) + "."
_PRESETS = "; ".join(f"{name.value}: {summary}" for name, summary in PRESET_SUMMARIES.items()) + "."
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Of every random choice.")]
DeviceChoice = Annotated[Device, typer.Option("--device", help="Where to train.")]
Epochs = Annotated[
    int | None,
    typer.Option(
        "--epochs",
        min=1,
        metavar="N",
        help="Passes over the ratings [default: the preset's].",
        show_default=False,
    ),
]
Model = Annotated[ModelName, typer.Option("--model", help=_MODELS)]
PresetChoice = Annotated[Preset, typer.Option("--preset", help=_PRESETS)]


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the shared options of one call come to."""

    db_option: Path | None = None
    as_json: bool = False

    @property
    def database(self) -> Path:
        """The database file of this call; it may not exist yet."""
        return database_path(self.db_option)


def invocation(ctx: typer.Context, db: Path | None, as_json: bool) -> Invocation:
    """The shared options given after the command, completed by those given before it."""
    before = ctx.obj if isinstance(ctx.obj, Invocation) else Invocation()
    now = Invocation(db_option=db or before.db_option, as_json=as_json or before.as_json)
    ctx.obj = now
    return now


def examples(*calls: str) -> str:
    """A command's closing help: how it is called."""
    heading = "Example:" if len(calls) == 1 else "Examples:"
    return "\b\n" + "\n".join([heading, *(f"  movierec-tui {call}".rstrip() for call in calls)])
