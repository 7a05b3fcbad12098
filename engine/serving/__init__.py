"""Answers from stored features with numpy alone: neighbours, ranked lists, predictions, explanations, fold-in.

Runs in the app's process, so nothing here may import torch, scipy or pandas.
"""

from engine.serving.explanation import Contribution, ScoreBreakdown
from engine.serving.neighbours import Neighbour
from engine.serving.person import Person
from engine.serving.recommender import Recommender, load_recommender

__all__ = ["Contribution", "Neighbour", "Person", "Recommender", "ScoreBreakdown", "load_recommender"]
