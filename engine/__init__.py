"""What is computed: models, their training and evaluation (torch), and serving from stored features (numpy only).

May use `db` and `data`; knows no user interface. `engine.serving`, `options`, `events` and `errors` never import torch.
"""
