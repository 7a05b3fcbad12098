"""Whether a database is whole (`check`), and deriving again what can be derived (`repair`).

Ratings, opinions and profiles are only ever reported, never changed.
"""
