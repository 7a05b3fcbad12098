"""What every command prints with --json, as types; docs/json.md and docs/json-schema.json are made from them.

The same thing has the same name everywhere: `title` is what people say ("The Matrix"), `source_title` what the data set
writes ("Matrix, The (1999)"); `rating` is one in stars, `ratings` a number of them; `name` is a person's; `path` is a
file that was written, absolute; `bytes` is a size. Times are ISO 8601 in UTC. Every field is always there; null says
that something is not known.
"""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict  # pydantic takes the standard library's from Python 3.12 on

JsonObject = dict[str, Any]

Metrics = dict[str, float]
"""Measures by name: rmse, mae, ndcg@10, recall@20, mrr, coverage@10 and others."""


class FilmName(TypedDict):
    """Which film is meant; `title` is what people say, `source_title` what the data set writes."""

    movie_id: int
    title: str
    source_title: str
    year: int | None


class Film(FilmName):
    """A film; `ratings` counts those of the data set, `mean_rating` is in stars."""

    genres: list[str]
    ratings: int
    mean_rating: float | None


class SimilarFilm(Film):
    """A film and the cosine of its vector and the other one's."""

    similarity: float


class FanFilm(Film):
    """A film that another film's fans love; `shared_fans` is 0 where the model had to find the fans."""

    score: float
    shared_fans: int


class RatedFilm(Film):
    """A film and a person's rating of it, in stars."""

    rating: float
    rated_at: str | None


class MarkedFilm(Film):
    """A film of the watchlist or of another list, and since when it is there."""

    marked_at: str | None


class UnusualOpinion(Film):
    """A film that a person rates differently from others, whose mean is `others_mean_rating`."""

    rating: float
    others_mean_rating: float
    difference: float


class Reason(FilmName):
    """A rated film and what it adds to another film's score."""

    rating: float
    contribution: float


class Recommendation(Film):
    """A recommended film: `score` is `base` + the contributions of `because` + `others`.

    `uncertainty` is the standard deviation of `predicted_rating` in stars; `match` is 1 for the best film and 0 for one
    that fits no better than half of all films. `series` has the films of its series that the list leaves out.
    """

    predicted_rating: float
    uncertainty: float
    score: float
    match: float
    base: float
    others: float
    because: list[Reason]
    series: list[FilmName]


class PersonName(TypedDict):
    """Which person is meant; users of the data set have no name, profiles have a negative id."""

    user_id: int
    name: str | None


class PersonPrediction(PersonName):
    """The stars that a person is expected to give."""

    predicted_rating: float


class GroupFilm(Film):
    """A film for several people: `score` is the mean of their predicted ratings, or the lowest, as the rule says."""

    score: float
    people: list[PersonPrediction]


class Person(PersonName):
    """A user of the data set or a profile; `age` is in years, or the first year of a bracket."""

    gender: str | None
    age: int | None
    age_group: str | None
    occupation: str | None
    ratings: int
    mean_rating: float | None


class SimilarPerson(Person):
    """A person and the cosine of their vector and the other one's."""

    similarity: float


class StarShare(TypedDict):
    """A step of the rating scale and its share of the person's ratings, and of everybody's."""

    rating: float
    own: float
    everyone: float


class Liking(TypedDict):
    """A genre or decade, how many of its films the person rated, and by how many stars they like it more."""

    name: str
    ratings: int
    difference: float


class Taste(TypedDict):
    """How a person rates compared with others; `generosity` is in stars."""

    ratings: int
    generosity: float
    distribution: list[StarShare]
    genres: list[Liking]
    decades: list[Liking]
    unusual: list[UnusualOpinion]


class PersonPage(Person):
    """All that is shown of a person."""

    rated_movies: list[RatedFilm]
    taste: Taste
    top_movies: list[Recommendation]
    similar_users: list[SimilarPerson]


class Opinion(TypedDict):
    """What somebody says of a film: stars and marks ("seen", "watchlist", "hidden", "tag:" and a tag of their own)."""

    rating: float | None
    rated_at: str | None
    marks: list[str]


class OpinionOfFilm(Film, PersonName, Opinion):
    """What a profile says of a film after a change."""


class OwnOpinion(PersonName, Opinion):
    """What the active profile says of a film, and its prediction; null before the first training."""

    predicted_rating: float | None
    uncertainty: float | None
    score: float | None
    base: float | None
    others: float | None
    because: list[Reason] | None


class Tag(TypedDict):
    """What people say of a film; `weight`, from 0 to 1, says how much it tells."""

    tag: str
    weight: float


class StarCount(TypedDict):
    """A step of the rating scale, and how many ratings it has."""

    rating: float
    ratings: int


class FilmPage(Film):
    """All that is shown of a film; `runtime` is in minutes, `imdb_rating` from 1 to 10, `links` are by site."""

    imdb_id: int | None
    tmdb_id: int | None
    links: dict[str, str]
    aliases: list[str]
    source: Literal["dataset", "imdb"]
    runtime: int | None
    original_title: str | None
    imdb_rating: float | None
    imdb_votes: int | None
    directors: list[str]
    cast: list[str]
    tags: list[Tag]
    histogram: list[StarCount]
    mine: OwnOpinion | None
    similar: list[SimilarFilm]
    fans: list[FanFilm]


