"""Random programs answer as TensorFlow 1.15.5 does, and in all three ways alike, bit for bit.

A bounded number here; ``RANDOM_PROGRAMS=10000`` in the environment makes it that many fresh ones, and
``python -m tests.random_programs`` says more about each.
"""

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import tuigraph as tf
from tests.random_programs import running, ways
from tests.random_programs.comparing import difference
from tests.random_programs.program import make
from tests.random_programs.record import read
from tests.random_programs.statements import KINDS

RECORDED = [p for path in sorted(Path(__file__).with_name("answers").glob("*.json.gz")) for p in read(path)]
FRESH = int(os.environ.get("RANDOM_PROGRAMS", "600"))
FIRST = 1_000_000  # fresh programs are others than the recorded ones
TOGETHER = 20


def text(program: dict[str, Any]) -> str:
    runs = "\n".join(f"run {run}" for run in program["runs"])
    return f"\nprogram {program['seed']}, {program['road']}\n{program['source']}\n{program['late']}\n{runs}"


@pytest.mark.parametrize("first", range(0, len(RECORDED), TOGETHER))
def test_recorded_programs_answer_as_tensorflow_in_all_ways(first: int) -> None:
    for program in RECORDED[first : first + TOGETHER]:
        answers, message, apart = ways.all_ways(program)
        assert not difference(program["answers"], answers), message + text(program)
        assert not apart, text(program)


@pytest.mark.parametrize("first", range(FIRST, FIRST + FRESH, TOGETHER))
def test_fresh_programs_run_alike_in_all_ways(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        program = make(seed).data()
        apart = ways.all_ways(program)[2]
        assert not apart, text(program)


def test_a_seed_makes_the_same_program_again() -> None:
    assert [make(seed) for seed in range(20)] == [make(seed) for seed in range(20)]


def test_programs_have_all_that_they_are_meant_to_have() -> None:
    tags: Counter[str] = Counter()
    types: Counter[str] = Counter()
    depth = 0
    for seed in range(400):
        program = make(seed)
        tags.update(program.tags.keys())
        depth = max(depth, *(len(line) - len(line.lstrip()) for line in program.source.split("\n")))
        if seed < 200 and program.road == "built":
            try:
                types.update({op.type for op in running.build(tf, program.data())[0].graph.get_operations()})
            except running.Failed:
                continue
    assert depth >= 3 * 4
    for kind in KINDS:
        assert any(tag.endswith(f" {kind}") for tag in tags), kind
    for place in ("branch", "body"):
        assert {
            f"{place} {kind}" for kind in ("cond", "loop", "map_fn", "write", "gradient", "second_gradient")
        } <= set(tags)
    assert {f"road {road}" for road in ("built", "meta graph", "graph def", "restored")} <= set(tags)
    assert {"training", "training after an import", "fed tensor"} <= set(tags)
    assert {"variable", "resource variable", "loose variable"} <= set(tags)
    assert {"Switch", "Enter", "NextIteration", "TensorArrayV3", "RandomUniform", "ReadVariableOp"} <= set(types)
    assert any("ScatterUpdate" in kind for kind in types)


def test_recorded_programs_are_many_and_mostly_end_well() -> None:
    assert len(RECORDED) > 400
    assert len({p["seed"] for p in RECORDED}) == len(RECORDED)
    well = sum(isinstance(p["answers"][-1], list) for p in RECORDED)
    assert well > 0.7 * len(RECORDED)


def changed(answers: list[Any], make_other: Any) -> list[Any]:
    other = copy.deepcopy(answers)
    make_other(other)
    return other


def test_another_answer_is_told_apart() -> None:
    answers = [[["float32", [2], [1.0, float("nan")]], ["int32", [], [3]], None], {"error": "ValueError", "at": "run"}]
    assert not difference(answers, copy.deepcopy(answers))
    assert not difference(answers, changed(answers, lambda a: a[0][0][2].__setitem__(0, 1.000001)))
    for make_other in (
        lambda a: a[0][0][2].__setitem__(0, 1.001),
        lambda a: a[0][0][2].__setitem__(1, 0.0),
        lambda a: a[0][0].__setitem__(1, [1]),
        lambda a: a[0][0].__setitem__(0, "float64"),
        lambda a: a[0][1][2].__setitem__(0, 4),
        lambda a: a[0].__setitem__(2, ["int32", [], [3]]),
        lambda a: a[1].__setitem__("error", "TypeError"),
        lambda a: a.pop(),
    ):
        assert difference(answers, changed(answers, make_other))


def test_a_way_that_goes_wrong_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    program = {
        "seed": 0,
        "source": "v1 = tf.Variable(1.0)\nt2 = tf.assign_add(v1, 2.0) * 1.0",
        "runs": [(["t2"], {})],
        "road": "built",
        "late": "",
    }
    assert ways.all_ways(program)[2] == ""
    stages = running.build(tf, program)
    right = ways.played(program, stages, None)

    def wrong(self: Any, session: Any, execution: Any, request: Any) -> None:
        execution.advance()
        for cell in session.store.cells.values():
            cell.set(cell.value + 1)

    monkeypatch.setattr(ways.Whole, "run", wrong)
    assert ways.played(program, stages, ways.Whole())[1] != right[1]
    assert ways.all_ways(program)[2].startswith("observed in run 0")


def test_the_stepper_steps_and_steps_back() -> None:
    program = make(3).data()
    stepper = ways.Stepper(random.Random(1))
    ways.played(program, running.build(tf, program), stepper)
    assert stepper.steps > 10
    assert stepper.backs > 0
