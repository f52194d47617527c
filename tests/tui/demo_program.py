"""A scripted program for tests of the screen: a small lesson, and a client that answers with real snapshots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tuigraph.lessons import Cell, Lesson, Passage, Step
from tuigraph.wire.commands import Break, Command, Complete, Evaluate, GoToUnit, Move
from tuigraph.wire.record import replace
from tuigraph.wire.views import (
    Assignment,
    Completion,
    GraphNodes,
    NodeCalls,
    NodeInfo,
    Output,
    Position,
    Problem,
    Series,
    SessionView,
    Snapshot,
    StepView,
    ValueView,
    VariableView,
)

INTRODUCTION = """# The life of a node value

When you evaluate a node, TensorFlow finds the nodes it **depends on** and evaluates these *first*. Watch `w` and `x`:

- `y.eval()` runs them;
- `z.eval()` runs them *again*, since node values are dropped between runs.
"""
INTRODUCTION_ZH = """# 节点值的生命周期

求值一个节点时，TensorFlow 先找出它**依赖**的节点并求出它们的值。请注意 `w` 和 `x`：

- `y.eval()` 会执行它们；
- `z.eval()` 会*再次*执行它们，因为节点的值在两次运行之间会被丢弃。
"""
BUILD = """w = tf.constant(3)
x = w + 2
y = x + 5
z = x * 3
"""
EVALUATE = """with tf.Session() as sess:
    print(y.eval())  # 10
    print(z.eval())  # 15
