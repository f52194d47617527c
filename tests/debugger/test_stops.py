"""Where the program stops: statements, nodes, breakpoints, ends of units, and what each motion does."""

from __future__ import annotations

from tests.debugger.driver import Driver, run, to_the_end
from tuigraph.wire.commands import Break, Evaluate, GoToUnit, Move

GRAPH = """\
import tuigraph as tf
a = tf.constant(6, name="a")
b = tf.constant(7, name="b")
c = tf.multiply(a, b, name="c")
d = tf.add(c, 1, name="d")
sess = tf.Session()
print(sess.run(d))
print("after")
"""


def places(driver: Driver) -> list[tuple[str, int, int, int]]:
    return [(s.reason, s.position.line, s.position.run, s.position.step) for s in driver.snapshots]


def test_the_first_stop_is_before_the_first_statement() -> None:
    driver = run("\n# a remark\nx = 1\n")
    assert places(driver) == [("start", 3, 0, 0)]
    assert "x" not in driver.program.namespace


def test_step_goes_statement_by_statement_and_into_a_run_node_by_node() -> None:
    driver = run(GRAPH, *[Move("step")] * 14)
    assert places(driver)[:7] == [("start", 1, 0, 0), *[("statement", line, 0, 0) for line in range(2, 8)]]
    assert places(driver)[7:] == [
        *[("node", 7, 1, step) for step in range(6)],
        ("statement", 8, 0, 0),
        ("end", 0, 0, 0),
    ]
    at_c = driver.snapshots[9]
    assert (at_c.next_node, at_c.next_inputs) == ("c", ("a", "b"))
    assert driver.snapshots[10].step is not None
    assert driver.snapshots[10].step.equation == "c = a * b = 6 * 7 -> 42"


def test_a_count_makes_so_many_steps() -> None:
    driver = run(GRAPH, Move("step", 6), Move("step", 3))
    assert places(driver)[1:] == [("statement", 7, 0, 0), ("node", 7, 1, 2)]


def test_next_runs_over_the_runs_of_a_statement() -> None:
    driver = run(GRAPH, Move("step", 6), Move("next"))
    assert places(driver)[-1] == ("statement", 8, 0, 0)
    assert driver.text == "43\n"


def test_until_leaves_a_loop_without_going_round_again() -> None:
    loop = "total = 0\nfor i in range(3):\n    for j in range(5):\n        total += j\n    total += 1\nprint(total)\n"
    driver = run(loop, Move("step", 3), *[Move("until")] * 3)
    assert places(driver)[1:] == [("statement", line, 0, 0) for line in (4, 5, 6)] + [("end", 0, 0, 0)]
    assert driver.text == "33\n"


def test_until_leaves_a_function() -> None:
    driver = run("def f():\n    x = 1\n    return x\nf()\ny = 2\n", Move("step", 3), *[Move("until")] * 2)
    assert [line for _, line, _, _ in places(driver)[1:]] == [3, 5, 0]


def test_next_inside_a_run_goes_to_the_end_of_its_statement() -> None:
    driver = run(GRAPH, Move("step", 8), Move("next"))
    assert places(driver)[1:] == [("node", 7, 1, 1), ("statement", 8, 0, 0)]


def test_finish_stops_at_the_end_of_the_run_before_the_statement_goes_on() -> None:
    driver = run(GRAPH, Move("step", 7), Move("finish"), Move("next"))
    assert places(driver)[2:] == [("node", 7, 1, 5), ("statement", 8, 0, 0)]
    assert driver.snapshots[2].output == ()
    assert driver.text == "43\n"


def test_finish_outside_a_run_moves_nothing() -> None:
    driver = run(GRAPH, Move("finish"))
    assert places(driver) == [("start", 1, 0, 0), ("prompt", 1, 0, 0)]
    assert "no run" in driver.text


def test_continue_goes_to_the_end_of_each_unit() -> None:
    driver = run(["x = 1", "y = x + 1", "print(y)"], *[Move("continue")] * 3)
    assert [(s.reason, s.position.unit, s.state) for s in driver.snapshots] == [
        ("start", 0, "stopped"),
        ("unit", 1, "stopped"),
        ("unit", 2, "stopped"),
        ("end", 2, "finished"),
    ]


def test_breakpoint_on_a_node_stops_before_it() -> None:
    driver = run(GRAPH, Break("c"), Move("continue"), Move("continue"))
    assert places(driver)[1:] == [("prompt", 1, 0, 0), ("breakpoint", 7, 1, 2), ("end", 0, 0, 0)]
    assert driver.snapshots[2].next_node == "c"
    assert driver.snapshots[2].breakpoints == ("c",)


def test_breakpoint_by_pattern_also_on_the_first_node() -> None:
    driver = run(GRAPH, Break("[ad]"), *[Move("continue")] * 3)
    assert [s.next_node for s in driver.snapshots if s.reason == "breakpoint"] == ["a", "d"]


