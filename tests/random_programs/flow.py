"""Statements with functions in them: conditionals, loops, map_fn and its kin, TensorArrays."""

from __future__ import annotations

from tests.random_programs.statements import block, kind, statement
from tests.random_programs.writer import Shape, Writer


def keep_hold(w: Writer) -> None:
    """The top gets hold of a value of this branch or body, to fetch it or to wait for it."""
    if w.scope.values and w.odds(0.05 if w.scope.loops else 0.13):
        value = w.scope.values[-1]
        if value.name[0] in "tg" and value.dtype == "float32":
            w.line(f"kept['{value.name}'] = {value.name}")
            w.kept.append((value, "body" if w.scope.loops else "branch"))


# Conditionals


def branches(w: Writer, count: int) -> tuple[list[str], list[tuple[str, Shape]], bool]:
    """Functions of branches that agree in what they return."""
    results = [(w.draw.choice(["float32"] * 5 + ["int32"]), w.shape()) for _ in range(w.draw.choice([1, 1, 2, 3]))]
    turns = bool(w.turn) and w.odds(0.6)
    names = [w.fresh("f") for _ in range(count)]
    for name in names:
        with w.inner(f"def {name}():", "branch", None):
            if turns:
                w.pass_on(f"tf.identity({_turn_outside(w)})")
            block(w, 2 if w.odds(0.7) else 4)
            keep_hold(w)
            returned = [w.some(dtype, shape) for dtype, shape in results] + [w.turn or ""] * turns
            w.line("return " + (returned[0] if len(returned) == 1 else f"[{', '.join(returned)}]"))
    return names, results, turns


def _turn_outside(w: Writer) -> str:
    return next(v.name for v in reversed(w.scope.values) if v.name[0] == "c")


def results_of(w: Writer, call: str, results: list[tuple[str, Shape]], turns: bool, vague: bool = False) -> None:
    """Name what a call returns, the turn last."""
    names = [w.fresh() for _ in results] + ([w.fresh("c")] if turns else [])
    line = f"{', '.join(names)} = {call}"
    if turns:
        with w.after(w.turn or ""):
            w.line(line)
    else:
        w.line(line)
    for name, (dtype, shape) in zip(names, [*results, ("float32", ())]):
        w.add(name, dtype, shape)
        if vague or w.vague:  # what a branch or a body returns may hide its shape
            w.vague.add(name)
    if turns:
        w.scope.turn = names[-1]


@kind(5, nests=True)
def cond(w: Writer) -> None:
    (yes, no), results, turns = branches(w, 2)
    results_of(w, f"tf.cond({w.some('bool', ())}, {yes}, {no})", results, turns)


@kind(1.4, nests=True)
def case(w: Writer) -> None:
    names, results, turns = branches(w, w.draw.choice([2, 3, 3, 4]))
    pairs = ", ".join(f"({w.some('bool', ())}, {name})" for name in names[:-1])
    results_of(w, f"tf.case([{pairs}], default={names[-1]})", results, turns)


# Loops


