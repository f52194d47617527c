"""The call stack: looked at from every call, left by `return`, and still there after an error."""

from __future__ import annotations

import pytest

from tests.debugger.driver import Driver, english, run
from tuigraph.debugger.stack import MOST
from tuigraph.wire.commands import Break, Command, Evaluate, Move, SelectCall, Typed, Watch
from tuigraph.wire.questions import ShowStack, StackView

PROGRAM = """\
import tuigraph as tf
x = tf.placeholder(tf.float32, [], name="x")
y = tf.multiply(x, 2.0, name="y")
sess = tf.Session()
def inner(value):
    twice = [value for _ in range(2)]
    got = sess.run(y, {x: value})
    return got + 1
def outer(n):
    own = x
    result = inner(n)
    return result
def fails(n):
    depth = n
    try:
        if n:
            fails(n - 1)
        {}["key"]
    except KeyError as error:
        raise ValueError("bad " + str(depth)) from error
total = outer(3.0)
fails(1)
"""


def stack_of(driver: Driver) -> StackView:
    stack = driver.picture.newest(StackView)
    assert stack is not None
    return stack


def names_of(driver: Driver) -> dict[str, tuple[str, str]]:
    return {name.name: (english(name.value), name.node) for name in stack_of(driver).names}


def test_calls_and_names_of_each_with_tensors_by_their_value() -> None:
    seen = []
    driver = run(
        PROGRAM,
        Break("8", kind="line"),
        Move("continue"),
        ShowStack(),
        lambda d: seen.append(names_of(d)),
        SelectCall(1, relative=True),
        lambda d: seen.append(names_of(d)),
        Evaluate("n + 1"),
        Watch("n * 10"),
        SelectCall(9, relative=True),
        lambda d: seen.append(names_of(d)),
        SelectCall(0),
    )
    assert [(call.name, call.line) for call in stack_of(driver).calls] == [
        ("inner", 8),
        ("outer", 11),
        ("<module>", 21),
    ]
    assert stack_of(driver).calls[1].text == "result = inner(n)"
    inner, outer, module = seen
    assert inner == {"value": ("3.0", ""), "twice": ("[3.0, 3.0]", ""), "got": ("6.0", "")}
    assert outer == {"n": ("3.0", ""), "own": ("3.0", "x")}
    assert module["y"] == ("6.0", "y")
    assert "outer" not in module
    assert "tf" not in module
    assert "4.0\n" in driver.text
    assert [s.position.line for s in driver.snapshots[-4:]] == [11, 11, 21, 8]
    assert "30.0" in [english(watch.value) for snapshot in driver.snapshots for watch in snapshot.watches]


def test_a_stop_looks_from_the_innermost_call_again() -> None:
    acts: list[Command] = [Break("7", kind="line"), Move("continue"), SelectCall(2), Move("next")]
    assert run(PROGRAM, *acts).last.position.line == 22  # next goes on in the call that is looked from
    driver = run(PROGRAM, *acts[:3], Move("step"), ShowStack())
    assert stack_of(driver).selected == 0
    assert driver.last.position.run == 1
    assert [call.name for call in stack_of(driver).calls] == ["inner", "outer", "<module>"]


def test_return_stops_in_the_caller_and_says_what_is_returned() -> None:
    driver = run(PROGRAM, Break("7", kind="line"), Move("continue"), Move("return"), Move("return"))
    assert [s.position.line for s in driver.snapshots[-2:]] == [12, 22]
    assert "back from inner: np.float32(7.0)\nback from outer: np.float32(7.0)\n" in driver.text
    driver = run(PROGRAM, Break("18", kind="line", condition="n == 0"), Move("continue"), Move("return"))
    assert driver.last.position.line == 19
    assert "back from fails" not in driver.text


def test_after_an_error_its_calls_are_there_with_their_names_and_the_chain_is_told() -> None:
    driver = run(PROGRAM, Move("continue"), ShowStack(), Typed("locals"), Typed("up"), Typed("bt"), Evaluate("depth"))
    calls = [("fails", 20), ("fails", 17), ("<module>", 22)]
    assert [(call.name, call.line) for call in stack_of(driver).calls] == calls
    text = driver.text
    assert "ValueError (in cell_0.py, line 20): bad 0\n" in text
    assert "caused by KeyError: 'key'  cell_0.py:18\n" in text
    assert "n = 0\ndepth = 0\n" in text
    assert "  #0 fails  cell_0.py:20" in text
    assert "> #1 fails  cell_0.py:17  fails(n - 1)\n" in text


def test_at_the_prompt_what_the_program_handles_is_no_cause() -> None:
    driver = run(PROGRAM, Break("20", kind="line"), Move("continue"), Evaluate("nothing"))
    assert driver.last.problem is not None
    assert driver.last.problem.calls == ()


def test_a_condition_that_fails_is_told_once() -> None:
    driver = run(PROGRAM, Break("14", kind="line", condition="missing > 1"), Move("continue"))
    assert driver.text.count("the condition of line 14 if missing > 1 cannot be evaluated: NameError") == 1


@pytest.mark.parametrize("asked", ["bt", "locals", "up", "frame 3"])
def test_where_no_code_runs_there_is_no_call(asked: str) -> None:
    driver = run("", Typed(asked))
    assert driver.text in ("the program is in no call of its own code\n", "no names\n")


def test_names_are_bounded() -> None:
    driver = run(f"for i in range({2 * MOST}):\n    globals()['n%d' % i] = i\nend = 1\n", Move("continue"), ShowStack())
    assert len(stack_of(driver).names) == MOST
