"""Title search: the index, the query, and which films answer it."""
