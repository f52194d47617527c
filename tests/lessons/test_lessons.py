"""The lessons of the chapter: complete in two languages, and what they say is what happens."""

import contextlib
import io
import os
import subprocess
import sys

import pytest

import tuigraph as tf
from tuigraph.engine.execute import set_observer
from tuigraph.lessons import Output, available, check, compare_output, judge, load

LESSONS = [load(path) for path in available()]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.path.stem for lesson in LESSONS])


class Counter:
    """Counts how often each node of the default graph runs."""

    def __init__(self):
        self.counts = {}

    def session_opened(self, session):
        pass

    def session_closed(self, session):
        pass

    def run(self, session, execution, request):
        while not execution.finished:
            operation = execution.plan.operations[execution.pc]
            key = (operation.graph, operation.name)
            self.counts[key] = self.counts.get(key, 0) + 1
            execution.step()

    def __call__(self, name):
        return self.counts.get((tf.get_default_graph(), name), 0)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Lessons give the same whatever data there are; the stand-in is everywhere."""
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    tf.reset_default_graph()


@contextlib.contextmanager
def counted():
    counter = Counter()
    former = set_observer(counter)
    try:
        yield counter
    finally:
        set_observer(former)


def run(source, name, namespace):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, name, "exec"), namespace)


@each_lesson
def test_a_lesson_is_complete_in_both_languages(lesson):
    assert set(lesson.title) == {"en", "zh"}
    passages = [p for step in lesson.steps for p in [*step.text, *step.notes]] + lesson.closing
    for step in lesson.steps:
        passages += [step.predict.question, *step.predict.hints] if step.predict else []
        passages += [p for exercise in step.exercises for p in [exercise.prompt, *exercise.hints]]
    assert [p.texts for p in passages if set(p.texts) != {"en", "zh"}] == []


@each_lesson
def test_a_lesson_runs_under_plain_python_and_prints_what_it_says(lesson):
    done = subprocess.run(
        [sys.executable, str(lesson.path)], capture_output=True, text=True, env=os.environ, check=True
    )
    printed = done.stdout.splitlines(keepends=True)
    for step in (step for step in lesson.steps if step.output):
        count = len(step.output.text.splitlines())
        part, printed = "".join(printed[:count]), printed[count:]
        assert compare_output(step.output, part) == "", f"line {step.code.line}"
    assert printed == []


@each_lesson
def test_predictions_and_exercises_are_judged_by_the_engine(lesson):
    namespace = {}
    for step in lesson.steps:
        with counted() as calls:
            run("\n" * (step.code.line - 1) + step.code.source, str(lesson.path), namespace)
        if step.predict:
            right = judge(step.predict, "", namespace, calls)[1]
            assert judge(step.predict, right, namespace, calls)[0]
            choices = step.predict.choices("en")
            assert not choices or right in choices
        for exercise in step.exercises:
            before = check(exercise, namespace, calls)
            assert not before.solved, f"{exercise.name} is solved before anything is done"
            assert set(before.message.texts) == {"en", "zh"}, before.message
            for solution in exercise.solutions:
                answered = dict(namespace)
                with counted() as calls_of_answer:
                    run(solution, f"<solution of {exercise.name}>", answered)
                verdict = check(exercise, answered, calls_of_answer)
                assert verdict.solved, f"{exercise.name}: {verdict.message.text('en')}\n{solution}"


def test_a_lesson_that_prints_something_else_would_be_noticed():
    lesson = LESSONS[0]
    wrong = Output(lesson.steps[1].output.text.replace("42", "41"), 0.0)
    assert compare_output(wrong, "42\n42\n") == "line 1: expected '41', printed '42'"
