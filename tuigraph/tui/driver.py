"""The way to the terminal: Textual's, but what the terminal shows already is not sent again."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

from tuigraph.tui.shown_cells import ShownCells


class ChangedCellsDriver(LinuxDriver):
    """Sends the cells that have changed."""

    _shown: ShownCells | None = None

    def write(self, data: str) -> None:
        if self._shown is None:
            self._shown = ShownCells()
        if changes := self._shown.changes(data):
            super().write(changes)

    def forget(self) -> None:
        """The terminal may show anything: send all of what is painted next."""
        self._shown = None
