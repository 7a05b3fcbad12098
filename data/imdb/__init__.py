"""IMDb's own files: fetching them, and reading what matters of them as a stream.

Their layout: https://developer.imdb.com/non-commercial-datasets/. Gzipped text in UTF-8, cells separated by tabs and
never quoted, a header line, `\\N` for what is not known.
"""
