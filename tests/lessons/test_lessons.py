"""The lessons of the chapter: complete in two languages, and what they say is what happens."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tuigraph as tf
from tests.conftest import ROOT
from tuigraph.engine.execute import set_observer
from tuigraph.lessons import Output, available, check, compare_output, load, template

TEMPLATE = available()[0].with_name("template.py")
LESSONS = {path.stem: load(path) for path in [*available(), TEMPLATE]}
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")  # the chapter calls it
each_lesson = pytest.mark.parametrize("name", LESSONS)
each_exercise = pytest.mark.parametrize(
    ("name", "unit"), [(name, i) for name in LESSONS for i, step in enumerate(LESSONS[name].steps) if step.exercises]
)


class Counter:
    """Counts how often each node of the default graph runs."""

    def __init__(self) -> None:
        self.counts: dict[tuple[Any, Any], int] = {}
        self.values: dict[tuple[Any, str], list[Any]] = {}

    def session_opened(self, session: Any) -> None:
        pass

    def session_closed(self, session: Any) -> None:
        pass

    def run(self, session: Any, execution: Any, request: Any) -> None:
        while not execution.finished:
            operation = execution.plan.operations[execution.pc]
            key = (operation.graph, operation.name)
            self.counts[key] = self.counts.get(key, 0) + 1
            execution.step()
            for cell in session.store.cells.values():
                values = self.values.setdefault((session, cell.name), [])
                if not values or values[-1] is not cell.value:
                    values.append(cell.value)

    def had(self, variable: Any, session: Any = None) -> list[Any]:
        names = [(s, name) for s, name in self.values if name == variable.op.name and session in (None, s)]
        return [value for key in names for value in self.values[key]]

    def __call__(self, node: Any) -> Any:
        graph = node.graph if isinstance(node, tf.Operation) else tf.get_default_graph()
        return self.counts.get((graph, getattr(node, "name", node)), 0)


@pytest.fixture(autouse=True)
def stand_in_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def no_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What starts one, which takes a second, is asked for once, by tests/cli/test_check.py."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "tests/without_cluster"), str(ROOT)]))


@pytest.fixture(autouse=True)
def temporary_folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Those that lessons make are removed when a test is over, not when Python comes to it."""
    made: list[Any] = []
    make = tempfile.TemporaryDirectory
    monkeypatch.setattr(tempfile, "TemporaryDirectory", lambda: made.append(make()) or made[-1])
    yield
    for folder in made:
        folder.cleanup()


def run(source: Any, name: Any, namespace: Any) -> Any:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, name, "exec"), namespace)
    return printed.getvalue()


def played(lesson: Any, units: Any) -> Any:
    """The names of a lesson, begun afresh and run up to a number of code cells."""
    tf.reset_default_graph()
    namespace: dict[str, Any] = {}
    for cell in lesson.units[:units]:
        run("\n" * (cell.line - 1) + cell.source, str(lesson.path), namespace)
    return namespace


def answered(exercise: Any, namespace: Any, answer: Any) -> Any:
    """The verdict on an answer typed at the prompt."""
    counter = Counter()
    former = set_observer(counter)
    try:
        run(answer, f"<answer to {exercise.name}>", namespace)
    finally:
        set_observer(former)
    return check(exercise, namespace, counter, counter.had)


def test_the_chapter_has_15_lessons() -> None:
    assert [load(path).number for path in available()] == [f"{number:02d}" for number in range(1, 16)]


def test_the_template_of_a_lesson_is_given_as_text() -> None:
    assert template() == TEMPLATE.read_text(encoding="utf-8")


@each_lesson
def test_a_lesson_is_complete_in_both_languages(name: Any) -> None:
    lesson = LESSONS[name]
    assert set(lesson.title) == {"en", "zh"}
    passages = [p for step in lesson.steps for p in [*step.text, *step.notes]] + lesson.closing
    for step in lesson.steps:
        if step.predict:
            assert step.predict.why, f"the question before line {step.code.line} does not say why"
            passages += [step.predict.question, *step.predict.hints, *step.predict.why]
        passages += [p for exercise in step.exercises for p in [exercise.prompt, *exercise.hints]]
    assert [p.texts for p in passages if set(p.texts) != {"en", "zh"}] == []


@each_lesson
def test_a_lesson_prints_what_it_says_without_a_debugger(name: Any) -> None:
    lesson = LESSONS[name]
    tf.reset_default_graph()
    namespace = {"__name__": "__main__", "__file__": str(lesson.path)}
    for step in lesson.steps:
        printed = run(step.code.source, str(lesson.path), namespace)
        assert compare_output(step.output or Output("", 0.0), printed) == "", f"line {step.code.line}"


