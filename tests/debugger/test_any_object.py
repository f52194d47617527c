"""Whatever a program holds can be asked about, in every way, and the program goes on untouched."""

from __future__ import annotations

import random

import pytest

from tests.debugger.driver import Driver, english, page_of, printed, run, to_the_end
from tuigraph.debugger import typed
from tuigraph.debugger.brief import brief
from tuigraph.debugger.describe import describe
from tuigraph.debugger.values import page
from tuigraph.wire.commands import Break, BreakKind, Command, Complete, Evaluate, Move, Typed, Watch, WhatIf
from tuigraph.wire.questions import ShowValue

OBJECTS = """\
import collections
import enum
import math
import numpy as np
import tuigraph as tf


class Raises:
    def __repr__(self):
        raise ZeroDivisionError("no repr")
    __str__ = __format__ = __len__ = __bool__ = __iter__ = __getitem__ = __array__ = __repr__
    def __getattr__(self, name):
        raise OSError(name)


class Exits:
    def __repr__(self):
        raise SystemExit(3)
    __str__ = __float__ = __repr__
    def __eq__(self, other):
        raise SystemExit(4)
    __hash__ = None


class NoText:
    def __repr__(self):
        return 42
    __str__ = __repr__


class NeverEnds:
    def __repr__(self):
        while True:
            pass
    __str__ = __repr__


class Cross(np.ndarray):
    def __array_finalize__(self, other):
        if other is not None and type(other) is Cross:
            raise SystemExit(6)
    def __eq__(self, other):
        raise SystemExit(7)
    __hash__ = __repr__ = __str__ = __bool__ = __len__ = __eq__


class Lying:
    @property
    def __class__(self):
        raise RuntimeError("no class")
    @property
    def __dict__(self):
        raise RuntimeError("no attributes")


class Model:
    def __init__(self):
        self.rate, self.layers, self.broken = 0.5, [1, 2, 3], Raises()


class BadError(Exception):
    def __str__(self):
        raise ValueError("no text")


def fails():
    raise BadError()


def leaves():
    raise SystemExit(5)


def runs():
    return sess.run(loss)


Colour = enum.Enum("Colour", "red green")
Point = collections.namedtuple("Point", "x y")
x = tf.placeholder(tf.float32, [None], name="x")
v = tf.Variable([1.0, 2.0], name="v")
loss = tf.reduce_sum(v, name="loss")
q = tf.FIFOQueue(10, tf.float32, name="q")
put = q.enqueue([7.0])
other_q = tf.FIFOQueue(5, tf.int32, name="more")
nothing, module, function, klass, graph, dtype = None, math, fails, Model, tf.get_default_graph(), tf.float32
small_lambda, some, numbers, mixed = (lambda a: a), {1, 2}, iter([1, 2, 3]), np.empty(4, object)
raises, exits, no_text, never_ends, lying, model = Raises(), Exits(), NoText(), NeverEnds(), Lying(), Model()
colour, point, counter = Colour.red, Point(1, [2]), collections.Counter("abracadabra")
cross = np.zeros(3).view(Cross)
dates = np.array(["2020-01-01"], "M8[D]")
huge, ragged, deep, odd, error = 10 ** 20000, [[1], [2, 3]], [], {Colour.red: raises}, BadError()
record, big_list, text = np.zeros(2, "i4,f8"), list(range(100000)), "a" * 10 ** 6
raw, view = b"\\0" * 50, memoryview(b"ab")
deep.append(deep)
mixed[0], mixed[1], mixed[3] = 1, "a", raises
generator, names, tensors = (i for i in range(3)), {"a": [model]}, [x, v, loss]
sess = tf.Session()
sess.run(v.initializer)
sess.run([put])
sess.run(other_q.enqueue([4]))
sess.run([put])
result = sess.run(loss)
closed = tf.Session()
closed.close()
print("the end")
"""
SAID = """sess closed q put nothing module function klass graph dtype small_lambda some numbers mixed raises exits
no_text never_ends lying cross model colour point counter dates huge ragged deep odd error record big_list text raw view
generator names tensors x v loss fails() leaves() runs() runs runs().nothing tf np nobody 1/0 ( [ -1 *  'a v[0] v[9]
q[0] lambda:0 v[ v] v:0 v:9 #1 #x :: a:b:c é\u202e ${HOME} {} [] () ~ % %s -s -- -r"""
NAMES = SAID.split()
FORMS = (
    "{}",
    "-a {}",
    "-s {}",
    "-r nan {}",
    "-f .3e {}",
    "-f 99999999d {}",
    "-o ascending {}",
    "{}[0]",
    "{} -w /dev/null",
)


