"""Answers from stored features with numpy alone: neighbours, ranked lists, predictions, explanations, fold-in.

Runs in the app's process, so nothing here may import torch, scipy or pandas.
"""
