"""The models: their training and evaluation (torch), and serving from stored features (numpy only).

May import `db` and `data`; knows no user interface. Torch is imported by training and evaluation alone, never by
`engine.serving`, `options`, `events`, `errors`, `child_process`, `cost`, `grades`, `memory` and `held_out`, which front
ends use.
"""
