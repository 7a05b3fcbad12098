"""How each known data set is laid out in files; `readers` picks the one that fits."""

from data.layouts.base import Layout
from data.layouts.csv_files import CSV_FILES
from data.layouts.dat_files import ML_1M, ML_10M
from data.layouts.ml_100k import ML_100K
from data.layouts.recbole_100k import RECBOLE_100K

LAYOUTS: tuple[Layout, ...] = (ML_100K, ML_1M, ML_10M, CSV_FILES, RECBOLE_100K)
"""Every known layout; where two fit, the earlier one is taken (1M has all files of 10M and more)."""

__all__ = ["LAYOUTS", "RECBOLE_100K", "Layout"]
