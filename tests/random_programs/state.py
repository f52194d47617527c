"""Statements that read and change variables and queues, each when its turn has come."""

from __future__ import annotations

import itertools

from tests.random_programs.statements import elementwise, kind, pair
from tests.random_programs.writer import Writer


@kind(2)
def read(w: Writer) -> None:
    """A copy, since TensorFlow's reads of a reference variable share its memory."""
    variables = w.of("turned", "added to")
    if not variables or not w.turn:
        return pair(w)
    v = w.draw.choice(variables)
    source = f"{v.name}.read_value() * 1.0"
    if (v.resource or v.mode == "added to") and w.odds(0.5):
        source = w.one(f"{v.name} + {w.some(shape=v.shape)}", f"{w.some(shape=v.shape)} - {v.name}")
    with w.after(w.turn):
        name = w.let(source, shape=v.shape)
    w.pass_on(f"tf.reduce_sum({name})")
    return None


@kind(3)
def write(w: Writer) -> None:
    variables = w.of("turned", "added to")
    if not variables or not w.turn:
        return elementwise(w)
    v = w.draw.choice(variables)
    value = w.some(shape=v.shape)
    value = f"tf.clip_by_value({value}, -3.0, 3.0)" if w.odds(0.5) else value
    forms = ["tf.assign_add({v}, {x})", "tf.assign_sub({v}, {x})", "{v}.assign_add({x})"]
    if v.mode == "turned":
        forms += ["tf.assign({v}, {x})", "{v}.assign({x})"]
    if v.shape == (3,):
        forms += [
            "tf.scatter_add({v}, [0, 2, 0], {x})",
            "tf.scatter_sub({v}, [1, 2, 2], {x})",
            "tf.scatter_mul({v}, [1, 1, 2], {x})",
            "tf.scatter_update({v}, [2, 0, 1], {x})",
            "tf.scatter_nd_sub({v}, [[0], [1], [1]], {x})",
        ]
    if v.shape == (3,) and v.mode == "turned" and not v.resource:
        forms.append("tf.assign({v}[:2], ({x})[1:])")
    written = w.fresh("w")
    with w.after(w.turn):
        w.line(f"{written} = {w.one(*forms).format(v=v.name, x=value)}")
    with w.after(written):
        name = w.let(f"{v.name}.read_value() * 1.0", shape=v.shape)
    w.pass_on(f"tf.reduce_sum({name})")
    return None


@kind(1.5)
def loose_write(w: Writer) -> None:
    """An update that waits for no turn: TensorFlow has several answers, the ways of running it here have one."""
    variables = w.of("loose")
    if not variables or w.scope.loops:
        return pair(w)
    v = w.draw.choice(variables)
    if w.odds(0.5):
        how = w.one("assign_add", "assign_sub", "assign")
        w.let(f"tf.{how}({v.name}, {w.some(shape=())} * 0.1 + tf.constant([0.1, 0.2, 0.3])) * 1.0", shape=(3,))
        return None
    with w.after(f"tf.assign_add({v.name}, [1.0, 1.0, 1.0])", w.some()):
        w.let(f"{v.name}.read_value(){w.one('', ' + 0.0')}", shape=(3,))
    return None


QUEUES = [
    "tf.FIFOQueue(90, [tf.float32], shapes=[[]])",
    "tf.PaddingFIFOQueue(90, [tf.float32], [[]])",
    "tf.FIFOQueue(90, tf.float32, shapes=[()])",
]


@kind(1.0)
def queue(w: Writer) -> None:
    """What is put in is taken out again, or some of it; a loop uses a queue that was made outside."""
    if not w.turn or (w.scope.loops and not w.queues):
        return pair(w)
    if w.queues and (w.scope.loops or w.odds(0.4)):
        name = w.draw.choice(w.queues)
    else:
        name = w.fresh("q")
        w.line(f"{name} = {w.one(*QUEUES)}")
        if w.scope.kind == "top":
            w.queues.append(name)
    put, several = w.fresh("o"), w.odds(0.5)
    if several:
        given = f"enqueue_many([{w.some(shape=(3,))}])"
        taken = w.one("dequeue_many(3)[2]", "dequeue_up_to(2)[0]", "dequeue()")
    else:
        given = f"enqueue({w.some(shape=())})"
        taken = w.one("dequeue()", f"dequeue() + tf.cast({name}.size(), tf.float32) * 0.0")
    with w.after(w.turn):
        w.line(f"{put} = {name}.{given}")
    with w.after(put):
        out = w.let(f"{name}.{taken}")
    w.pass_on(f"{out} * 1.0")
    return None


@kind(0.5)
def crossing(w: Writer) -> None:
    """Queues with room for one, in one run: what waits is freed by another, whichever of them is written down first."""
    if not w.turn or w.scope.loops:
        return pair(w)
    shape = w.flat_shape()
    queues = [w.fresh("q") for _ in range(1 if shape else w.draw.randint(1, 3))]
    for name in queues:
        w.line(f"{name} = tf.FIFOQueue(1, [tf.float32], shapes=[[]])")
    put = "enqueue_many" if shape else "enqueue"
    steps = {w.fresh("o"): f"{queues[0]}.{put}([{w.some(shape=shape)}])"}
    steps.update((w.fresh("o"), f"{b}.enqueue({a}.dequeue() * 0.5)") for a, b in itertools.pairwise(queues))
    puts, got = list(steps), w.fresh("o")
    steps[got] = f"{queues[-1]}.dequeue_many(3)" if shape else f"{queues[-1]}.dequeue()"
    for name in w.draw.sample(list(steps), len(steps)):
        with w.after(w.turn):
            w.line(f"{name} = {steps[name]}")
    with w.after(*puts):
        out = w.let(f"{got} * 1.0", shape=shape)
    w.pass_on(f"tf.reduce_sum({out})")
    return None


@kind(0.4)
def counted(w: Writer) -> None:
    """A variable of the graph's own that several lines share by its name."""
    if w.scope.kind != "top" or not w.turn:
        return pair(w)
    name = w.fresh("v")
    w.line(f"with tf.variable_scope('{w.one('deep', 'deep/er')}', reuse=tf.AUTO_REUSE):")
    w.line(f"    {name} = tf.get_variable('shared', [3], initializer=tf.ones_initializer())")
    with w.after(w.turn):
        grown = w.let(f"tf.assign_add({name}, {w.some(shape=(3,))}) * 1.0", shape=(3,))
    w.pass_on(f"tf.reduce_sum({grown})")
    return None
