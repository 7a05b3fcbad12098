"""Screens about one film or one user, which may be made before it is known which one."""

from __future__ import annotations

from typing import ClassVar

from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.key_bar import KeyBar


class SubjectScreen(BaseScreen):
    """A screen about one thing. It is made first and told then what it is about, once.

    Attributes:
        subject: the id of what it is about; 0 before it is told.
        ready: whether all its parts are there.
    """

    NOTHING: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.subject = self.NOTHING
        self.ready = False

    def on_mount(self) -> None:
        """Goes on with what it was told before its parts were there."""
        self.ready = True
        if self.subject != self.NOTHING:
            self.show_subject()

    def tell_subject(self, subject: int) -> None:
        """Says what the screen is about."""
        self.subject = subject
        if self.ready:
            self.take_size()
            self.show_subject()
            self.query_one(KeyBar).work_out()

    def show_subject(self) -> None:
        """Asks for all that is to be shown; each part appears when it is there."""
        raise NotImplementedError
