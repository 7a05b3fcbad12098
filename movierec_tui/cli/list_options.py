"""The options that say what a list should hold, and the wish that they come to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from movierec_tui.cli.output import notice
from movierec_tui.wording.years import years_meant

if TYPE_CHECKING:
    from movierec_tui.library import Library, ListRequest

REASONS_SHOWN = 3
_LARGEST_SEED = 2**31


@dataclass(frozen=True, slots=True)
class Years:
    """From the first year to the last one, both included."""

    first: int
    last: int


def parse_years(text: str) -> Years:
    """The first and last year that "1994", "1990-1999" or "1990s" means.

    Raises:
        typer.BadParameter: it is none of these, or the range is backwards.
    """
    try:
        return Years(*years_meant(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


IncludeSeen = Annotated[bool, typer.Option("--include-seen", help="Also films already rated or seen.")]
IncludeWatchlist = Annotated[bool, typer.Option("--include-watchlist", help="Also films on the watchlist.")]
WatchlistOnly = Annotated[bool, typer.Option("--watchlist-only", help="Only films on the watchlist.")]
Genres = Annotated[
    list[str] | None, typer.Option("--genre", metavar="G", help="Only films of this genre; may be repeated.")
]
ExcludedGenres = Annotated[
    list[str] | None,
    typer.Option("--exclude-genre", metavar="G", help="No films of this genre; may be repeated."),
]
YearRange = Annotated[
    Years | None,
    typer.Option(
        "--year",
        metavar="YEARS",
        parser=parse_years,
        help="Only films of these years: 1994, 1990-1999, 1990s.",
    ),
]
MinRatings = Annotated[
    int | None,
    typer.Option("--min-ratings", min=0, metavar="M", help="Only films with at least M ratings."),
]
Popularity = Annotated[
    float | None,
    typer.Option(
        "--popularity",
        min=-1.0,
        max=1.0,
        metavar="X",
        help="From -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).",
    ),
]
Order = Annotated[
    Literal["match", "stars", "year", "title"] | None,
    typer.Option("--sort", help="Order of the list; the best matches are in it in any case."),
]
Surprise = Annotated[
    bool, typer.Option("--surprise", help="Draw films by chance, good ones more often than others.")
]
DrawSeed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=_LARGEST_SEED, metavar="S", help="Of --surprise: one seed draws one list."
    ),
]
Because = Annotated[bool, typer.Option("--because", help="Name the rated films behind each recommendation.")]


@dataclass(frozen=True, slots=True)
class WishOptions:
    """What the options of one call ask for; None and False ask for nothing.

    Attributes:
        reasons: how many rated films to name behind each film.
    """

    limit: int
    include_seen: bool
    include_watchlist: bool
    watchlist_only: bool
    genre: list[str] | None
    exclude_genre: list[str] | None
    year: Years | None
    min_ratings: int | None
    popularity: float | None
    sort: str | None
    surprise: bool
    seed: int | None
    reasons: int = 0

    def request(self, library: Library, start: ListRequest) -> ListRequest:
        """The wish `start` with what the options change in it.

        Raises:
            StoreError: the data set has no such genre.
            typer.BadParameter: a seed is given where nothing is drawn.
        """
        from movierec_tui.library import Sort  # noqa: PLC0415  (needs the database room)

        films = start.films
        if self.genre:
            films = replace(films, genres=library.genres_named(self.genre))
        if self.exclude_genre:
            films = replace(films, exclude_genres=library.genres_named(self.exclude_genre))
        if self.year:
            films = replace(films, years=(self.year.first, self.year.last))
        if self.min_ratings is not None:
            films = replace(films, min_ratings=self.min_ratings)
        return replace(
            start,
            limit=self.limit,
            films=films,
            rewatch=start.rewatch or self.include_seen,
            with_watchlist=start.with_watchlist or self.include_watchlist,
            only_watchlist=start.only_watchlist or self.watchlist_only,
            familiarity=start.familiarity if self.popularity is None else self.popularity,
            sort=start.sort if self.sort is None else Sort(self.sort),
            surprise=self._draw(start.surprise),
            reasons=self.reasons,
        )

    def _draw(self, kept: int | None) -> int | None:
        if not self.surprise and kept is None:
            if self.seed is not None:
                raise typer.BadParameter("It belongs to --surprise: add that, too.", param_hint="--seed")
            return None
        if self.seed is not None:
            return self.seed
        if kept is not None:
            return kept
        seed = secrets.randbelow(_LARGEST_SEED)
        notice(f"Drawn by chance; --seed {seed} draws the same films again.")
        return seed