def test_a_removed_breakpoint_does_not_stop() -> None:
    driver = run(GRAPH, Break("c"), Break("c", on=False), Move("continue"))
    assert driver.last.reason == "end"


def test_breakpoint_set_inside_a_run_holds_in_that_run() -> None:
    driver = run(GRAPH, Move("step", 7), Break("d"), Move("continue"))
    assert driver.last.next_node == "d"


def test_step_enters_functions_of_the_program_and_next_does_not() -> None:
    source = "def f(n):\n    m = n + 1\n    return m\nx = f(1)\ny = f(2)\n"
    stepped = run(source, *[Move("step")] * 5)
    assert [s.position.line for s in stepped.snapshots] == [1, 4, 2, 3, 5, 2]
    over = run(source, *[Move("next")] * 3)
    assert [s.position.line for s in over.snapshots] == [1, 4, 5, 0]


def test_next_in_a_function_comes_back_to_its_caller() -> None:
    source = "def f(n):\n    return n + 1\nx = f(1)\ny = 2\n"
    driver = run(source, Move("step", 2), Move("next"))
    assert [s.position.line for s in driver.snapshots] == [1, 2, 4]


def test_a_statement_on_several_lines_is_one_stop_and_loops_stop_each_round() -> None:
    source = "x = dict(\n    a=1,\n    b=2,\n)\nfor i in range(2):\n    y = i\nz = [\n    n for n in range(3)\n]\n"
    driver = run(source, *[Move("step")] * 8)
    assert [s.position.line for s in driver.snapshots] == [1, 5, 6, 5, 6, 5, 7, 0, 0]


def test_stepping_does_not_enter_the_engine_or_other_modules() -> None:
    source = "import textwrap\nx = textwrap.dedent('  a')\ny = 1\n"
    driver = run(source, *[Move("step")] * 3)
    assert [s.position.line for s in driver.snapshots] == [1, 2, 3, 0]


def test_no_trace_function_while_the_program_just_continues() -> None:
    driver = run("import sys\nt = sys.gettrace()\n", Move("continue"))
    assert driver.program.namespace["t"] is None


def test_a_trace_function_while_stepping() -> None:
    driver = run("import sys\nt = sys.gettrace()\n", Move("step", 3))
    assert driver.program.namespace["t"] is not None


def test_position_of_a_run_in_a_function_is_the_statement_that_asked_for_it() -> None:
    source = GRAPH.replace("print(sess.run(d))", "def go():\n    return sess.run(\n        d)\ngo()")
    driver = run(source, Break("c"), Move("continue"))
    assert driver.last.position.line == 8
    assert driver.last.position.fetches == ("d:0",)


def test_going_to_a_unit_runs_the_ones_before_it_from_a_fresh_start() -> None:
    units = ["import tuigraph as tf\nn = 1\nprint('one')", "n = n + 1\nv = tf.Variable(n, name='v')", "print(n)"]
    driver = run(units, to_the_end, Evaluate("n = 100"), GoToUnit(2), Evaluate("n"), Move("continue"))
    fresh = next(s for s in driver.snapshots[1:] if s.reason == "start")
    assert (fresh.number, fresh.position.unit, fresh.position.line, fresh.graph) == (1, 2, 1, 1)
    assert sum(graph.total for graph in fresh.nodes) == 4
    assert driver.text.endswith("2\n2\n")


def test_going_to_a_unit_out_of_a_run_leaves_the_run() -> None:
    driver = run(GRAPH, Move("step", 8), GoToUnit(0), Move("step", 2), Move("continue"))
    assert [s.reason for s in driver.snapshots] == ["start", "node", "start", "statement", "end"]
    assert driver.last.sessions[0].runs == 1


def test_units_share_a_namespace_and_lines_are_those_of_their_file() -> None:
    from tuigraph.debugger.debugger import Debugger
    from tuigraph.debugger.program import Program
    from tuigraph.wire.unit import Unit

    driver = Driver("")
    units = [Unit("x = 1", "lesson.py", 10), Unit("\nimport sys\nline = sys._getframe().f_lineno", "lesson.py", 20)]
    driver.program = Program(units)
    driver.debugger = Debugger(driver.program, driver)
    driver.acts = [Move("continue"), Move("step"), to_the_end]
    driver.go()
    assert driver.snapshots[2].position.line == 3
    assert driver.program.namespace["line"] == 22


def test_the_process_is_left_as_it_was_found() -> None:
    import sys

    import tuigraph as tf

    before = sys.stdout, sys.stdin, sys.displayhook, sys.gettrace(), sys.modules["__main__"]
    run(GRAPH + "tf.InteractiveSession()\ng = tf.Graph().as_default().__enter__()\n", to_the_end)
    assert (sys.stdout, sys.stdin, sys.displayhook, sys.gettrace(), sys.modules["__main__"]) == before
    assert tf.get_default_session() is None
    assert tf.get_default_graph().get_operations() == []
