"""The short form of `python -m tests.monkey`: random keys, clicks, sizes and pastes; no handler raises."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.monkey import Monkey, graph_app, lesson_app
from tuigraph.lessons import find


async def test_whatever_is_pressed_clicked_and_pasted_raises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkey = Monkey(14)
    await monkey.play(lesson_app(find("01"), "zh"), "01", 30)
    await monkey.play(graph_app(tmp_path), "graph", 20)
    assert list(map(str, monkey.found)) == []
    assert monkey.done > 10  # a click may end an app, and nothing else does
