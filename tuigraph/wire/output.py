"""What a program prints, on its way to the next snapshot: bounded."""

from __future__ import annotations

import threading
from collections import deque

from tuigraph.wire.views import Output, OutputKind

MOST = 64_000  # characters between two snapshots


class OutputBuffer:
    """Output on its way to the next snapshot.  Of too much, the newest is kept and the rest is counted."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pieces: deque[tuple[OutputKind, str]] = deque()
        self._size = 0
        self._cut = 0
        self._lock = threading.Lock()

    def add(self, kind: OutputKind, text: str) -> None:
        if not text:
            return
        with self._lock:
            if len(text) > self._most:
                self._cut += len(text) - self._most
                text = text[-self._most :]
            self._pieces.append((kind, text))
            self._size += len(text)
            while self._size > self._most:
                _, dropped = self._pieces.popleft()
                self._size -= len(dropped)
                self._cut += len(dropped)

    @property
    def empty(self) -> bool:
        return not self._pieces

    def take(self) -> tuple[Output, ...]:
        """All there is, joined where the kind is the same; then it is gone from here."""
        with self._lock:
            pieces, cut = list(self._pieces), self._cut
            self._pieces.clear()
            self._size = self._cut = 0
        joined: list[tuple[OutputKind, list[str]]] = []
        for kind, text in pieces:
            if joined and joined[-1][0] == kind:
                joined[-1][1].append(text)
            else:
                joined.append((kind, [text]))
        found = [Output(kind, "".join(texts)) for kind, texts in joined]
        if cut:
            found.insert(0, Output("note", f"… {cut:,} characters of output are left out here\n"))
        return tuple(found)
