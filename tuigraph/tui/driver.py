"""The way to the terminal: Textual's, but what the terminal shows already is not sent again, and it may vanish."""

from __future__ import annotations

import contextlib
import os
from typing import Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver

from tuigraph.tui.shown_cells import ShownCells


class _Vanishing:
    """A terminal that is not there any more takes everything: whoever writes to it is about to hear of that."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


class ChangedCellsDriver(LinuxDriver):
    """Sends the cells that have changed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._shown = ShownCells()
        self._file = cast(Any, _Vanishing(cast(TextIO, self._file)))

    def write(self, data: str) -> None:
        if changes := self._shown.changes(data):
            super().write(changes)

    def forget(self) -> None:
        """The terminal may show anything: send all of what is painted next."""
        self._shown.forget()

    def _sigcont_application(self, *_: object) -> None:
        """SIGCONT also follows a hang-up, after which there is no terminal to come back to."""
        if self._auto_restart and os.isatty(self.fileno):
            self._loop.call_soon_threadsafe(self._come_back)

    def _come_back(self) -> None:
        """Take the terminal again, also when the process was stopped without being told."""
        self.forget()
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self.suspend_application_mode()
        self.resume_application_mode()
