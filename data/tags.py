"""What people say of films in a word or two: tags as users typed them, cleaned, counted and weighted.

A tag tells much of a film where many users say it of this film and few films have it. The tag genome (Vig, Sen and
Riedl, The Tag Genome, ACM TiiS 2012) says for each film how relevant each tag is, from 0 to 1; both are joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.folding import compact

TAGS_OF_A_FILM = 30
"""As many tags of a film are kept, those that tell most."""

_LONGEST = 40
_TAGGERS_OF_A_LARGE_SET = 1000
"""From so many users who tag on, a tag that only one of them uses is theirs alone."""

_FEWEST = 0.02
"""A tag of less weight says nothing of a film."""

_ABOUT_THE_COPY = re.compile(
    r"\b(?:dvds?|dvd-\w+|vhs|blu-?rays?|bd-?r|bdr?ip|clv|cav|laserdisc|betamax|netflix|hulu|itunes|divx|avi|"
    r"library|bibliothek|vcd|hdtv|tivo|queue|collection|own(?:ed)?|seen|watched|unseen|watch|rewatch|to see|see again|"
    r"must see|want to|wishlist|toplist\w*|top \d+|imdb|rotten tomatoes|less than \d+ ratings|ratings?|my movies?|"
    r"movies? i|i've|can't remember|don't remember|not available|not on|ebert|afi \d+|best \d+|\d+/\d+|"
    r"[0-9]+ stars?|need to|will see|to-rent|to rent|borrowed)\b"
)
_OUTSIDE = " \t'\"“”‘’`.,;:!?*#-–—_()[]{}<>/\\|~+="


@dataclass(frozen=True, slots=True)
class Genome:
    """How relevant each tag is for each film.

    Attributes:
        movie_ids: (n_movies,).
        tags: (n_tags,) as the genome writes them.
        relevance: (n_movies, n_tags), from 0 to 1.
    """

    movie_ids: NDArray[np.int64]
    tags: Sequence[str]
    relevance: NDArray[np.float32]


def clean_tag(text: str) -> str | None:
    """A tag in lower case without quotes and brackets around it; None where it says nothing of a film.

    "  Time  Travel! " -> "time travel"; "Erlend's DVDs", "in Netflix queue", "70/100" and "" -> None.
    """
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace("’", "'")
    printable = "".join(letter if letter.isprintable() else " " for letter in lowered)
    tag = " ".join(printable.split()).strip(_OUTSIDE)
    if not 2 <= len(tag) <= _LONGEST or not any(letter.isalpha() for letter in tag):
        return None
    return None if _ABOUT_THE_COPY.search(tag) else tag


def film_tags(applied: Iterable[pd.DataFrame], genome: Genome | None = None) -> pd.DataFrame:
    """The tags that tell most of each film.

    Args:
        applied: chunks of what users said, with the columns user_id, movie_id and tag; each user counts once.
        genome: joined with them.

    Returns:
        Columns movie_id int64, tag str and weight float64 (above 0, at most 1), at most `TAGS_OF_A_FILM` rows a film.
    """
    users = _weighted(_counted(applied))
    known = [users] if genome is None else [users, _of_genome(genome)]
    both = pd.concat(known, ignore_index=True)
    both["tag"] = both["tag"].map(_spellings(both))
    # Two weak pieces of evidence make a stronger one: 1 - (1 - a)(1 - b).
    both["doubt"] = np.log1p(-both["weight"].clip(upper=1 - 1e-9))
    joined = both.groupby(["movie_id", "tag"], sort=True, as_index=False)["doubt"].sum()
    joined["weight"] = -np.expm1(joined["doubt"])
    joined = joined[joined["weight"] >= _FEWEST].sort_values(
        ["movie_id", "weight", "tag"], ascending=[True, False, True], kind="stable"
    )
    best: pd.DataFrame = joined.groupby("movie_id", sort=False).head(TAGS_OF_A_FILM)
    return best[["movie_id", "tag", "weight"]].reset_index(drop=True)


def _counted(applied: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """How many users say each tag of each film: movie_id, tag, users; and of the whole set, all_users and films."""
    cleaned: dict[str, str | None] = {}
    parts = [pd.DataFrame({"user_id": [], "movie_id": [], "tag": []}).astype({"user_id": "int64", "movie_id": "int64"})]
    for chunk in applied:
        for text in chunk["tag"].unique():
            if text not in cleaned:
                cleaned[text] = clean_tag(text)
        tags = chunk["tag"].map(cleaned)
        parts.append(chunk.assign(tag=tags)[tags.notna()])
    said = pd.concat(parts, ignore_index=True).drop_duplicates()
    said["tag"] = said["tag"].astype("category")
    of_tag = said.groupby("tag", observed=True)
    alone = of_tag["user_id"].transform("nunique") < 2
    if said["user_id"].nunique() >= _TAGGERS_OF_A_LARGE_SET:
        said = said[~alone]
    counted = said.groupby(["movie_id", "tag"], observed=True).size().rename("users").reset_index()
    of_tag = said.groupby("tag", observed=True)
    counted["all_users"] = counted["tag"].map(of_tag["user_id"].nunique()).astype("int64")
    counted["films"] = counted["tag"].map(of_tag["movie_id"].nunique()).astype("int64")
    counted["tag"] = counted["tag"].astype(object)
    return counted


def _weighted(counted: pd.DataFrame) -> pd.DataFrame:
    """Agreement on the film times agreement on the tag times how specific the tag is."""
    films = max(counted["movie_id"].nunique(), 2)
    specific = np.log((films + 1) / counted["films"]) / np.log(films + 1)
    agreed = counted["users"] / (counted["users"] + 1) * counted["all_users"] / (counted["all_users"] + 1)
    return pd.DataFrame({"movie_id": counted["movie_id"], "tag": counted["tag"], "weight": agreed * specific})


def _of_genome(genome: Genome) -> pd.DataFrame:
    """The most telling tags of each film: relevance times how rarely the tag is relevant."""
    kept = [column for column, tag in enumerate(genome.tags) if clean_tag(tag)]
    names = np.array([clean_tag(genome.tags[column]) for column in kept], dtype=object)
    relevance = genome.relevance[:, kept]
    rarity = -np.log(np.clip(relevance.mean(0), 1e-6, 1.0))
    weights = relevance * (rarity / max(float(rarity.max(initial=0.0)), 1e-9))
    most = min(TAGS_OF_A_FILM, weights.shape[1])
    best = np.argpartition(-weights, max(most - 1, 0), axis=1)[:, :most] if most else np.empty((len(weights), 0), int)
    return pd.DataFrame(
        {
            "movie_id": np.repeat(genome.movie_ids, most),
            "tag": names[best.ravel()],
            "weight": np.take_along_axis(weights, best, 1).ravel().astype(np.float64),
        }
    )


def _spellings(tags: pd.DataFrame) -> dict[str, str]:
    """For each tag the spelling to show: of "sci-fi", "scifi" and "sci fi", and of a plural, the most used one."""
    used = tags.groupby("tag")["weight"].sum()
    best: dict[str, str] = {}
    for tag in sorted(used.index, key=lambda tag: (-used[tag], tag)):
        best.setdefault(compact(tag) or tag, tag)
    spelled = {}
    for tag in used.index:
        key = compact(tag) or tag
        other = next((best[form] for form in (f"{key}s", f"{key}es", key[:-1] * key.endswith("s")) if form in best), "")
        own = best[key]
        is_better = bool(other) and (used[other], -len(other)) > (used[own], -len(own))
        spelled[tag] = other if is_better and len(key) > 3 else own
    return spelled
