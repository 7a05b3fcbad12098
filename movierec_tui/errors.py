"""What goes wrong in the front ends themselves."""

from __future__ import annotations


class FrontError(Exception):
    """Something that was asked of the app or of a command cannot be done; the message says why and what to do."""