@kind(4, nests=True)
def loop(w: Writer) -> None:
    carried: list[tuple[str, Shape]] = [
        (w.draw.choice(["float32"] * 6 + ["int32"]), w.shape()) for _ in range(w.draw.choice([1, 1, 2, 3]))
    ]
    turns = bool(w.turn) and w.odds(0.6)
    test, body, i = w.fresh("f"), w.fresh("f"), w.fresh("i")
    names = [w.fresh("a") for _ in carried] + ([w.fresh("c")] if turns else [])
    paired = not turns and len(names) == 2 and w.odds(0.3)
    given = [w.firm(dtype, shape) for dtype, shape in carried] + [w.turn or ""] * turns
    arguments = f"{i}, both" if paired else ", ".join([i, *names])
    rounds = w.draw.choice([0, 1, 2, 3, 3, 4])

    def enter() -> None:
        if paired:
            w.line(f"{', '.join(names)} = both")
        w.add(i, "int32", ())
        for name, (dtype, shape) in zip(names, carried):
            w.add(name, dtype, shape)

    with w.inner(f"def {test}({arguments}):", "test", names[-1] if turns else None):
        enter()
        more = f"{i} < {rounds}"
        if turns and w.of("turned", "added to") and w.odds(0.35):
            v = w.draw.choice(w.of("turned", "added to"))
            with w.after(names[-1]):
                w.line(f"p = tf.reduce_sum({v.name}.read_value() * 1.0) < 6.0")
            more = f"tf.logical_and({more}, p)"
        elif w.of("still") and w.odds(0.2):
            more = f"tf.logical_and({more}, tf.reduce_sum({w.draw.choice(w.of('still')).name}) < 5.0)"
        elif w.odds(0.2):
            more = f"tf.logical_and({more}, {w.some('bool', ())})"
        w.line(f"return {more}")
    with w.inner(f"def {body}({arguments}):", "body", names[-1] if turns else None):
        enter()
        block(w, 3)
        keep_hold(w)
        after = []
        for name, (dtype, shape) in zip(names, carried):
            new = w.firm(dtype, shape)
            if dtype == "float32":
                new = w.one(new, new, f"{name} * 0.5 + {new}", f"tf.tanh({new}) + {name}", f"{name} - {new}")
            after.append(new)
        after += [w.turn or ""] * turns
        w.line(f"return {i} + 1, " + (f"({', '.join(after)})" if paired else ", ".join(after)))
    options = w.one(
        "", "", "", ", parallel_iterations=1", ", maximum_iterations=2", ", swap_memory=True", ", back_prop=False"
    )
    start = f"(tf.constant(0), ({', '.join(given)}))" if paired else f"({', '.join(['tf.constant(0)', *given])})"
    count = w.fresh("i")
    call = f"tf.while_loop({test}, {body}, {start}{options})"
    if paired:
        w.line(f"{count}, both = {call}")
        results_of(w, "both", carried, False)
    else:
        outs = w.fresh("r")
        if turns:
            with w.after(w.turn or ""):
                w.line(f"{outs} = {call}")
        else:
            w.line(f"{outs} = {call}")
        w.line(f"{count} = {outs}[0]")
        for k, (dtype, shape) in enumerate(carried):
            w.let(f"{outs}[{k + 1}]", dtype, shape)
        if turns:
            w.scope.turn = w.let(f"{outs}[{len(carried) + 1}]", letter="c")
    w.add(count, "int32", ())


@kind(0.6, nests=True)
def growing_loop(w: Writer) -> None:
    """A loop whose variable gets longer each round."""
    i, a, name = w.fresh("i"), w.fresh("a"), w.fresh()
    body, start = w.fresh("f"), w.firm(shape=(3,))
    with w.inner(f"def {body}({i}, {a}):", "body", None):
        w.add(i, "int32", ())
        if w.odds(0.5):
            statement(w)
        w.line(f"return {i} + 1, tf.concat([{a} * 0.5, [{w.firm()}]], 0)")
    w.line(
        f"{name} = tf.while_loop(lambda {i}, a: {i} < {w.draw.choice([1, 2, 4])}, {body}, [tf.constant(0), {start}], "
        "shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])])[1]"
    )
    w.vague.add(name)
    w.let(f"{name}[{w.one(':3', '-3:')}]", shape=(3,))


# map_fn and its kin


def function(w: Writer, arguments: list[Shape], result: Shape, turn: bool) -> tuple[str, str]:
    """A function of elements, and the option that keeps its rounds in order if it touches state."""
    name, elements = w.fresh("f"), [w.fresh("e") for _ in arguments]
    with w.inner(f"def {name}({', '.join(elements)}):", "body", None):
        for element, shape in zip(elements, arguments):
            w.add(element, "float32", shape)
        if turn:
            w.pass_on(f"tf.identity({_turn_outside(w)})")
        block(w, 2)
        value = w.firm(shape=result)
        if turn:
            value = f"{value} + 0.0 * {w.turn}"
        if arguments[0] == result and w.odds(0.5):
            value = f"{elements[0]} * 0.5 + {value}"
        w.line(f"return {value}")
    return name, ", parallel_iterations=1" if turn else ""


def _turns(w: Writer) -> bool:
    return bool(w.turn) and w.odds(0.35)


def collected(w: Writer, call: str, shape: Shape, turn: bool) -> None:
    if turn:
        with w.after(w.turn or ""):
            name = w.let(call, shape=shape)
    else:
        name = w.let(call, shape=shape)
    w.vague.add(name)
    if turn:
        w.pass_on(f"tf.reduce_sum({name})")


@kind(1.4, nests=True)
def map_fn(w: Writer) -> None:
    turn = _turns(w)
    if w.odds(0.35):  # rows
        f, order = function(w, [(3,)], (3,), turn)
        collected(w, f"tf.map_fn({f}, {w.some(shape=(2, 3))}{order})", (2, 3), turn)
    elif w.odds(0.4):  # two sequences
        f, order = function(w, [(), ()], (), turn)
        pair = f"({w.some(shape=(3,))}, {w.some(shape=(3,))})"
        collected(w, f"tf.map_fn(lambda both: {f}(*both), {pair}, dtype=tf.float32{order})", (3,), turn)
    else:
        f, order = function(w, [()], (), turn)
        collected(w, f"tf.map_fn({f}, {w.some(shape=(3,))}{order})", (3,), turn)


