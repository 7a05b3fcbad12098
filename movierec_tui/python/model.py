"""`Model`: a recommender for scripts and notebooks, kept in the same SQLite file as the app's."""

from __future__ import annotations

import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TextIO, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import FrameReader, id_pairs, rating_rows
from db.errors import NotFound
from db.importing.importer import import_data_set
from db.personal.opinions import LEAST_STARS, MOST_STARS
from db.rows import MovieSummary, Opinion
from db.store.backup import back_up
from db.store.database import Store, open_store
from engine.errors import NoModelError
from engine.events import Event, ProgressEvent
from engine.held_out import HeldOut, evaluate_active_run
from engine.options import DEFAULT_MODEL, Device, ModelName, MovieFilter, Preset, TrainOptions
from movierec_tui.errors import FrontError
from movierec_tui.jobs.children import run_blocking, train_command
from movierec_tui.library.answers import ListRequest, Near, Recommended
from movierec_tui.library.library import Library
from movierec_tui.wording.text import duration

_BAR_CELLS = 30

REASONS = 3
"""Rated films that are named for each recommendation."""

Film = int | str
"""An id, or a title that only one film has."""

User = int | str
"""A user's id, or the name of a profile."""

Choice = TypeVar("Choice", bound=StrEnum)


class Reason(NamedTuple):
    """A film that the person rated, and what that adds to the score of the film it is given for."""

    movie_id: int
    title: str
    contribution: float


