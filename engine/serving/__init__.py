"""Answers from stored features with numpy alone: neighbours, ranked films, predictions, explanations.

Runs inside the app's process, so nothing here may import torch, scipy or pandas.
"""

from engine.serving.explanation import Contribution
from engine.serving.neighbours import Neighbour
from engine.serving.recommender import Recommender, ScoredMovie, load_recommender

__all__ = ["Contribution", "Neighbour", "Recommender", "ScoredMovie", "load_recommender"]
