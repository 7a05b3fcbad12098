"""What a person sees: the command line, the terminal app, and the jobs that both start.

May use every other package; never imports torch, which lives in the training child process.
"""

from movierec_tui.config import use_one_numpy_thread

use_one_numpy_thread()
