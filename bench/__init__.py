"""Benchmarks: every figure in the documentation comes from one of these commands."""

import os

# As the app sets it for trainings; read once, when torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
