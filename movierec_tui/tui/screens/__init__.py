"""Whole screens and dialogs. A screen composes widgets; it holds no SQL and no maths, and does not know the app."""
