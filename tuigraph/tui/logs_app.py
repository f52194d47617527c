"""The app that shows a directory of event files."""

from __future__ import annotations

from pathlib import Path

from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.client_protocol import Client
from tuigraph.tui.screens.logs import LogsScreen


def no_client(*_: object) -> Client:
    raise AssertionError("there is no program")


class LogsApp(TuigraphApp):
    """One screen, without a program."""

    def __init__(self, directory: Path, language: str = "en", theme: str = "", ascii: bool | None = None) -> None:
        super().__init__(no_client, (), language, theme=theme, ascii=ascii)
        self._directory = directory

    def begin(self) -> None:
        self.push_screen(LogsScreen(self._directory))