def asked_of(words: list[str]) -> list[str]:
    lines = random.Random(7).sample([f"{word} {name}" for word in words for name in NAMES], 800)
    lines += [f"p {form.format(name)}" for form in FORMS for name in NAMES]
    lines.sort(key=lambda line: line.split()[0] in ("watch", "w"))  # last: each stop asks all watches again
    return [*words, *lines]


def test_no_question_ends_or_changes_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuigraph.debugger.brief.PATIENCE", 0.01)
    moving = {"q", "quit", "exit", "s", "step", "n", "next", "u", "until", "c", "cont", "continue", "fin", "finish"}
    moving |= {"run", "r", "invoke_stepper", "e", "eval", "back", "b-", "rs", "rb", "back_run", "live", "seek", "goto"}
    words = [word for word in typed.names() if word not in moving]
    lines = asked_of(words)
    asks: list[Command] = [Typed(line) for line in lines]
    asks += [Complete(f"{name}.") for name in NAMES] + [Complete(f":p {name}") for name in NAMES]
    asks += [WhatIf("v", name) for name in NAMES] + [ShowValue(name, session=1) for name in NAMES]
    odd = (
        "until",
        "u",
        "seek",
        "back -c",
        "back -w",
        "run -f",
        "run -t",
        "s -t",
        "thread",
        "bt",
        "frame",
        "b change",
        "tb when",
    )
    asks += [Typed(f"{word} {name}") for word in odd for name in random.Random(8).sample(NAMES, 12)]
    asks += [Typed("live"), Watch("cross"), *(Watch(name) for name in NAMES[:40])]
    before_end = OBJECTS.count("\n")

    def at_last_line(driver: Driver) -> Command | None:
        if driver.last.position.line == before_end:
            return None
        driver.acts.insert(0, at_last_line)
        return Move("next")

    driver = run(OBJECTS, Typed(f"b line {before_end}"), Move("continue"), *asks, Typed("cl all"), to_the_end)
    assert driver.last.state == "finished"
    assert not driver.acts
    assert "the end\n" in driver.text
    assert all(snapshot.problem is None for snapshot in driver.snapshots)
    assert float(driver.names["result"]) == 3.0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sess", ["Session", "open", "v", "[2] [1 2]", "q", "2 elements"]),
        ("closed", ["Session", "closed"]),
        ("q", ["FIFOQueue q: 2 elements of at most 10", "7.0"]),
        ("other_q", ["FIFOQueue more", "session 1", "1 element of at most 5", "4"]),
        ("nothing", ["NoneType", "None"]),
        ("module", ["<module 'math'"]),
        ("function", ["fails", "takes", "()", "defined in", "cell_0.py:"]),
        ("klass", ["Model", "bases", "object"]),
        ("graph", ["nodes", "newest nodes"]),
        ("some", ["{1, 2}"]),
        ("mixed", ["object [4]", "'a'", "None", "a Raises (its repr raises ZeroDivisionError)"]),
        ("raises", ["its repr raises ZeroDivisionError"]),
        ("exits", ["its repr raises SystemExit"]),
        ("no_text", ["its repr raises TypeError"]),
        ("never_ends", ["its repr does not come to an end"]),
        ("model", ["rate", "0.5", "layers", "[1, 2, 3]", "broken"]),
        ("huge", ["an integer of 66,439 bits"]),
        ("ragged", ["[[1], [2, 3]]"]),
        ("deep", ["[[…]]"]),
        ("point", ["x", "1", "y", "[2]"]),
        ("text", ["'aaaa", "…"]),
        ("numbers", ["list_iterator"]),
        ("tensors", ["Tensor 'x:0'"]),
        ("loss", ["min 3"]),
        ("error", ["BadError"]),
        ("fails()", ["BadError"]),
        ("leaves()", ["SystemExit"]),
        ("runs()", ["min 3"]),
        ("q.size", ["takes"]),
    ],
)
def test_looking_at_any_object_shows_something_useful(name: str, told: list[str]) -> None:
    driver = run(OBJECTS, to_the_end, Typed(f"p {name}"))
    answer = printed(driver.last.output)
    assert [text for text in told if text not in answer] == [], answer
    assert len(answer) < 20_000


