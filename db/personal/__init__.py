"""Profiles, what they say of films (ratings, watchlist, hidden), and importing and exporting that.

What is the same for users of the data set and profiles, such as their history, is in `db.users` and `db.taste`.
"""
