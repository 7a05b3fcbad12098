"""The tables, and the views that queries use, as SQLAlchemy models. The migrations create them; a test compares both.

Queries select columns and give rows of `db.rows`; these objects are never handed out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import REAL, CheckConstraint, Dialect, ForeignKey, Index, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


_LARGEST_REAL = 1e9
"""Beyond any rating, weight or popularity."""


class _AsDeclared(TypeEngine[Any]):
    """SQLite keeps any value in any column; one of another kind, or far too large, is refused when it is read."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        kind = self.python_type

        def checked(value: Any) -> Any:
            if value is None or (isinstance(value, kind) and (kind is not float or abs(value) <= _LARGEST_REAL)):
                return value
            raise TypeError(f"{value!r} where a {kind.__name__} belongs")

        return checked


class _Text(_AsDeclared, Text):
    pass


class _Real(_AsDeclared, REAL[float]):
    pass


class _Integer(_AsDeclared, Integer):
    pass


class Base(DeclarativeBase):
    """All tables of the database."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[type, TypeEngine[Any]]] = {str: _Text(), float: _Real(), int: _Integer()}


class BaseView(DeclarativeBase):
    """All views of the database that have a model; apart from `Base`, whose tables SQLAlchemy can create."""

    metadata = MetaData()


class DataSet(Base):
    """The one data set that the database holds; `movies` counts its own films, not those that IMDb adds."""

    __tablename__ = "data_set"
    __table_args__ = (CheckConstraint("data_set_id = 1", name="only_one"),)

    data_set_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    fingerprint: Mapped[str]
    imported_at: Mapped[str]
    rating_min: Mapped[float]
    rating_max: Mapped[float]
    rating_step: Mapped[float]
    ages: Mapped[str]
    movies: Mapped[int]
    users: Mapped[int]
    ratings: Mapped[int]
    enriched_at: Mapped[str | None]


class Movie(Base):
    """A film. `aliases` is a JSON list of titles, `runtime` is in minutes, `source` is a `db.rows.FilmSource`."""

    __tablename__ = "movie"

    movie_id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    display_title: Mapped[str]
    year: Mapped[int | None] = mapped_column(index=True)
    imdb_id: Mapped[int | None]
    tmdb_id: Mapped[int | None]
    sort_title: Mapped[str]
    aliases: Mapped[str]
    runtime: Mapped[int | None]
    original_title: Mapped[str | None]
    imdb_rating: Mapped[float | None]
    imdb_votes: Mapped[int | None]
    source: Mapped[str] = mapped_column(server_default="dataset")
    imdb_year: Mapped[int | None]


class MovieName(Base):
    """A name by which search finds a film: its title or an alias, folded. Derived from `movie` at import.

    The names of the best-known films have the lowest ids, so that a search may stop when it has enough.
    """

    __tablename__ = "movie_name"

    name_id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    match_key: Mapped[str] = mapped_column(index=True)


class TitleWord(Base):
    """A word of the films' names, and in `ratings` the popularity of the best-known film with it. Derived at import."""

    __tablename__ = "title_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(primary_key=True)
    ratings: Mapped[int]


class Genre(Base):
    """A genre."""

    __tablename__ = "genre"

    genre_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class MovieGenre(Base):
    """Which films have which genres."""

    __tablename__ = "movie_genre"
    __table_args__ = ({"sqlite_with_rowid": False},)

    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True)
    genre_id: Mapped[int] = mapped_column(
        ForeignKey("genre.genre_id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Person(Base):
    """Somebody who directs or plays; `person_id` is IMDb's number."""

    __tablename__ = "person"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)


class MoviePerson(Base):
    """Who directs a film and who plays in it. `position` counts from 1 in each role, the top-billed first."""

    __tablename__ = "movie_person"
    __table_args__ = (
        CheckConstraint("role IN ('director', 'cast')", name="role"),
        {"sqlite_with_rowid": False},
    )

    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class MovieTag(Base):
    """What the data set's users say of a film in a word or two; `weight`, from 0 to 1, says how much it tells."""

    __tablename__ = "movie_tag"
    __table_args__ = ({"sqlite_with_rowid": False},)

    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)
    weight: Mapped[float]


class User(Base):
    """A user of the data set (positive id) or a profile (negative id and a name)."""

    __tablename__ = "user"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    gender: Mapped[str | None]
    age: Mapped[int | None]
    occupation: Mapped[str | None]
    name: Mapped[str | None] = mapped_column(unique=True)


class Rating(Base):
    """One rating, in stars. `rated_at` is in seconds since 1970, 0 when unknown."""

    __tablename__ = "rating"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[float]
    rated_at: Mapped[int]