class Prediction(PersonName, FilmName):
    """The stars that a person is expected to give a film, and their standard deviation."""

    predicted_rating: float
    uncertainty: float


class ScoreExplanation(PersonName, Film):
    """What each rated film adds to a film's score: `score` is `base` + all contributions of `because`."""

    score: float
    base: float
    because: list[Reason]


class DataSet(TypedDict):
    """The data set in the database."""

    dataset: str
    movies: int
    users: int
    ratings: int


class ListedDataSet(TypedDict):
    """A data set that can be downloaded; `installed` says whether the database holds it."""

    name: str
    title: str
    ratings: int
    movies: int
    users: int
    download_mib: float
    installed: bool


class ImportedDataSet(DataSet):
    """What an import did; `unchanged` says that the database held the same data before."""

    seconds: float
    unchanged: bool


class Enriched(TypedDict):
    """What IMDb's files added."""

    films_enriched: int
    films_added: int
    people: int
    seconds: float


class Setup(DataSet):
    """The data set and the run in use."""

    run_id: int
    metrics: Metrics


class Sample(Setup):
    """What `movierec-tui` alone shows without a terminal: `top_movies` of the user `user_id`."""

    user_id: int
    top_movies: list[Recommendation]


class Run(TypedDict):
    """A training run; `message` says why it failed or was cancelled."""

    run_id: int
    status: Literal["building", "ready", "failed", "cancelled"]
    active: bool
    model: str
    created: str
    finished: str | None
    dataset: str
    seed: int
    device: str
    config: JsonObject
    metrics: Metrics
    message: str | None


class DeletedRun(Run):
    """A run that is gone."""

    deleted: Literal[True]


class TrainingStart(TypedDict):
    """The first line of `train`."""

    event: Literal["start"]
    job: Literal["train"]
    total: int
    run_id: int
    model: str
    seed: int
    device: str
    dataset: str
    train_ratings: int
    validation_ratings: int


class TrainingProgress(TypedDict):
    """`done` of `total` steps are finished; `train_loss` is a mean squared error, `val_rmse` is in stars."""

    event: Literal["progress"]
    phase: str
    done: int
    total: int
    eta_seconds: float | None
    epoch: int | None
    train_loss: float | None
    val_rmse: float | None


class TrainingDone(TypedDict):
    """The last line of `train`; `activated` says whether the new run is in use."""

    event: Literal["done"]
    run_id: int
    activated: bool
    metrics: Metrics
    train_seconds: float
    samples_per_second: float


class TrainingFailed(TypedDict):
    """The last line of `train` where there is no new run."""

    event: Literal["failed"]
    message: str
    cancelled: bool


TrainingEvent = TrainingStart | TrainingProgress | TrainingDone | TrainingFailed
"""One line of `train --json`."""


class Profile(TypedDict):
    """A profile, and how many films it rated, wants to see and has hidden."""

    user_id: int
    name: str
    ratings: int
    watchlist: int
    hidden: int
    active: bool


class ProfilePage(Profile):
    """All that a profile says; `filters` are the names of saved ones."""

    rated_movies: list[RatedFilm]
    watchlist_movies: list[MarkedFilm]
    hidden_movies: list[MarkedFilm]
    filters: list[str]


class DeletedProfile(Profile):
    """A profile that is gone."""

    deleted: Literal[True]


class ProfileFilters(PersonName):
    """The names of a profile's saved filters."""

    filters: list[str]


class ProfileTraining(TypedDict):
    """Whether the next training learns from profiles' ratings."""

    train_with_profiles: bool


ImportStatus = Literal["new", "changed", "same", "kept", "covered", "ambiguous", "unmatched", "left_out"]


class ImportRow(TypedDict):
    """A row of a personal file that needs a look; `title` and `year` are the file's, `movie_id` is our film.

    `row` is what --choose takes; `file` and `line` say where it stands in the export. `candidates` are the films that
    it may be, or the one that it was found to be.
    """

    row: int | None
    file: str
    line: int
    title: str
    year: int | None
    kind: str | None
    form: str | None
    rating: float | None
    imdb_id: int | None
    tmdb_id: int | None
    status: ImportStatus
    movie_id: int | None
    candidates: list[FilmName]
    reason: str | None


class PersonalImport(PersonName):
    """An import in numbers of rows; `details` has those that are not plainly new or the same."""

    dry_run: bool
    source: str
    rows: int
    matched: int
    new: int
    changed: int
    same: int
    kept: int
    covered: int
    ambiguous: int
    unmatched: int
    left_out: int
    notes: list[str]
    details: list[ImportRow]