class Model:
    """Learns from ratings, and recommends films to users and to people it has never seen.

    >>> model = Model(preset="fast", seed=0, progress=False).fit(ratings, films)
    >>> model.recommend({"Alien": 5, "Heat": 1.5}, n=2)["title"].tolist()
    ['Aliens', 'Blade Runner']
    >>> model.predict([(1, "Alien"), (1, "Heat")]).shape
    (2,)

    Training takes place in a process of its own, so nothing of numpy or torch changes in yours. A fitted model lives in
    a temporary database until `save` copies it; `close`, the end of a `with` block or of the program removes that.

    Args:
        model: "bayesian", or "classic" for the neural towers.
        preset: "full", or "fast" for a fraction of the time and nearly the accuracy.
        seed: of all random numbers; on one machine, the same seed gives the same model.
        epochs: passes over the ratings; None takes the preset's number.
        device: that trains: "auto", "cpu" or "cuda".
        progress: whether `fit` shows a bar; None shows one in a terminal and in a notebook.

    Methods that ask raise `DataSetError`, `StoreError`, `EngineError` or `FrontError`, whose message is one sentence
    that says what is wrong and what to do.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL.value,
        *,
        preset: str = Preset.FULL.value,
        seed: int = 0,
        epochs: int | None = None,
        device: str = Device.AUTO.value,
        progress: bool | None = None,
    ) -> None:
        if seed < 0 or (epochs is not None and epochs < 1):
            raise FrontError("A seed is a whole number from 0, and epochs are at least 1.")
        self._options = TrainOptions(
            model=_chosen(ModelName, model, "model"),
            seed=seed,
            device=_chosen(Device, device, "device"),
            epochs=epochs,
            preset=_chosen(Preset, preset, "preset"),
        )
        self._progress = progress
        self._opened: _Opened | None = None

    @classmethod
    def load(cls, path: Path | str) -> Model:
        """The model of a database: one that `save` wrote, or the app's own.

        The file is used where it is; `fit` leaves it alone.

        Raises:
            StoreError: there is no such database.
            NoModelError: nothing was trained in it yet.
        """
        path = Path(path).expanduser()
        if not path.is_file():
            raise NotFound(f"There is no database {path}: `Model.save` makes one, and `movierec-tui setup` does.")
        loaded = cls()
        loaded._open(open_store(path), None)
        if loaded._library.status().run is None:
            loaded.close()
            raise NoModelError(f"{path} holds no trained model: run `movierec-tui --db {path} train` first.")
        return loaded

    def fit(self, ratings: pd.DataFrame, films: pd.DataFrame | None = None, users: pd.DataFrame | None = None) -> Self:
        """Learns from ratings; an earlier fit is forgotten once this one has succeeded.

        Args:
            ratings: columns user, movie and rating (half stars from 0.5 to 5), and perhaps timestamp.
            films: columns movie and title, and perhaps year, genres, imdb_id and tmdb_id.
            users: column user, and perhaps gender, age and occupation.

        MovieLens's names are understood, too: userId, movieId. `data.frames.FrameReader` has the details.

        Raises:
            DataSetError: a column is missing or holds something else.
            JobFailed: the training failed.
        """
        reader = FrameReader(ratings, films, users)
        folder = Path(tempfile.mkdtemp(prefix="movierec-"))
        try:
            store = open_store(folder / "movierec.db")
            try:
                import_data_set(store, reader)
                with ProgressBar.shown(sys.stderr, wanted=self._progress) as bar:
                    run_blocking(train_command(store.path, self._options), bar)
            except BaseException:
                store.close()
                raise
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._open(store, folder)
        return self

    def save(self, path: Path | str, *, overwrite: bool = False) -> Path:
        """Copies data set and model to one database file, which `load`, the app and SQL open.

        Raises:
            StoreError: the file is there already, or cannot be written.
        """
        target = Path(path).expanduser()
        if target.exists() and not overwrite:
            raise FrontError(f"{target} exists already: add overwrite=True to replace it, or name another file.")
        back_up(self._database.store.path, target, overwrite=overwrite)
        return target

    def close(self) -> None:
        """Closes the database, and removes it where it is a temporary one."""
        if self._opened is not None:
            self._opened.end()
            self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._opened is None:
            return f"<Model: {self._options.model}, not fitted>"
        status = self._library.status()
        size = status.data_set and f"{status.data_set.ratings:,} ratings of {status.data_set.movies:,} films"
        return f"<Model: {status.run and status.run.model}, {size}>"

    # What it answers

    @property
    def metrics(self) -> dict[str, float]:
        """How good the model is, by the ratings that its training held out."""
        run = self._library.status().run
        return {} if run is None else dict(run.metrics)

    def recommend(
        self,
        ratings: Mapping[Film, float] | None = None,
        *,
        user: User | None = None,
        n: int = 10,
        because: bool = False,
        genre: str | Sequence[str] = (),
        exclude_genre: str | Sequence[str] = (),
        years: int | tuple[int, int] | None = None,
        min_ratings: int = 0,
        popularity: float = 0.0,
        include_seen: bool = False,
        whole_series: bool = False,
    ) -> pd.DataFrame:
        """The best films for a person, best first, as the app and `movierec-tui recommend` list them.

        Args:
            ratings: of a new person, by film; nothing is trained or kept.
            user: instead of them, a user of the data set or a profile.
            n: how many films.
            because: whether to add the column `because`: for each film a list of `Reason`.
            genre: films have one of these.
            exclude_genre: films have none of these.
            years: one year, or the first and the last.
            min_ratings: films have at least that many, or IMDb's votes make that many likely.
            popularity: from -1 (adventurous) to 1 (familiar).
            include_seen: whether rated films may be listed, too.
            whole_series: whether every film of a series has a place of its own, rather than the best of them alone.

        Returns:
            Columns movie_id, title, year, predicted_rating (stars), uncertainty (their standard deviation), score.
        """
        if not -1 <= popularity <= 1:
            raise FrontError(f"popularity goes from -1 (adventurous) to 1 (familiar), it cannot be {popularity}.")
        library = self._library
        request = ListRequest(
            limit=_count(n, "n"),
            films=MovieFilter(
                genres=library.genres_named(_names(genre)),
                exclude_genres=library.genres_named(_names(exclude_genre)),
                years=(years, years) if isinstance(years, int) else years,
                min_ratings=min_ratings,
            ),
            rewatch=include_seen,
            familiarity=popularity,
            reasons=REASONS if because else 0,
            whole_series=whole_series,
        )
        if (ratings is None) == (user is None):
            raise FrontError("Say for whom: a dictionary of ratings, or user=.")
        if user is not None:
            listed = library.lists.recommend(self._user_id(user), request).films
        else:
            listed = library.lists.recommend_to_guest(self._opinions(ratings or {}), request).films
        found = _film_table([film.movie for film in listed])
        found["predicted_rating"] = [film.predicted_rating for film in listed]
        found["uncertainty"] = [film.uncertainty for film in listed]
        found["score"] = [film.score for film in listed]
        if because:
            found["because"] = pd.Series([_reasons(film) for film in listed], dtype=object)
        return found

    def similar(
        self, film: Film | Sequence[Film] | None = None, *, user: User | None = None, k: int = 10
    ) -> pd.DataFrame:
        """The k nearest films of a film, or of several at once; or the k users whose taste is nearest to a user's.

        Returns:
            Columns movie_id, title and year, or user_id and name; and similarity, a cosine. Nearest first.
        """
        if (film is None) == (user is None):
            raise FrontError("Name a film, several films, or user=.")
        k = _count(k, "k")
        if user is not None:
            people = self._library.similar_users(self._user_id(user), k)
            found = pd.DataFrame(
                {"user_id": [near.item.user_id for near in people], "name": [near.item.name for near in people]}
            )
            return found.assign(similarity=[near.similarity for near in people])
        films: Sequence[Near[MovieSummary]]
        if isinstance(film, int | np.integer | str):
            films = self._library.similar_movies(self._movie_id(film), k)
        else:
            films = self._library.films_like([self._movie_id(one) for one in film or ()], k)
        return _film_table([near.item for near in films]).assign(similarity=[near.similarity for near in films])

    def predict(self, pairs: pd.DataFrame | Iterable[tuple[User, Film]]) -> NDArray[np.float32]:
        """The stars (n,) to expect for pairs of a user and a film.

        Args:
            pairs: a DataFrame with the columns user and movie, as of `fit`; or tuples, where names will do, too.
        """
        if isinstance(pairs, pd.DataFrame):
            users, films = id_pairs(pairs)
        else:
            try:
                asked = [(user, film) for user, film in pairs]
            except (TypeError, ValueError):
                raise FrontError('predict takes pairs of a user and a film, such as [(42, "Alien")].') from None
            ids = [(self._user_id(user), self._movie_id(film)) for user, film in asked]
            users, films = np.array(ids, np.int64).reshape(-1, 2).T
        return self._library.lists.predicted_pairs(users, films)

    def evaluate(self, test: pd.DataFrame) -> dict[str, float]:
        """The metrics of `movierec-tui evaluate` on ratings that the model did not learn from.

        Args:
            test: columns as of `fit`; users and films are those of the data set.
        """
        rows = rating_rows(test)
        held_out = HeldOut(rows["user_id"].to_numpy(), rows["movie_id"].to_numpy(), rows["rating"].to_numpy())
        return evaluate_active_run(self._database.store, held_out)

    def search(self, text: str, n: int = 10) -> pd.DataFrame:
        """The films that a search finds, best first, with their number of ratings and mean rating.

        Returns:
            Columns movie_id, title, year, ratings, mean_rating.
        """
        films = self._library.search(text, _count(n, "n"))
        found = _film_table(films)
        found["ratings"] = [film.ratings for film in films]
        found["mean_rating"] = pd.Series([film.mean_rating for film in films], dtype=np.float64)
        return found

    # The database behind it

    @property
    def _database(self) -> _Opened:
        if self._opened is None:
            raise FrontError("This model is not fitted: call `fit` first, or `Model.load` one that was saved.")
        return self._opened

    @property
    def _library(self) -> Library:
        return self._database.library

    def _open(self, store: Store, temporary: Path | None) -> None:
        self.close()
        self._opened = _Opened(store, temporary)

    def _movie_id(self, film: Film) -> int:
        if isinstance(film, str):
            return self._library.find_movie(film).movie_id
        if not self._library.films([int(film)]):
            raise NotFound(f"There is no film {film}: `search` finds films by title.")
        return int(film)

    def _user_id(self, user: User) -> int:
        return self._library.find_user(str(user)).user_id

    def _opinions(self, ratings: Mapping[Film, float]) -> dict[int, Opinion]:
        opinions: dict[int, Opinion] = {}
        for film, stars in ratings.items():
            movie_id = self._movie_id(film)
            if movie_id in opinions:
                raise FrontError(f"{film!r} is rated twice, by its title and by its id: rate it once.")
            if not LEAST_STARS <= stars <= MOST_STARS:
                raise FrontError(f"{film!r} has {stars} stars: give {LEAST_STARS:g} to {MOST_STARS:g}.")
            opinions[movie_id] = Opinion(float(stars))
        return opinions


class _Opened:
    """A model's database; a temporary one is removed with it."""

    def __init__(self, store: Store, temporary: Path | None) -> None:
        self.store = store
        self.library = Library(store)
        self.end = weakref.finalize(self, _end, store, temporary)


