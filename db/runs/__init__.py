"""Model runs: what training reads, the features that it publishes, and which run is active.

Knows neither how a model is trained nor how recommendations are made; both are in `engine`.
"""
