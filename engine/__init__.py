"""What is computed: models, their training and evaluation (torch), and serving from stored features (numpy only).

May use `db` and `data`; knows no user interface. `engine.serving`, `options`, `events` and `errors` never import torch.
"""

import os

# Torch's threads spin while they wait for each other, which makes training ten times slower as soon as anything else
# wants a core. The OpenMP library reads this once, when torch is imported, so it stands before every import of torch.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
