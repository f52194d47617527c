"""Checks of exercises look at the effect: unusual right answers pass, wrong ones are refused with words that help.

The cells of a lesson run once; each answer is tried in a fork of the process, which has that state to itself.
"""

import json
import os
import traceback
from typing import Any

import pytest

from tests.lessons.test_lessons import LESSONS, answered, played, stand_in_data, temporary_folders  # noqa: F401
from tests.lessons.tries import RIGHT, WRONG

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
each_lesson = pytest.mark.parametrize("name", [name for name in LESSONS if name[:2] in RIGHT])


def tried(exercise: Any, namespace: Any, answer: Any) -> Any:
    """What the check says of an answer: whether it is solved, and in which words; nothing of it stays."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            verdict = answered(exercise, namespace, answer)
            said = [verdict.solved, dict(verdict.message.texts)]
        except BaseException:
            said = [False, {"error": traceback.format_exc()}]
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text)


def test_every_exercise_has_six_right_and_six_wrong_answers() -> None:
    lessons = {
        name[:2] for name, lesson in LESSONS.items() if name[:2].isdigit() and any(s.exercises for s in lesson.steps)
    }
    assert set(RIGHT) == set(WRONG) == lessons
    assert min(map(len, RIGHT.values())) >= 6
    assert min(map(len, WRONG.values())) >= 6


@each_lesson
def test_answers_are_judged_by_what_they_did(name: Any) -> None:
    lesson = LESSONS[name]
    unit = next(i for i, step in enumerate(lesson.steps) if step.exercises)
    exercise = lesson.steps[unit].exercises[0]
    namespace = played(lesson, unit + 1)
    if name.startswith("07"):
        namespace["n_epochs"] = 300  # of the function that answers train with
    faults = []
    for answer in RIGHT[name[:2]]:
        solved, texts = tried(exercise, namespace, answer)
        if not solved:
            faults.append(f"refused, though right:\n{answer}\n-> {texts}")
    for answer, part in WRONG[name[:2]]:
        solved, texts = tried(exercise, namespace, answer)
        if solved or part not in texts.get("en", "") or not texts.get("zh"):
            faults.append(f"should be refused with {part!r}:\n{answer}\n-> {solved} {texts}")
    assert not faults, "\n\n".join(faults)
