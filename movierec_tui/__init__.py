"""What a person sees: the terminal app, its screens and widgets, the command line, and the jobs they start.

May use every other room's public side; never imports torch, which lives in the training child process.
"""

import os

OWN_THREADS = "OPENBLAS_NUM_THREADS" not in os.environ
"""Whether numpy's threads are our choice; a child process that trains makes its own."""

# Threads that wait for each other make the small matrices of one person's list ten times slower as soon as anything
# else wants a core. Numpy reads this once, when it is imported.
if OWN_THREADS:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
