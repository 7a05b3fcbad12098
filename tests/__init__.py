"""Every process of the tests takes one thread, as those of the app do: this is read before numpy and torch are."""

import os

from movierec_tui.config import use_one_numpy_thread

use_one_numpy_thread()
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
