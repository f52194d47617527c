"""What was typed at the prompt, kept from one start to the next: a file with one entry per line, as JSON strings."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from tuigraph.files import state_file, write_text
from tuigraph.reading import contents

MOST = 1_000  # entries
LONGEST = 10_000  # characters of an entry that is kept in the file


class History:
    """The entries, oldest first, each once.

    An entry is appended to the file when it is made, so that sessions which run at once keep each other's.  A file that
    cannot be read or written is no reason to stop anybody from typing.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or state_file("history")
        self.entries = self._read()

    def add(self, entry: str, keep: bool = True) -> None:
        """Put an entry at the end; it is in the file only if it is to be kept."""
        if entry in self.entries:
            self.entries.remove(entry)
        self.entries.append(entry)
        if keep and len(entry) <= LONGEST:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with open(descriptor, "a", encoding="utf-8") as file:
                    file.write(json.dumps(entry) + "\n")

    def matching(self, text: str) -> list[str]:
        """The entries that hold a text, newest first."""
        return [entry for entry in reversed(self.entries) if text in entry]

    def _read(self) -> list[str]:
        try:
            lines = contents(self._path).decode(errors="replace").splitlines()
        except OSError:
            return []
        found: dict[str, None] = {}
        for line in lines:
            with suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, str) and entry.strip():
                    found.pop(entry, None)
                    found[entry] = None
        entries = list(found)[-MOST:]
        if len(lines) > 2 * MOST:
            with suppress(OSError):
                write_text(self._path, "".join(json.dumps(entry) + "\n" for entry in entries))
        return entries