"""


def demo_lesson() -> Lesson:
    def step(number: int, source: str, en: str, zh: str) -> Step:
        return Step(Cell("code", source, 10 * number + 1, number), [Passage({"en": en, "zh": zh})], None, None, [], [])

    return Lesson(
        Path("03_life_of_a_node_value.py"),
        {"en": "The life of a node value", "zh": "节点值的生命周期"},
        [],
        [
            step(0, BUILD, INTRODUCTION, INTRODUCTION_ZH),
            step(1, EVALUATE, "Now evaluate **both**, one after the other.", "现在**依次**求这两个节点的值。"),
        ],
        [],
    )


def node(name: str, type: str, inputs: tuple[str, ...] = (), shape: str = "[]", dtype: str = "int32") -> NodeInfo:
    return NodeInfo(name, type, dtype, shape, inputs, (), "lesson.py", 1, type.startswith("Variable"))


NODES = (
    node("Const", "Const"),
    node("add/y", "Const"),
    node("add", "Add", ("Const:0", "add/y:0")),
    node("add_1/y", "Const"),
    node("add_1", "Add", ("add:0", "add_1/y:0")),
    node("mul/y", "Const"),
    node("mul", "Mul", ("add:0", "mul/y:0")),
    node("theta", "VariableV2", (), "[9,1]", "float32"),
    node("theta/read", "Identity", ("theta:0",), "[9,1]", "float32"),
    node("loss/gradients/sub_grad/Sum", "Sum", (), "[20640,1]", "float32"),
)

RUNS = (  # (fetch, steps of a run as (node, inputs, equation, value))
    (
        "add_1:0",
        (
            ("Const", (), "Const -> 3", "3"),
            ("add/y", (), "add/y -> 2", "2"),
            ("add", ("Const", "add/y"), "add = Const + add/y = 3 + 2 -> 5", "5"),
            ("add_1/y", (), "add_1/y -> 5", "5"),
            ("add_1", ("add", "add_1/y"), "add_1 = add + add_1/y = 5 + 5 -> 10", "10"),
        ),
    ),
    (
        "mul:0",
        (
            ("Const", (), "Const -> 3", "3"),
            ("add/y", (), "add/y -> 2", "2"),
            ("add", ("Const", "add/y"), "add = Const + add/y = 3 + 2 -> 5", "5"),
            ("mul/y", (), "mul/y -> 3", "3"),
            ("mul", ("add", "mul/y"), "mul = add * mul/y = 5 * 3 -> 15", "15"),
        ),
    ),
)

VARIABLES = (
    VariableView(
        1,
        "theta",
        "float32",
        "[9,1]",
        "live",
        "0.8296 0.1188 … 标准",
        1,
        (Assignment(1, "theta/Assign", "0 …"), Assignment(2, "theta/AssignSub", "0.1 …")),
        2,
        "",
    ),
    VariableView(1, "counter", "int32", "[]", "uninitialized", "", 0, (), 0, ""),
    VariableView(2, "old", "float32", "[]", "destroyed", "7.0", 1, (), 0, "sess.close()"),
)


def moments() -> list[Snapshot]:
    """All that stepping through the demo shows, from before the first line to the end."""
    found: list[Snapshot] = []
    calls: dict[str, int] = {}

    def add(**values: object) -> None:
        position = values.pop("position")
        assert isinstance(position, Position)
        found.append(
            Snapshot(number=len(found) + 1, state="stopped", reason="statement", position=position, graph=1, **values)  # type: ignore[arg-type]
        )

    def at(unit: int, line: int, run: int = 0, step: int = 0, fetch: str = "") -> Position:
        steps = 5 if run else 0
        return Position(
            unit, 2, line, 1 if run else 0, run, step, steps, (fetch,) if fetch else (), (), 0, line == 1 and not run
        )

    sessions = (SessionView(1, 1, False, 2), SessionView(2, 1, True, 1))
    for line, count in ((1, 0), (2, 1), (3, 3), (4, 5)):
        new = NODES[len([n for s in found for g in s.nodes for n in g.added]) : count]
        add(position=at(0, line), nodes=(GraphNodes(1, new, count),) if new else ())
    add(position=at(1, 1), nodes=(GraphNodes(1, NODES[5:], 10),))
    for run, (fetch, steps) in enumerate(RUNS, 1):
        values: list[ValueView] = []
        changed = [NodeCalls(1, name, total, 0) for name, total in calls.items()]
        for step in range(len(steps) + 1):
            if step:
                name, _, _, preview = steps[step - 1]
                calls[name] = calls.get(name, 0) + 1
                changed = [NodeCalls(1, name, calls[name], 1)]
                last = {"add": 5, "add_1": 5, "mul": 5}.get(name, 3 if step < 4 else 5)
                values.append(ValueView(name + ":0", preview, "int32", "[]", 4, step, last, 0, name + ":0" == fetch))
            values = [replace(v, freed=step) if v.last_used <= step - 1 and not v.fetched else v for v in values]
            over = step == len(steps)
            add(
                position=at(1, 1 + run, run, step, fetch),
                calls=tuple(changed),
                step=StepView(steps[step - 1][0], steps[step - 1][1], steps[step - 1][2], 12.0) if step else None,
                next_node="" if over else steps[step][0],
                next_inputs=() if over else steps[step][1],
                sessions=sessions,
                variables=VARIABLES,
                values=tuple(values),
                live_bytes=4 * sum(not v.freed for v in values),
                peak_bytes=12,
                output=(Output("out", f"{steps[-1][3]}\n"),) if over else (),
            )
    return found


class DemoClient:
    """Moves over the moments; what it was asked is in ``sent``."""

    def __init__(self, on_snapshot: Callable[[Snapshot], None], on_exit: Callable[[str], None]) -> None:
        self.on_snapshot = on_snapshot
        self.on_exit = on_exit
        self.sent: list[Command | str] = []
        self.moments = moments()
        self.at = 0
        self.number = 0
        self.breakpoints: tuple[str, ...] = ()
        self.closed = False
        self.running = False

    def emit(self, snapshot: Snapshot, **changes: object) -> None:
        self.number += 1
        self.on_snapshot(replace(snapshot, number=self.number, breakpoints=self.breakpoints, **changes))

    def start(self) -> None:
        self.emit(self.moments[0])

    def send(self, command: Command) -> None:
        self.sent.append(command)
        here = replace(self.moments[self.at], nodes=(), calls=(), output=())
        match command:
            case Move("back"):
                self.at = max(self.at - 1, 0)
                position = replace(self.moments[self.at].position, behind=1)
                self.emit(replace(self.moments[self.at], nodes=(), output=(), position=position))
            case Move():
                if self.at + 1 < len(self.moments):
                    self.at += 1
                    self.emit(self.moments[self.at])
                else:
                    self.emit(here, state="finished", reason="end")
            case Break(pattern, on):
                self.breakpoints = (*self.breakpoints, pattern) if on else ()
                self.emit(here)
            case Complete():
                self.emit(
                    here,
                    completions=(
                        Completion("tf.constant", "(value, dtype=None)"),
                        Completion("tf.constant_initializer"),
                    ),
                )
            case Evaluate("1/0"):
                problem = Problem("ZeroDivisionError", "division by zero", 1, 2)
                self.emit(here, problem=problem, output=(Output("error", "ZeroDivisionError: division by zero\n"),))
            case Evaluate():
                self.emit(here, output=(Output("out", "done 完成\n"),))
            case GoToUnit():
                self.emit(here)
            case _:
                pass

    def type_line(self, line: str) -> None:
        self.sent.append(line)

    def interrupt(self) -> None:
        self.sent.append("interrupt")

    def pause(self) -> None:
        self.sent.append("pause")

    def restart(self) -> None:
        self.sent.append("restart")
        self.at = self.number = 0
        self.start()

    def close(self) -> None:
        self.closed = True


def curve(points: int = 900) -> Series:
    values = tuple(9.16 / (1 + i / 20) + 0.5 for i in range(points))
    return Series("mse", tuple(map(float, range(points))), values, points)
