"""Lessons that are played in the tests' own process leave nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def temporary_folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those that lessons make are removed when a test is over, not when Python comes to it."""
    made: list[tempfile.TemporaryDirectory[str]] = []
    make = tempfile.TemporaryDirectory

    def kept(*arguments: Any, **options: Any) -> tempfile.TemporaryDirectory[str]:
        made.append(make(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(tempfile, "TemporaryDirectory", kept)
    yield
    for folder in made:
        folder.cleanup()
