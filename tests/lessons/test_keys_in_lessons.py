"""A lesson names keys: each is a key of the screen that does what the lesson says, in both languages."""

from __future__ import annotations

import re

import pytest

from tuigraph.lessons import available, load
from tuigraph.tui.keys import STUDY
from tuigraph.tui.screens.whatif import WHAT_IF

ACTIONS = {binding.strip(): key.action for key in STUDY for binding in (key.shown, *key.keys.split(","))}
NAMED = [  # lesson, key, what it is named for
    ("01", "n", "move('next')"),
    ("01", "s", "move('step')"),
    ("01", "S", "move('back')"),
    ("01", "Tab", "pane(1)"),
    ("01", "z", "zoom"),
    ("01", "Esc", "leave"),
    ("01", "w", "why"),
    ("02", "d", "draw"),
    ("03", "s", "move('step')"),
    ("03", "T", "lives"),
    ("03", "D", "compare"),
    ("04", "n", "move('next')"),
    ("04", "s", "move('step')"),
    ("05", "n", "move('next')"),
    ("05", "s", "move('step')"),
    ("05", "c", "move('continue')"),
    ("05", "p", "profile"),
    ("06", "F", "gradient"),
    ("06", "s", "move('step')"),
    ("06", "c", "move('continue')"),
    ("08", "s", "move('step')"),
    ("08", "c", "move('continue')"),
    ("08", "x", "suppose"),
    ("12", "Tab", "pane(1)"),
    ("12", "z", "zoom"),
    ("12", "d", "draw"),
    ("12", "O", "outputs"),
    ("12", "I", "inputs"),
]
LESSONS = {path.stem[:2]: load(path) for path in available()}
ONE_KEY = re.compile(r"`([A-Za-z]|Tab|Esc|Enter|Space)`")


def said(number: str, language: str) -> str:
    lesson = LESSONS[number]
    texts = [lesson.text_before(unit, language) for unit in range(len(lesson.steps) + 1)]
    for step in lesson.steps:
        passages = [*step.notes, *(p for e in step.exercises for p in (e.prompt, *e.hints))]
        if step.predict is not None:
            passages += [step.predict.question, *step.predict.hints, *step.predict.why]
        texts += [passage.text(language) for passage in passages]
    return "\n".join(texts)


@pytest.mark.parametrize(("number", "key", "action"), NAMED)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_key_is_named_and_does_what_it_is_named_for(number: str, key: str, action: str, language: str) -> None:
    assert ACTIONS.get(key) == action
    assert key in ONE_KEY.findall(said(number, language)), f"lesson {number} does not name {key}"


def test_a_supposed_value_is_dropped_by_the_key_that_lesson_08_names() -> None:
    assert {key.keys: key.action for key in WHAT_IF}["X"] == "end(False)"
    assert "`X` drops the other one" in said("08", "en")


def test_both_languages_name_the_same_keys() -> None:
    keys = {key for _, key, _ in NAMED}
    for number in LESSONS:
        english, chinese = (set(ONE_KEY.findall(said(number, language))) & keys for language in ("en", "zh"))
        assert english == chinese, number


def test_what_only_this_tool_shows_is_used_by_a_lesson() -> None:
    shown = {action for _, _, action in NAMED}
    assert {"draw", "lives", "why", "outputs", "inputs", "gradient", "suppose", "compare", "profile"} <= shown
