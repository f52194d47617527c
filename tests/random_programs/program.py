"""Writes a whole random program: what it builds, what it runs, and by which road its graph reaches a session."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.random_programs import flow, slopes, state  # noqa: F401  they register their kinds of statement
from tests.random_programs.statements import statement
from tests.random_programs.writer import EDGES, NUMBERS, Shape, Variable, Writer

ROADS = ["built"] * 7 + ["meta graph", "meta graph", "graph def", "restored"]
OPTIMIZERS = [
    "GradientDescentOptimizer(0.1)",
    "MomentumOptimizer(0.1, 0.9)",
    "AdamOptimizer(0.1)",
    "AdagradOptimizer(0.1)",
    "RMSPropOptimizer(0.1)",
]

SEEN = ["tf.identity(%s)"] * 6 + ["tf.reshape(%s, [-1])", "tf.expand_dims(%s, 0)"]

Run = tuple[list[str], dict[str, str]]


@dataclass
class Program:
    """A program as data: lines that build a graph, and runs, each of names to fetch and expressions to feed."""

    seed: int
    source: str
    runs: list[Run]
    road: str = "built"
    late: str = ""  # what is built on the imported graph
    is_certain: bool = True
    tags: Counter[str] = field(default_factory=Counter, compare=False)

    def data(self) -> dict[str, Any]:
        return {"seed": self.seed, "source": self.source, "runs": self.runs, "road": self.road, "late": self.late}

    def __str__(self) -> str:
        return "\n".join([self.source, f"# {self.road}", self.late, *(f"# run {json.dumps(run)}" for run in self.runs)])


def make(seed: int) -> Program:
    """The program of a seed."""
    w = Writer(seed)
    w.line(f"tf.set_random_seed({w.draw.randint(1, 99)})")
    placeholders = _placeholders(w)
    _variables(w)
    if w.odds(0.12):
        _loose_variables(w)
    while w.budget > 0:
        statement(w)
    ends, updates = _kept(w), _updates(w)
    states = [w.let(w.one(*SEEN) % v.name, shape=v.shape, letter="z") for v in w.variables]
    if w.variables and w.odds(0.2):
        w.line("saver = tf.train.Saver()")
    feeds = _Feeds(w, placeholders)
    runs = _runs(w, feeds, states, updates, ends)
    source = "\n".join(w.lines)
    road = "built" if "py_func" in source else w.draw.choice(ROADS)
    if (road == "restored") != ("saver" in source):
        road = "built" if road == "restored" or "py_func" in source else "restored"
    program = Program(seed, source, runs, road, "", w.is_certain, w.tags)
    w.tags[f"road {road}"] += 1
    if road in ("meta graph", "restored") and w.odds(0.6):
        _late(w, program, placeholders, states, feeds)
    return program


def _placeholders(w: Writer) -> list[tuple[str, Shape | None]]:
    made: list[tuple[str, Shape | None]] = []
    for _ in range(w.draw.randint(1, 2)):
        name, shape = w.fresh("x"), w.shape()
        static = "None" if w.odds(0.08) else str([None if w.odds(0.25) else d for d in shape])
        if w.odds(0.15):
            static = str(list(shape))
            w.line(f"{name} = tf.placeholder_with_default({_number(w, shape)}, {static})")
        else:
            w.line(f"{name} = tf.placeholder(tf.float32, {static})")
        if "None" in static:
            w.vague.add(name)
        w.add(name, "float32", shape)
        made.append((name, shape))
    if w.odds(0.1):
        name = w.fresh("x")
        w.line(f"{name} = tf.placeholder(tf.float32, [None])")
        w.let(f"tf.reduce_{w.one('sum', 'mean', 'max')}({name})")
        made.append((name, (-1,)))
    if w.odds(0.45):
        name = w.fresh("b")
        w.line(f"{name} = tf.placeholder(tf.bool, [])")
        w.add(name, "bool", ())
        made.append((name, None))
    return made


def _number(w: Writer, shape: Shape, edges: float = 0.1) -> str:
    shape = tuple([w.draw.randint(1, 4) if d < 0 else d for d in shape])
    return f"np.float32({w.literal('float32', shape, EDGES if w.odds(edges) else NUMBERS)})"


def _variables(w: Writer) -> None:
    for mode in ["still", "turned"]:
        for _ in range(w.draw.choice([0, 1, 1, 2])):
            name, shape, resource = w.fresh("v"), w.draw.choice([(), (3,), (3,)]), w.odds(0.45)
            start = _number(w, shape, 0.03)
            former = [v for v in w.variables if v.shape == shape]
            if former and w.odds(0.25):
                start = f"{w.draw.choice(former).name}.initialized_value() * 0.5"
            elif w.odds(0.15):
                start = f"lambda: tf.random_uniform({list(shape)}, seed=3)"
            w.line(f"{name} = tf.Variable({start}, name='{name}'{', use_resource=True' if resource else ''})")
            added = mode == "turned" and not resource and w.odds(0.5)
            w.variables.append(Variable(name, shape, "added to" if added else mode, resource))
            if mode == "still":
                w.add(name, "float32", shape)
            w.tags["resource variable" if resource else "variable"] += 1
    if w.of("turned", "added to") or w.odds(0.4):
        w.pass_on("tf.constant(0.0)")


def _loose_variables(w: Writer) -> None:
    w.is_certain = False
    for _ in range(w.draw.randint(1, 3)):
        name = w.fresh("v")
        w.line(f"{name} = tf.Variable({_number(w, (3,), 0)}, name='{name}')")
        w.variables.append(Variable(name, (3,), "loose", False))
        w.let(f"{name}.value()", shape=(3,))
    w.tags["loose variable"] += 1


def _kept(w: Writer) -> list[str]:
    """What the top does with values of branches and bodies: fetches them, uses them or waits for them."""
    ends = []
    for value, place in w.kept:
        held = f"kept['{value.name}']"
        if w.odds(0.5):
            name, update = w.fresh("v"), w.fresh("u")
            w.line(f"{name} = tf.Variable(1.0, name='{name}')")
            w.variables.append(Variable(name, (), "waits", False))
            with w.after(held):
                w.line(f"{update} = tf.assign_add({name}, {w.one('1.0', 'tf.constant(2.0)', 'tf.ones([])')}).op")
            ends.append(update)
        elif place == "branch" and w.odds(0.7):
            ends.append(w.let(f"{held} + 1.0", shape=value.shape, letter="k"))
        else:
            ends.append(value.name)
        w.tags[f"held value of a {place}"] += 1
    return ends


def _updates(w: Writer) -> list[str]:
    """Operations that change the still variables, each fetched alone."""
    updates = []
    still = w.of("still")
    for v in still:
        if w.odds(0.4):
            how = w.one("assign", "assign_add", "assign_sub")
            updates.append(w.fresh("u"))
            w.line(f"{updates[-1]} = tf.{how}({v.name}, tf.clip_by_value({w.some(shape=v.shape)}, -3.0, 3.0)).op")
    if still and w.odds(0.35):
        train = w.fresh("m")
        loss = " + ".join([f"tf.reduce_sum({w.some()})", *(f"tf.reduce_sum(tf.square({v.name}))" for v in still)])
        w.line(
            f"{train} = tf.train.{w.one(*OPTIMIZERS)}.minimize({loss}, var_list=[{', '.join(v.name for v in still)}], "
            "gate_gradients=tf.train.Optimizer.GATE_GRAPH)"
        )
        updates.append(train)
        w.tags["training"] += 1
    return updates


@dataclass
class _Feeds:
    w: Writer
    placeholders: list[tuple[str, Shape | None]]

    def fresh(self) -> dict[str, str]:
        w = self.w
        return {n: f"np.bool_({w.odds(0.5)})" if s is None else _number(w, s) for n, s in self.placeholders}

    def override(self) -> dict[str, str]:
        """A value for something that the graph computes."""
        inner = [v for v in self.w.scope.values if v.name[0] == "t" and v.dtype == "float32"]
        if not inner:
            return {}
        value = self.w.draw.choice(inner)
        self.w.tags["fed tensor"] += 1
        return {value.name: _number(self.w, value.shape)}


def _runs(w: Writer, feeds: _Feeds, states: list[str], updates: list[str], ends: list[str]) -> list[Run]:
    names = [v.name for v in w.scope.values if v.name[0] in "tgci"]

    def some() -> list[str]:
        chosen = w.draw.sample(names, min(len(names), w.draw.randint(1, 4))) + names[-2:] + [w.turn] * bool(w.turn)
        return sorted(set(filter(None, chosen)))

    runs: list[Run] = [(some(), feeds.fresh())]
    if w.odds(0.3):
        runs.append((some(), {**feeds.fresh(), **feeds.override()}))
    if states:
        runs.append((states, {}))
    shared = [z for z, v in zip(states, w.variables) if not v.resource]  # memory that shows what the run writes
    for update in updates:
        runs += [([update], feeds.fresh())] * (2 if update[0] == "m" else 1) + [(states, {})]
        if shared and w.odds(0.4):
            runs.append(([update, *shared], feeds.fresh()))
    if w.odds(0.5):
        runs.append((some(), feeds.fresh()))
    for end in ends:
        runs.append(([end], feeds.fresh()))
        if end[0] == "u":
            runs.append((states, {}))
    return runs


def _late(
    w: Writer, program: Program, placeholders: list[tuple[str, Shape | None]], states: list[str], feeds: _Feeds
) -> None:
    """A gradient or a training step that is made on the imported graph."""
    made = [v for v in w.scope.values if v.name[0] in "tg" and v.dtype == "float32"]
    if not made:
        return
    y = w.draw.choice(made[-4:])
    still = [v.name for v in w.of("still")]
    if still and w.odds(0.5):
        optimizer = OPTIMIZERS[0] if program.road == "restored" else w.one(*OPTIMIZERS[:3])
        loss = f"tf.reduce_sum(again('{y.name}'))" + "".join(
            f" + tf.reduce_sum(tf.square(again('{z}')))" for v, z in zip(w.variables, states) if v.mode == "still"
        )
        program.late = (
            f"late = tf.train.{optimizer}.minimize({loss}, gate_gradients=2, "
            f"var_list=[v for v in tf.trainable_variables() if v.op.name in {still}])"
        )
        program.runs += [(["late"], feeds.fresh()), (states, {})] * 2
        w.tags["training after an import"] += 1
    else:
        x = w.draw.choice([n for n, s in placeholders if s is not None])
        program.late = f"late = slopes(again('{y.name}'), [again('{x}')])[0]"
        program.runs.append((["late"], feeds.fresh()))
        w.tags["gradient after an import"] += 1
