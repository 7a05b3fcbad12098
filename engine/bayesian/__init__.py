"""The Bayesian two-tower: latent factors whose prior means are linear towers, sampled and averaged (torch)."""
