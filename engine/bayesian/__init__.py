"""The Bayesian two-tower for ratings: linear towers as the prior of sampled factors, averaged into one dot product."""