def _end(store: Store, temporary: Path | None) -> None:
    store.close()
    if temporary is not None:
        shutil.rmtree(temporary, ignore_errors=True)


def _chosen(kind: type[Choice], value: str, what: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise FrontError(f"{what} is one of {', '.join(kind)}, not {value!r}.") from None


def _count(value: int, name: str) -> int:
    if value < 1:
        raise FrontError(f"{name} is at least 1, not {value}.")
    return value


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _film_table(films: Sequence[MovieSummary]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "movie_id": np.array([film.movie_id for film in films], np.int64),
        "title": [film.display_title for film in films],
        "year": pd.array([film.year for film in films], dtype="Int64"),
    }
    return pd.DataFrame(columns)


def _reasons(film: Recommended) -> list[Reason]:
    return [Reason(reason.movie.movie_id, reason.movie.display_title, reason.contribution) for reason in film.because]


@dataclass(slots=True)
class ProgressBar:
    """One line that is written anew with every progress event; nowhere if `stream` is None."""

    stream: TextIO | None
    _longest: int = 0

    @classmethod
    @contextmanager
    def shown(cls, stream: TextIO, *, wanted: bool | None) -> Iterator[Self]:
        """A bar until the end of the block; None wants one in a terminal and in a notebook."""
        bar = cls(stream if (wanted is None and _is_watched(stream)) or wanted else None)
        try:
            yield bar
        finally:
            if bar._longest:
                bar._write("")
                stream.write("\r")
                stream.flush()

    def __call__(self, event: Event) -> None:
        if not isinstance(event, ProgressEvent) or event.total <= 0:
            return
        share = min(1.0, event.done / event.total)
        filled = round(_BAR_CELLS * share)
        left = f", {duration(event.eta_seconds)} left" if event.eta_seconds and event.eta_seconds >= 1 else ""
        self._write(f"{'█' * filled}{'░' * (_BAR_CELLS - filled)} {share:4.0%}{left}")

    def _write(self, text: str) -> None:
        if self.stream is None:
            return
        self._longest = max(self._longest, len(text))
        # Notebooks know no escape sequence that clears a line.
        self.stream.write("\r" + text.ljust(self._longest))
        self.stream.flush()


def _is_watched(stream: TextIO) -> bool:
    return stream.isatty() or "ipykernel" in sys.modules