@pytest.mark.parametrize("name", ["03_life_of_a_node_value", "15_sessions_threads_containers"])
def test_a_lesson_runs_under_plain_python(name: str) -> None:
    done = subprocess.run([sys.executable, str(LESSONS[name].path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# That cells, answers and every solution hold under the debugger is what tests/cli/test_check.py asks `play --check`.


@each_exercise
def test_an_exercise_says_in_both_languages_what_is_missing_and_is_solved_as_often_as_one_likes(
    name: Any, unit: Any
) -> None:
    lesson = LESSONS[name]
    namespace = played(lesson, unit + 1)
    for exercise in lesson.steps[unit].exercises:
        untouched = answered(exercise, namespace, "")
        assert not untouched.solved
        assert set(untouched.message.texts) == {"en", "zh"}, untouched.message
        for _ in range(2):
            verdict = answered(exercise, namespace, exercise.solutions[0])
            assert verdict.solved, f"at the same prompt: {verdict.message.text('en')}"


MISTAKES = [
    ("01_first_graph", "g = (3 + 4) * (3 - 4)", "plain Python value"),
    ("01_first_graph", "g = (x + y) * (x - y)", "keep the number in `g_value`"),
    ("01_first_graph", "g = (x + y) * (x - y)\ng_value = g", "still a node"),
    ("01_first_graph", "g = x * x - y\ng_value = 5", "This is not"),
    ("01_first_graph", "g = y - 11\ng_value = -7", "This is not"),
    ("02_managing_graphs", "mine = tf.Graph()\nfive = tf.constant(5, name='five')", "default graph is not empty"),
    ("02_managing_graphs", "mine = tf.Graph()\nwith mine.as_default(): tf.constant(5)", "no node named `five`"),
    ("02_managing_graphs", "mine = tf.Graph()\nwith mine.as_default(): tf.constant(6, name='five')", "does not give 5"),
    ("03_life_of_a_node_value", "for i in range(9): second.run(one_more)", "is 9, not 10"),
    ("03_life_of_a_node_value", "third.run(counter.initializer)\nthird.run(tf.assign(counter, 10))", "in `third` now"),
    ("04_linear_regression", "theta64_value = theta_value", "not a float64 array"),
    ("04_linear_regression", "theta64_value = theta_numpy", "Compute it with the graph"),
    ("05_gradient_descent", "fast_theta = theta", "is a node"),
    ("05_gradient_descent", "fast_theta = best_theta", "no second training operation"),
    ("06_autodiff", "slope = 2.2372", "Build `u` as a variable"),
    ("06_autodiff", "u = tf.Variable(0.5)\nh = tf.exp(u) * tf.sin(u)\nslope = tf.gradients(h, [u])", "list of nodes"),
    ("07_optimizers", "adam_op = training_op", "no update made by Adam"),
    ("08_feeding", "new_theta = tf.ones((9, 1))\nset_theta = theta.assign(new_theta)", "not a placeholder"),
    (
        "09_save_and_restore",
        "copy = tf.Variable(tf.zeros([9, 1]))\nsess = tf.Session()\nsess.run(copy.initializer)",
        "initialized instead of restored",
    ),
    ("11_name_scopes", "train_op = tf.train.GradientDescentOptimizer(0.1).minimize(mse)", "not inside a scope"),
    (
        "12_modularity",
        "w = tf.Variable(tf.zeros([3, 1]))\n"
        "def leaky_relu(X):\n    return tf.maximum(tf.matmul(X, w), 0.1 * tf.matmul(X, w))\n"
        "leaky_sum = leaky_relu(X) + leaky_relu(X)",
        "made outside of it",
    ),
    ("13_sharing_variables", "units = [tf.Variable(2.0) * X for i in range(3)]", "variables, not one"),
    ("13_sharing_variables", "units = [2.0 * X for i in range(3)]", "variables, not one"),
    ("14_exercises", "set_target = tf.assign(target, 7.5)\nsess.run(set_target)", "the same value each time"),
    (
        "15_sessions_threads_containers",
        "with tf.Session() as s:\n    s.run(init)\n    visits.load(10, s)",
        "is 3, not 10",
    ),
]


@pytest.mark.parametrize(("name", "answer", "reason"), MISTAKES)
def test_a_typical_mistake_is_rejected_with_a_reason(name: Any, answer: Any, reason: Any) -> None:
    lesson = LESSONS[name]
    unit, exercise = next((i, step.exercises[0]) for i, step in enumerate(lesson.steps) if step.exercises)
    verdict = answered(exercise, played(lesson, unit + 1), answer)
    assert not verdict.solved
    assert reason in verdict.message.text("en")
