"""Lambdas, comprehensions, generators and tasks: where lines in them stop, and where steps go from there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.debugger.driver import Act, Driver, run, to_the_end
from tuigraph.wire.commands import Break, Command, Evaluate, Move, Typed

PROGRAM = """\
import asyncio
negative = lambda k: -k
rows = [n * 2 for n in range(4)]
lazy = (n + 1 for n in range(3))
print(sorted([3, 1, 2],
             key=lambda a:
                 -a))
print(sorted(rows, key=negative))
print(list(lazy))
async def work(name):
    for i in range(2):
        await asyncio.sleep(0)
        own = name * (i + 1)
    return own
async def main():
    got = await asyncio.gather(work("a"), work("b"))
    print(got)
asyncio.run(main())
def numbers():
    one = yield 1
    two = yield one
for number in numbers():
    print(number)
for _ in range(3):
    loop = 1
after = 1
"""


def stops(*acts: Command) -> list[tuple[int, dict[str, Any]]]:
    """The lines at which the program stopped, with the names of the function."""
    found = []

    def look(driver: Driver) -> None:
        names = driver.debugger._core.place.own_names()
        found.append((driver.last.position.line, {k: v for k, v in names.items() if len(k) < 5 and k != "lazy"}))

    onwards: list[Act] = [look, Move("continue")]
    driver = run(PROGRAM, *acts, *onwards * 6, to_the_end)
    assert driver.last.state == "finished"
    return [(line, names) for line, names in found if line]


@pytest.mark.parametrize(
    ("stop", "lines"),
    [
        (Break("2", kind="line"), [(2, ""), (2, 0), (2, 2), (2, 4), (2, 6)]),  # where it is made, and each call
        (Break("7", kind="line"), [(5, "")]),  # the calls are a part of the statement
        (Break("6", kind="line", condition="a > 1"), [(5, 3), (5, 2)]),
        (Break("3", kind="line", condition="n in (0, 3)"), [(3, 0), (3, 3)]),
        (Break("4", kind="line", condition="n == 1"), [(4, 1)]),
        (Break("3", kind="line"), [(3, "")]),
    ],
)
def test_lines_of_lambdas_and_comprehensions_stop_where_they_run(stop: Break, lines: list[tuple[int, object]]) -> None:
    found = stops(stop, Move("continue"))
    assert [line for line, _ in found] == [line for line, _ in lines]
    assert [names.get("k", names.get("a", names.get("n", ""))) for _, names in found] == [value for _, value in lines]


def test_steps_stay_in_a_task_while_others_run() -> None:
    to_it = Break("12", kind="line", once=True), Move("continue")
    seen: list[tuple[int, Any]] = []

    def look(driver: Driver) -> None:
        seen.append((driver.last.position.line, driver.debugger._core.place.own_names().get("name")))

    onwards: list[Act] = [look, Move("next")]
    run(PROGRAM, *to_it, *onwards * 6, look)
    assert seen[:6] == [(line, "a") for line in (12, 13, 11, 12, 13, 11)]
    assert seen[6][0] in (11, 14)


def test_steps_go_into_a_generator_and_out_of_it() -> None:
    driver = run(PROGRAM, Break("22", kind="line"), Move("continue"), *[Move("step")] * 5)
    assert [s.position.line for s in driver.snapshots[2:]] == [22, 20, 23, 22, 21, 23]
    driver = run(PROGRAM, Break("22", kind="line"), Move("continue"), Move("step"), *[Move("next")] * 3)
    assert [s.position.line for s in driver.snapshots[3:]] == [20, 23, 22, 23]


def test_until_goes_to_a_line_that_is_given() -> None:
    acts = Typed("b line 24"), Move("continue"), Typed("cl line 24"), Typed("until 26"), Typed("until 3"), Typed("u 99")
    driver = run(PROGRAM, *acts, Evaluate("loop"))
    assert driver.last.position.line == 26
    assert "this place is not before line 3" in driver.text
    assert "never stops at line 99" in driver.text