class UndoneImport(PersonName):
    """What undoing an import did.

    Of so many films, nothing is said any more (`removed`), what was said before is said again (`restored`), or what
    was said since stays (`kept`). `parked` opinions of films that are not in the data set went, too.
    """

    source: str
    removed: int
    restored: int
    kept: int
    parked: int


class WrittenFile(TypedDict):
    """A file that was written."""

    path: str
    bytes: int


class Export(PersonName, WrittenFile):
    """A profile's list as a file of `rows` films."""

    format: Literal["csv", "letterboxd", "json"]
    what: Literal["ratings", "watchlist", "hidden", "tags", "all", "recommendations"]
    rows: int


class Backup(WrittenFile):
    """A copy of the database."""

    database: str


class ParquetExport(WrittenFile):
    """The database as a folder of Parquet files; `rows` is by file, `run_id` the run whose features are among them."""

    database: str
    run_id: int | None
    rows: dict[str, int]


class Finding(TypedDict):
    """Something that is wrong with the database."""

    part: str
    problem: str
    repairable: bool


class Check(TypedDict):
    """What is wrong with the database; `checked` are the parts that were looked at."""

    database: str
    ok: bool
    checked: list[str]
    findings: list[Finding]


class Repair(Check):
    """What was repaired, in sentences, what is left, and the copy that was made before (`path`)."""

    done: list[str]
    path: str | None


class Served(TypedDict):
    """Where the app is shown in a browser; `private` says whether only this machine can reach it."""

    url: str
    private: bool
    database: str


class KeyAction(TypedDict):
    """An action of the app and its keys."""

    action: str
    keys: list[str]
    changed: bool
    context: str
    help: str


class Keys(TypedDict):
    """The app's actions, and the file for a person's own keys, which may not exist yet."""

    path: str
    exists: bool
    troubles: list[str]
    actions: list[KeyAction]


class Info(TypedDict):
    """Versions and places; what the database holds is null before there is any. `bytes` is the database's size."""

    versions: dict[str, str | None]
    platform: str
    device: str
    database: str
    bytes: int
    download_folder: str
    dataset: str | None
    movies: int | None
    users: int | None
    ratings: int | None
    enriched_at: str | None
    active_run: Run | None
    active_profile: Profile | None


class Place(TypedDict):
    """A file or folder of this program; `exists` says whether it is there yet."""

    name: str
    path: str
    exists: bool


class Completion(TypedDict):
    """The script with which a shell completes commands."""

    shell: str
    script: str


class Setting(TypedDict):
    """A setting or environment variable; `value` is null where it is not set, `set_by` says who set it."""

    name: str
    value: str | None
    set_by: Literal["option", "environment", "app", "database", "default"]
    meaning: str


class Version(TypedDict):
    """The program's version."""

    version: str


class ErrorDetails(TypedDict):
    """Why there is no answer; `hint` is a command that may help, `candidates` the films that a title may mean."""

    code: str
    message: str
    hint: str | None
    candidates: list[FilmName]


class Error(TypedDict):
    """The last line on standard error of a command that fails."""

    error: ErrorDetails


ANSWERS: dict[str, Any] = {
    "": Sample,
    "--version": Version,
    "setup": Setup,
    "data list": list[ListedDataSet],
    "data get": ImportedDataSet,
    "data import": ImportedDataSet,
    "data enrich": Enriched,
    "train": TrainingEvent,
    "evaluate": Metrics,
    "runs": list[Run],
    "runs list": list[Run],
    "runs activate": Run,
    "runs delete": DeletedRun,
    "search": list[Film],
    "movie": FilmPage,
    "like": list[SimilarFilm],
    "fans": list[FanFilm],
    "user": PersonPage,
    "similar movie": list[SimilarFilm],
    "similar user": list[SimilarPerson],
    "recommend": list[Recommendation],
    "together": list[GroupFilm],
    "predict": Prediction,
    "why": ScoreExplanation,
    "rate": OpinionOfFilm,
    "unrate": OpinionOfFilm,
    "hide": OpinionOfFilm,
    "unhide": OpinionOfFilm,
    "hidden": list[MarkedFilm],
    "watchlist add": OpinionOfFilm,
    "watchlist remove": OpinionOfFilm,
    "watchlist list": list[MarkedFilm],
    "profile create": Profile,
    "profile list": list[Profile],
    "profile show": ProfilePage,
    "profile rename": Profile,
    "profile switch": Profile,
    "profile delete": DeletedProfile,
    "profile train-with": ProfileTraining,
    "profile forget-filter": ProfileFilters,
    "profile import": PersonalImport,
    "profile undo-import": UndoneImport,
    "profile export": Export,
    "picture map": WrittenFile,
    "picture taste": WrittenFile,
    "picture curves": WrittenFile,
    "serve": Served,
    "info": Info,
    "keys": Keys,
    "paths": list[Place],
    "config": list[Setting],
    "completion": Completion,
    "sql": list[JsonObject],
    "backup": Backup,
    "export": ParquetExport,
    "check": Check,
    "repair": Repair,
}
"""The type of each command's answer, by the words that name the command; `train` prints one of its type a line."""
