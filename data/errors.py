"""The data room's exception family."""


class DataSetError(Exception):
    """A data set could not be fetched or read; the message is one sentence that says why and what to do.

    Where a row of a file is to blame, the message starts with the file's name and the line's number.
    """
