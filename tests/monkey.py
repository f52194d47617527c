"""Random keys, clicks, new sizes and pastes over the real app: ``python -m tests.monkey --events 100000 --seed 7``.

It goes over all lessons with their real programs, a script that is debugged, event files, and the graph of a file.
What any handler raises is printed with the events before it; the exit code is 1 when there was any.
`tests/tui/test_monkey.py` is the short form.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from textual import events
from textual.pilot import Pilot

import tuigraph as tf
from tests.clock import HANGS
from tuigraph.cli import node_infos
from tuigraph.debuggee.client import Client, Target
from tuigraph.graph_file import nodes_of, unknown
from tuigraph.lessons import available, load, program
from tuigraph.tui.app import TuigraphApp
from tuigraph.tui.graph_app import GraphApp
from tuigraph.tui.keys import LIST, STUDY
from tuigraph.tui.logs_app import LogsApp
from tuigraph.tui.screens.curves import CURVES
from tuigraph.tui.screens.links import LINKS

NAMED = (
    *("up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "backspace", "delete", "home", "end"),
    *("pageup", "pagedown", "f1", "f2", "f3", "ctrl+p", "ctrl+c", "ctrl+l", "ctrl+r", "ctrl+j", "ctrl+z", "space"),
    *("shift+left", "shift+right", "shift+up", "shift+down", "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+w", "ctrl+u"),
)
OFTEN = ("n", "s", "c", "S", "down", "enter", "escape")
PASTED = (
    "-" * 8000 + "1",
    "1+" * 3000 + "1",
    "(" * 3000,
    "x = 1\nfor i in range(3):\n    print(i)\n",
    "\x1b]52;c;aGk=\x07\x1b[2J\u202e",
    "é字" * 500,
    "\udcff\x00",
    "a" * 200_000,
    "w /tmp\n",
    "",
)
SIZES = ((80, 24), (120, 40), (60, 20), (59, 19), (20, 5), (200, 60), (100, 12), (1, 1))
SCRIPT = """import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.Variable([[1.0], [2.0]], name="w")
y = tf.matmul(x, w)
loss = tf.reduce_mean(tf.square(y))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for i in range(5):
        session.run(step, {x: [[1.0, 2.0], [3.0, i]]})
        print(i, session.run(loss, {x: [[1.0, 1.0]]}))
"""


class Found(NamedTuple):
    """What a handler has raised, after which events."""

    where: str
    error: BaseException
    before: tuple[str, ...]

    def __str__(self) -> str:
        last = "".join(traceback.format_exception(self.error)[-9:])
        return f"{self.where}: {type(self.error).__name__}: {self.error}\n  after {' '.join(self.before)}\n{last}"


class Monkey:
    """Does things at random, by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.done = 0
        self.found: list[Found] = []
        self._last: deque[str] = deque(maxlen=25)
        keys = {name for key in (*STUDY, *LIST, *LINKS, *CURVES) for name in key.keys.split(",") if name}
        self._keys = sorted((keys | set(NAMED) | set("abcdefghijklmnopqrstuvwxyz0123456789/:&.()=")) - {"q"})

    async def play(self, app: TuigraphApp, where: str, many: int) -> None:
        """So many events on an app, or until it ends."""
        size = self.random.choice(SIZES[:3])
        try:
            async with app.run_test(size=size) as pilot:
                for _ in range(many):
                    if not app.is_running or app._exit:
                        break
                    await asyncio.wait_for(self._do_something(app, pilot), HANGS)
                    self.done += 1
                    self._note(where, app)
        except (Exception, asyncio.CancelledError) as error:
            self.found.append(Found(where, error, tuple(self._last)))
        self._note(where, app)

    def _note(self, where: str, app: TuigraphApp) -> None:
        self.found += [Found(where, fault, tuple(self._last)) for fault in app.faults]
        app.faults.clear()

    async def _do_something(self, app: TuigraphApp, pilot: Pilot[Any]) -> None:
        pick = self.random.random()
        if pick < 0.90:
            self._press(app)
        elif pick < 0.96:
            self._mouse(app)
        elif pick < 0.98:
            text = self.random.choice(PASTED)
            self._last.append(f"paste({text[:12]!r}x{len(text)})")
            app.post_message(events.Paste(text))
        else:
            size = self.random.choice(SIZES)
            self._last.append(f"size{size}")
            await pilot.resize_terminal(*size)
        if self.random.random() < 0.4:
            await pilot.pause(self.random.choice((0, 0, 0, 0.01)))

    def _press(self, app: TuigraphApp) -> None:
        key = self.random.choice(OFTEN if self.random.random() < 0.25 else self._keys)
        self._last.append(key)
        app.post_message(events.Key(key, key if len(key) == 1 else None))

    def _mouse(self, app: TuigraphApp) -> None:
        x, y = self.random.randrange(max(app.size.width, 1)), self.random.randrange(max(app.size.height, 1))
        kinds: Sequence[type[events.MouseEvent]] = (events.MouseDown, events.MouseUp)
        if self.random.random() < 0.4:
            kinds = (self.random.choice((events.MouseScrollDown, events.MouseScrollUp, events.MouseMove)),)
        self._last.append(f"{kinds[0].__name__}({x},{y})")
        for kind in kinds:
            app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))


