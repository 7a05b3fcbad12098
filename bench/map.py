"""How well a map of films keeps who is near whom, and how long it takes.

    python -m bench.map DATABASE [--films 1000]

Trustworthiness (Venna and Kaski, Neighborhood preservation in nonlinear projection methods, ICANN 2001) says whether
neighbours on the map are neighbours among the vectors, continuity the other way round; "kept" is the share of the ten
nearest films that are among the ten nearest on the map. Beside our map: principal components, and, where they are
installed (`pip install scikit-learn umap-learn`), scikit-learn's t-SNE and UMAP. Seconds are of processor time.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from movierec_tui.config import use_one_numpy_thread

use_one_numpy_thread()  # as the app does, before numpy is imported

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from db.movies import popular_movies  # noqa: E402
from db.store.database import open_store  # noqa: E402
from engine.serving.film_map import place_films, principal_places, squared_distances  # noqa: E402
from engine.serving.neighbours import unit_rows  # noqa: E402
from engine.serving.recommender import load_recommender  # noqa: E402

Floats = NDArray[np.float32]

NEIGHBOURS = 10


def neighbour_ranks(points: Floats) -> NDArray[np.int64]:
    """(n, n) the rank of each point among another's neighbours, 0 for the nearest; n - 1 on the diagonal."""
    distances = squared_distances(points).astype(np.float64)
    np.fill_diagonal(distances, np.inf)
    order = np.argsort(distances, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(points))[None, :], axis=1)
    return ranks


def kept_neighbours(vectors: Floats, places: Floats, k: int = NEIGHBOURS) -> float:
    """The share of each one's `k` nearest by vectors that are among its `k` nearest places."""
    near, shown = neighbour_ranks(vectors) < k, neighbour_ranks(places) < k
    return float((near & shown).sum() / near.sum())


def trustworthiness(vectors: Floats, places: Floats, k: int = NEIGHBOURS) -> float:
    """1 when every neighbour on the map is one by vectors; swapped arguments give the continuity."""
    n = len(vectors)
    true, shown = neighbour_ranks(vectors), neighbour_ranks(places)
    intruders = np.maximum(true[shown < k] - k + 1, 0).sum()
    return float(1 - 2 / (n * k * (2 * n - 3 * k - 1)) * intruders)


def ways(vectors: Floats) -> Iterator[tuple[str, Callable[[], Floats]]]:
    """Names and projections."""
    yield "principal components", lambda: principal_places(vectors)
    yield "ours", lambda: place_films(vectors)
    try:
        manifold = importlib.import_module("sklearn.manifold")
    except ImportError:
        return
    yield "scikit-learn t-SNE", lambda: manifold.TSNE(init="pca", random_state=0).fit_transform(vectors)
    try:
        umap = importlib.import_module("umap")
    except ImportError:
        return
    yield "UMAP", lambda: umap.UMAP(metric="cosine", random_state=0).fit_transform(vectors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path)
    parser.add_argument("--films", type=int, default=1000)
    options = parser.parse_args()
    store = open_store(options.database)
    model = load_recommender(store)
    with store.reading() as connection:
        known = [film.movie_id for film in popular_movies(connection, options.films)]
    store.close()
    vectors = unit_rows(model.alike_vectors(np.searchsorted(model.movie_ids, known)))
    print(f"{len(vectors):,} films, {vectors.shape[1]} dimensions")
    print(f"{'':22}{'trust':>8}{'contin.':>9}{'kept':>7}{'seconds':>9}")
    for name, project in ways(vectors):
        started = time.process_time()
        places = np.asarray(project(), np.float32)
        seconds = time.process_time() - started
        print(
            f"{name:22}{trustworthiness(vectors, places):8.3f}{trustworthiness(places, vectors):9.3f}"
            f"{kept_neighbours(vectors, places):7.3f}{seconds:9.2f}"
        )


if __name__ == "__main__":
    main()
