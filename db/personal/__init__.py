"""Profiles, what they say of films, and their files."""