@kind(0.9, nests=True)
def scan(w: Writer) -> None:
    turn = _turns(w)
    f, order = function(w, [(), ()], (), turn)
    start = f", initializer={w.firm()}" if w.odds(0.6) else ""
    collected(w, f"tf.scan({f}, {w.some(shape=(3,))}{start}{w.one('', '', ', reverse=True')}{order})", (3,), turn)


@kind(1.0, nests=True)
def fold(w: Writer) -> None:
    turn = _turns(w)
    f, order = function(w, [(), ()], (), turn)
    start = f", initializer={w.firm()}" if w.odds(0.7) else ""
    collected(w, f"tf.{w.one('foldl', 'foldr')}({f}, {w.some(shape=(3,))}{start}{order})", (), turn)


# TensorArrays


def array(w: Writer, options: str = "") -> str:
    return f"tf.TensorArray(tf.float32, {w.one('3', 'size=3')}{options})"


@kind(0.8)
def written_array(w: Writer) -> None:
    name = w.fresh("A")
    w.line(f"{name} = {array(w, w.one('', ', clear_after_read=False', ', dynamic_size=True'))}")
    for k in w.draw.sample(range(3), 3):
        w.line(f"{name} = {name}.write({k}, {w.firm()})")
    w.let(w.one(f"{name}.stack()", f"{name}.gather([2, 0, 1])"), shape=(3,))
    w.vague.add(w.scope.values[-1].name)


@kind(0.8)
def read_array(w: Writer) -> None:
    name, options = w.fresh("A"), w.one("", ", clear_after_read=False", ", infer_shape=False")
    w.line(f"{name} = {array(w, options)}.unstack({w.some(shape=(3,))})")
    index = f"tf.floormod({w.some('int32', ())}, 3)"
    w.let(f"{name}.read({w.one('0', '1', index)})")
    if "clear" in options:
        w.let(f"{name}.read(1) * {name}.read(1)")
    elif w.odds(0.3):
        w.let(f"{name}.read(2)")
    w.vague.add(w.scope.values[-1].name)


@kind(0.4)
def split_array(w: Writer) -> None:
    name, value = w.fresh("A"), w.some(shape=(3,))
    w.line(
        f"{name} = tf.TensorArray(tf.float32, 2, infer_shape=False).split({value}, [{w.one('1, 2', '2, 1', '3, 0')}])"
    )
    w.let(f"{name}.concat() * 2.0", shape=(3,))
    w.vague.add(w.scope.values[-1].name)


@kind(1.0, nests=True)
def array_of_a_loop(w: Writer) -> None:
    """An array that a loop writes, and that is read behind it."""
    body, i, name, out = w.fresh("f"), w.fresh("i"), w.fresh("A"), w.fresh("A")
    with w.inner(f"def {body}({i}, {name}):", "body", None):
        w.add(i, "int32", ())
        block(w, 2)
        w.line(f"return {i} + 1, {name}.write({i}, {w.firm()})")
    grows = w.odds(0.25)
    start = "tf.TensorArray(tf.float32, 0, dynamic_size=True)" if grows else array(w)
    w.line(f"_, {out} = tf.while_loop(lambda i, a: i < 3, {body}, [tf.constant(0), {start}])")
    w.let(f"{out}.stack()", shape=(3,))
    w.vague.add(w.scope.values[-1].name)


@kind(1.0, nests=True)
def array_in_a_loop(w: Writer) -> None:
    """An array that a loop reads element by element."""
    body, i, a, name = w.fresh("f"), w.fresh("i"), w.fresh("a"), w.fresh("A")
    start = w.firm()
    w.line(f"{name} = {array(w)}.unstack({w.some(shape=(3,))})")
    with w.inner(f"def {body}({i}, {a}):", "body", None):
        w.add(i, "int32", ())
        w.add(a, "float32", ())
        w.let(f"{name}.read({i})")
        block(w, 2)
        w.line(f"return {i} + 1, {a} * 0.5 + {w.firm()}")
    w.let(f"tf.while_loop(lambda i, a: i < {w.draw.choice([2, 3])}, {body}, [tf.constant(0), {start}])[1]")
