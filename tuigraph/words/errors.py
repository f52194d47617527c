"""Errors that are sentences for a person."""

from __future__ import annotations

from tuigraph.wire.said import Text
from tuigraph.words.catalogue import ORIGINAL, Words


class SaidError(Exception):
    """Carries a sentence; whoever shows it to a person says it in that person's language.  As text it is English."""

    def __init__(self, said: Text) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return Words(ORIGINAL).say(self.said)