def test_looking_moves_nothing_on() -> None:
    driver = run(
        OBJECTS, to_the_end, Typed("p numbers"), Typed("p generator"), Evaluate("next(numbers), next(generator)")
    )
    assert "(1, 0)" in driver.text
    assert driver.last.position.run == 0


def test_no_breakpoint_raises_into_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuigraph.debugger.brief.PATIENCE", 0.001)
    program = OBJECTS + "pass\n" * len(NAMES)  # a line for each of them
    first = OBJECTS.count("\n") + 1
    kinds: list[tuple[BreakKind, str, str]] = [("change", name, "") for name in NAMES]
    kinds += [("when", name, "") for name in NAMES]
    kinds += [("line", str(line), name) for line, name in enumerate(NAMES, first)]
    kinds += [("node", "loss", "leaves()"), ("when", "leaves()", "leaves()"), ("change", "v", "leaves()")]
    to_there = Break(str(OBJECTS.partition("result =")[0].count("\n") + 1), kind="line", once=True), Move("continue")
    stops = [Break(pattern, kind=kind, condition=condition) for kind, pattern, condition in kinds]
    driver = run(program, *to_there, *stops, to_the_end)
    assert driver.last.state == "finished"
    assert "the end\n" in driver.text
    assert "ZeroDivisionError" in driver.text
    assert all(snapshot.problem is None for snapshot in driver.snapshots)
    assert float(driver.names["result"]) == 3.0
    assert driver.last.sessions[0].runs == 5  # those of the program alone


def test_the_names_of_a_call_are_shown_whatever_they_are() -> None:
    driver = run(OBJECTS, to_the_end, Typed("locals"))
    lines = dict(line.split(" = ", 1) for line in driver.text.partition("the end\n")[2].splitlines())
    assert lines["cross"] == "[0 0 0]"
    assert lines["text"].startswith("'aaa")
    assert {"lying", "raises", "exits", "never_ends", "v", "sess", "q"} <= lines.keys()


def test_objects_have_pages_for_a_screen() -> None:
    found = page([1, 2], ShowValue("x"))
    assert found.dtype == "int64"
    driver = run(OBJECTS, to_the_end, ShowValue("model"), ShowValue("big_list", row=2, rows=3))
    shown = page_of(driver.snapshots[-2])
    assert shown is not None
    assert (shown.dtype, shown.problem, shown.row_labels[:2]) == ("Model", "", ("", "rate"))
    last = page_of(driver.last)
    assert last is not None
    assert last.dtype == "int64"


def test_error_without_a_text_is_explained() -> None:
    driver = run("class Bad(Exception):\n    def __str__(self):\n        raise KeyError\nraise Bad\n", Move("continue"))
    assert driver.last.problem is not None
    assert driver.last.problem.type == "Bad"
    assert "cannot be had" in english(driver.last.problem.message)


def test_lines_are_bounded() -> None:
    nested: object = "x"
    for _ in range(1000):
        nested = {"k" * 1000: [nested] * 3}
    for thing in (nested, list(range(10**6)), {n: n for n in range(10**5)}, "y" * 10**7, 1 << 10**7):
        assert len(english(brief(thing))) <= 60 + len("… 1000000 in all")
        assert sum(len(english(label)) + len(english(text)) for label, text in describe(thing, {})) < 300_000
