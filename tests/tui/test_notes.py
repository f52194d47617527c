"""Notes of the debugger and the client in Chinese: each translated sentence is one that they still say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tuigraph.debuggee
import tuigraph.debugger
from tuigraph.debuggee.client import BACK
from tuigraph.tui.notes import _CHINESE, translated, translated_output
from tuigraph.wire.views import Output

FOLDERS = [Path(str(package.__file__)).parent for package in (tuigraph.debugger, tuigraph.debuggee)]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for folder in FOLDERS for path in folder.glob("*.py"))


@pytest.mark.parametrize("sentence", _CHINESE)
def test_sentence_is_one_that_is_said(sentence: str) -> None:
    said = re.sub(r"\{[^{}]*\}", "{}", SOURCE)
    assert sentence.replace(f": {BACK}", "") in said


@pytest.mark.parametrize("sentence", _CHINESE)
def test_translation_carries_over_every_part_of_the_sentence(sentence: str) -> None:
    parts = ["3", "4"][: sentence.count("{}")]
    chinese = translated(sentence.format(*parts), "zh")
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert "{" not in chinese
    assert all(part in chinese for part in parts)


def test_only_notes_are_translated() -> None:
    text = "started again\nno such sentence\n"
    assert translated_output(Output("note", text), "zh").text == "已重新启动\nno such sentence\n"
    assert translated_output(Output("note", text), "en").text == text
    assert translated_output(Output("out", text), "zh").text == text
