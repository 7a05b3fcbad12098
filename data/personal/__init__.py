"""A person's own files: exports of other sites are read, and lists of films written, as plain rows.

Pure text in and out: knows no database, and loads neither pandas nor numpy.
"""

from data.personal.reading import read_personal_export
from data.personal.rows import (
    MINI_SERIES,
    SHORT_FILM,
    ExportRow,
    LeftOut,
    PersonalExport,
    PersonalRow,
    RowKind,
    ScaleUnknown,
)
from data.personal.writing import FileFormat, format_of, rows_as_text, write_rows

__all__ = [
    "MINI_SERIES",
    "SHORT_FILM",
    "ExportRow",
    "FileFormat",
    "LeftOut",
    "PersonalExport",
    "PersonalRow",
    "RowKind",
    "ScaleUnknown",
    "format_of",
    "read_personal_export",
    "rows_as_text",
    "write_rows",
]
