"""Ours against well-known recommenders, on one machine and the same splits: `python -m bench.peers`."""