def lesson_app(path: Path, language: str) -> TuigraphApp:
    """The app over all lessons, with one of them open."""
    opened = load(path)

    def client(lesson: Any, on_update: Any, on_exit: Any) -> Client:
        return Client(Target.lesson(lesson.path, lesson.units), on_update, on_exit)

    return TuigraphApp(client, [load(one) for one in available()], language, opened, theme="dark", ascii=False)


def script_app(folder: Path) -> TuigraphApp:
    """A script that is debugged."""
    path = folder / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    target = Target.script(path, [])
    shown = program(path, target.units[0].source)
    return TuigraphApp(lambda _, *told: Client(target, *told), [], "en", shown, theme="dark", ascii=True)


def logs_app(folder: Path) -> TuigraphApp:
    """Event files of two runs."""
    with tf.Graph().as_default():
        for run in ("a", "b"):
            writer = tf.summary.FileWriter(str(folder / "logs" / run))
            for step in range(50):
                for tag in ("loss", "deep/accuracy"):
                    value = tf.Summary.Value(tag=tag, simple_value=float("nan") if step == 7 else 1.0 / (step + 1))
                    writer.add_summary(tf.Summary(value=[value]), step)
            writer.close()
    return LogsApp(folder / "logs", "en", theme="light", ascii=False)


def graph_app(folder: Path) -> TuigraphApp:
    """The graph of a file, with an operation that tuigraph does not have."""
    graph = tf.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        with tf.name_scope("layer"):
            y = tf.matmul(x, tf.Variable(tf.zeros([4, 2]), name="w"))
        tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.square(y)))
    definition = graph.as_graph_def()
    definition.node.add(name="odd", op="NoSuchThing", input=["x"])
    (folder / "g.pb").write_bytes(definition.SerializeToString())
    nodes = nodes_of(folder / "g.pb")
    return GraphApp("g.pb", node_infos(nodes), unknown(nodes), "zh", "16", ascii=False)


def apps(folder: Path) -> list[tuple[str, Callable[[], TuigraphApp]]]:
    """All that there is to play with."""
    made: list[tuple[str, Callable[[], TuigraphApp]]] = [
        ("debug", lambda: script_app(folder)),
        ("logs", lambda: logs_app(folder)),
        ("graph", lambda: graph_app(folder)),
    ]
    for number, path in enumerate(available()):
        language = ("en", "zh")[number % 2]
        made.append((path.stem, lambda path=path, language=language: lesson_app(path, language)))  # type: ignore[misc]
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=400, help="events until the app is started anew")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--only", default="", help="a part of the name of what is played with")
    options = parser.parse_args()
    monkey, began = Monkey(options.seed), time.monotonic()
    told = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_STATE_HOME=f"{folder}/state", XDG_CONFIG_HOME=f"{folder}/config", TUIGRAPH_TOUR="off")
        os.chdir(folder)
        chosen = [one for one in apps(Path(folder)) if options.only in one[0]]
        while monkey.done < options.events and time.monotonic() - began < options.minutes * 60:
            name, make = monkey.random.choice(chosen)
            asyncio.run(monkey.play(make(), name, options.each))
            for found in monkey.found[told:]:
                print(found, flush=True)
            told = len(monkey.found)
            print(f"{monkey.done} events, {told} faults, {time.monotonic() - began:.0f} s, {name}", flush=True)
    return 1 if monkey.found else 0


if __name__ == "__main__":
    sys.exit(main())
