"""What a program prints, on its way to the next snapshot: bounded."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from itertools import groupby

from tuigraph.wire.said import Text, length, said
from tuigraph.wire.views import Output, OutputKind

MOST = 64_000  # characters between two snapshots


class OutputBuffer:
    """Output on its way to the next snapshot.  Of too much, the newest is kept and the rest is counted.

    `unit` says which unit of the program runs, -1 for none.
    """

    def __init__(self, most: int = MOST, unit: Callable[[], int] = lambda: -1) -> None:
        self._most = most
        self._unit = unit
        self._pieces: deque[tuple[OutputKind, int, Text]] = deque()
        self._size = 0
        self._cut = 0
        self._lock = threading.Lock()
        self.raw: Callable[[], Iterable[tuple[OutputKind, str]]] = tuple
        """What has come by other ways, before all that follows."""

    def add(self, kind: OutputKind, text: Text) -> None:
        if not text:
            return
        with self._lock:
            self._add_raw()
            self._add(kind, text)

    def pull(self) -> None:
        """Take over what has come by other ways."""
        with self._lock:
            self._add_raw()

    def _add_raw(self) -> None:
        for kind, text in self.raw():
            self._add(kind, text)

    def _add(self, kind: OutputKind, text: Text) -> None:
        if isinstance(text, str) and len(text) > self._most:
            self._cut += len(text) - self._most
            text = text[-self._most :]
        self._pieces.append((kind, self._unit(), text))
        self._size += length(text)
        while self._size > self._most:
            _, _, dropped = self._pieces.popleft()
            self._size -= length(dropped)
            self._cut += length(dropped)

    def add_all(self, kind: OutputKind, texts: Iterable[Text]) -> None:
        for text in texts:
            self.add(kind, text)

    @property
    def empty(self) -> bool:
        return not self._pieces

    def take(self) -> tuple[Output, ...]:
        """All there is, data joined where the kind is the same; then it is gone from here."""
        with self._lock:
            self._add_raw()
            pieces, cut = list(self._pieces), self._cut
            self._pieces.clear()
            self._size = self._cut = 0
        found: list[Output] = []
        for (kind, unit, _), run in groupby(pieces, key=lambda piece: (*piece[:2], isinstance(piece[2], str))):
            texts = [text for _, _, text in run]
            strings = [text for text in texts if isinstance(text, str)]
            found += [Output(kind, text, unit) for text in (["".join(strings)] if strings else texts)]
        if cut:
            found.insert(0, Output("note", said("output_cut", n=cut)))
        return tuple(found)
