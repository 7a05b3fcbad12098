"""Finding films by title: the search indices, parsing what was typed, and ranking the films that answer it.

Only title search belongs here; lists by genre, rating or taste do not.
"""
