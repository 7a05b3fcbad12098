"""The models: their training and evaluation (torch), and serving from stored features (numpy only).

May import `db` and `data`; knows no user interface. Torch is imported by training and evaluation alone, never by
`engine.serving`, `options`, `events`, `errors`, `child_process`, `cost` and `grades`, which the app uses.
"""

import os

# Torch's threads spin while they wait for each other, which makes training ten times slower as soon as another process
# wants a core. The OpenMP library reads this once, when torch is imported, so it must be set before that.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