RATING_BY_MOVIE = Index(None, Rating.movie_id, Rating.rating, Rating.user_id)


class MovieMark(Base):
    """What a person says of a film without rating it: a `FilmMark`, or "tag:" and a tag of the person's own.

    `marked_at` as `rated_at` in `Rating`.
    """

    __tablename__ = "movie_mark"
    __table_args__ = (
        CheckConstraint(
            "mark IN ('watchlist', 'hidden', 'seen', 'unseen', 'skipped') OR mark GLOB 'tag:?*'", name="mark"
        ),
        {"sqlite_with_rowid": False},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), primary_key=True)
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mark: Mapped[str] = mapped_column(primary_key=True)
    marked_at: Mapped[int]


class ParkedOpinion(Base):
    """What a profile said of a film that the data set lacks, kept for a data set that has it."""

    __tablename__ = "parked_opinion"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('rating', 'watchlist', 'hidden', 'seen', 'unseen', 'skipped') OR kind GLOB 'tag:?*'", name="kind"
        ),
    )

    parked_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    stars: Mapped[float | None]
    noted_at: Mapped[int]
    imdb_id: Mapped[int | None]
    title: Mapped[str]
    year: Mapped[int | None]


class Setting(Base):
    """A setting of this database."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class SavedFilter(Base):
    """The filters of a list that a profile keeps under a name. `filter` is a JSON object."""

    __tablename__ = "saved_filter"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    filter: Mapped[str]


class MovieStat(Base):
    """How often and how well the data set's users rated a film, and how many are its fans. Derived at import.

    `popularity` says how well known a film is, as a number of ratings: those that it has, or those to expect of a film
    with so many votes at IMDb, whichever are more.
    """

    __tablename__ = "movie_stat"

    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True)
    ratings: Mapped[int] = mapped_column(index=True)
    mean_rating: Mapped[float | None]
    fans: Mapped[int] = mapped_column(server_default="0")
    popularity: Mapped[int] = mapped_column(server_default="0", index=True)


class UserStat(Base):
    """How often and how well a user rated. Derived at import, and kept up to date for profiles."""

    __tablename__ = "user_stat"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), primary_key=True)
    ratings: Mapped[int] = mapped_column(index=True)
    mean_rating: Mapped[float | None]


class ModelRun(Base):
    """A training run. `config` and `metrics` are JSON objects, times are ISO 8601 in UTC."""

    __tablename__ = "model_run"
    __table_args__ = (
        CheckConstraint("status IN ('building', 'ready', 'failed', 'cancelled')", name="status"),
        {"sqlite_autoincrement": True},
    )

    run_id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    model: Mapped[str]
    created: Mapped[str]
    finished: Mapped[str | None]
    data_set: Mapped[str]
    seed: Mapped[int]
    device: Mapped[str]
    config: Mapped[str]
    metrics: Mapped[str]
    message: Mapped[str | None]


class ActiveRun(Base):
    """The run that recommendations come from."""

    __tablename__ = "active_run"
    __table_args__ = (CheckConstraint("slot = 1", name="only_one"),)

    slot: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("model_run.run_id"), unique=True)


class RunCurve(Base):
    """The training curve of a run."""

    __tablename__ = "run_curve"
    __table_args__ = ({"sqlite_with_rowid": False},)

    run_id: Mapped[int] = mapped_column(ForeignKey("model_run.run_id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    train_loss: Mapped[float]
    val_rmse: Mapped[float | None]


class MovieFeature(Base):
    """A film's features in a run. Vectors are little-endian float32; `likeness` is for comparing films by cosine."""

    __tablename__ = "movie_feature"

    run_id: Mapped[int] = mapped_column(ForeignKey("model_run.run_id", ondelete="CASCADE"), primary_key=True)
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.movie_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    vector: Mapped[bytes]
    bias: Mapped[float]
    preference: Mapped[bytes | None]
    preference_bias: Mapped[float | None]
    likeness: Mapped[bytes | None]


class UserFeature(Base):
    """A user's features in a run. Vectors are little-endian float32."""

    __tablename__ = "user_feature"

    run_id: Mapped[int] = mapped_column(ForeignKey("model_run.run_id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.user_id", ondelete="CASCADE"), primary_key=True, index=True)
    vector: Mapped[bytes]
    bias: Mapped[float]
    preference: Mapped[bytes | None]
    preference_bias: Mapped[float | None]


class ProfileView(BaseView):
    """The profiles, with the numbers of films that they rated, want to see, and have hidden."""

    __tablename__ = "profile"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    active: Mapped[bool]
    ratings: Mapped[int]
    mean_rating: Mapped[float | None]
    watchlist: Mapped[int]
    hidden: Mapped[int]
