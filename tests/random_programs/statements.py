"""Statements without state: arithmetic, layout, numbers at the edge, waiting, functions of Python, random numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.random_programs.writer import EDGES, Writer


@dataclass(frozen=True)
class Kind:
    """A kind of statement, and how often it is chosen."""

    weight: float
    write: Callable[[Writer], None]
    nests: bool = False


KINDS: dict[str, Kind] = {}


def kind(weight: float, nests: bool = False) -> Callable[[Callable[[Writer], None]], Callable[[Writer], None]]:
    def register(write: Callable[[Writer], None]) -> Callable[[Writer], None]:
        KINDS[write.__name__.strip("_")] = Kind(weight, write, nests)
        return write

    return register


def statement(w: Writer) -> None:
    """One more statement where the writer stands."""
    w.budget -= 1
    nests = w.scope.depth < 3 and w.budget > -16
    names = [name for name in KINDS if nests or not KINDS[name].nests]
    name = w.draw.choices(names, [KINDS[n].weight for n in names])[0]
    w.tags[f"{w.scope.kind} {name}"] += 1
    KINDS[name].write(w)


def block(w: Writer, most: int) -> None:
    for _ in range(w.draw.randint(1, most)):
        statement(w)


ELEMENTWISE = [
    "tf.square(%s)", "tf.negative(%s)", "tf.tanh(%s)", "tf.sigmoid(%s)", "tf.nn.relu(%s)", "tf.sin(%s)",
    "tf.cos(%s)", "tf.abs(%s)", "tf.identity(%s)", "tf.exp(tf.minimum(%s, 1.5))", "tf.sqrt(tf.abs(%s) + 0.5)",
    "tf.log1p(tf.abs(%s))", "tf.nn.leaky_relu(%s)", "tf.clip_by_value(%s, -1.0, 2.0)", "tf.nn.softplus(%s)",
    "tf.nn.selu(%s)", "tf.sign(%s)", "tf.ones_like(%s)", "tf.zeros_like(%s)", "(%s) ** 3", "tf.nn.relu6(%s)",
    "tf.nn.softsign(%s)", "tf.atan(%s)", "tf.erf(%s)", "tf.reciprocal(tf.square(%s) + 1.0)",
    "tf.rsqrt(tf.abs(%s) + 1.0)",
]  # fmt: skip

PAIRS = [
    "%s + %s", "%s - %s", "%s * %s", "%s * %s", "tf.maximum(%s, %s)", "tf.minimum(%s, %s)",
    "tf.squared_difference(%s, %s)", "%s / (tf.square(%s) + 1.0)", "tf.div_no_nan(%s, %s)",
    "tf.atan2(%s, tf.abs(%s) + 1.0)", "tf.pow(tf.abs(%s) + 1.0, tf.tanh(%s))",
]  # fmt: skip


@kind(6)
def elementwise(w: Writer) -> None:
    shape = w.shape()
    w.let(w.one(*ELEMENTWISE) % w.some(shape=shape), shape=shape)


@kind(1)
def compared(w: Writer) -> None:
    shape = w.shape()
    first, second = w.some(shape=shape), w.some(shape=shape)
    w.let(f"tf.cast(tf.cast({first} {w.one('>', '<=')} {second}, tf.int32), tf.float32)", shape=shape)


@kind(8)
def pair(w: Writer) -> None:
    shape = w.shape()
    other = shape if w.odds(0.7) else ()
    w.let(w.one(*PAIRS) % (w.some(shape=shape), w.some(shape=other)), shape=shape)


@kind(1.5)
def whole_numbers(w: Writer) -> None:
    first, second = w.some("int32", ()), w.some("int32", ())
    if w.odds(0.3):
        w.let(f"tf.logical_{w.one('and', 'or', 'xor')}({w.some('bool', ())}, {w.some('bool', ())})", "bool")
    elif w.odds(0.5):
        w.let(
            w.one("%s + %s", "%s - %s", "%s * %s", "tf.maximum(%s, %s)", "tf.floormod(%s, tf.abs(%s) + 1)")
            % (first, second),
            "int32",
        )
    else:
        w.let(w.one("%s < %s", "%s >= %s", "tf.equal(%s, %s)") % (first, second), "bool")


@kind(3)
def reduction(w: Writer) -> None:
    vector, matrix = w.some(shape=(3,)), w.some(shape=(2, 3))
    how = w.one("sum", "mean", "max", "min", "prod")
    form = w.draw.randrange(7)
    if form == 0:
        w.let(f"tf.reduce_{how}({matrix}, {w.one('0', '[0]', '-2')})", shape=(3,))
    elif form == 1:
        w.let(f"tf.reduce_{how}({matrix}, 1)", shape=(2,))
    elif form == 2:
        w.let(f"tf.reduce_{how}(tf.reshape({vector}, [3, 1]), {w.one('1', '[1]', '-1')})", shape=(3,))
    elif form == 3:
        w.let(f"tf.reduce_{how}({vector}, {w.one('[]', '0', 'None')}) + tf.zeros([3])", shape=(3,))
    elif form == 4:
        w.let(
            w.one(
                "tf.cumsum(%s)",
                "tf.cumprod(%s, reverse=True)",
                "tf.nn.softmax(%s)",
                "tf.nn.log_softmax(%s)",
                "tf.nn.l2_normalize(%s, 0)",
            )
            % vector,
            shape=(3,),
        )
    elif form == 5:
        w.let(
            w.one("tf.reduce_logsumexp(%s)", "tf.nn.l2_loss(%s)", "tf.nn.moments(%s, [0])[1]", "tf.norm(%s)") % vector
        )
    else:
        w.let(f"tf.cast(tf.arg{w.one('max', 'min')}({vector}, 0), tf.int32)", "int32")


@kind(3)
def layout(w: Writer) -> None:
    vector, other, matrix = w.some(shape=(3,)), w.some(shape=(3,)), w.firm(shape=(2, 3))
    form = w.draw.randrange(10)
    if form == 0:
        w.let(f"tf.concat([{vector}, {other}], 0)[{w.one('1:4', '::2', '-3:')}]", shape=(3,))
    elif form == 1:
        w.let(f"tf.stack([{vector}, {other}])", shape=(2, 3))
    elif form == 2:
        w.let(f"tf.unstack({matrix})[{w.draw.randrange(2)}]", shape=(3,))
    elif form == 3:
        w.let(f"tf.split({matrix}, 3, axis=1)[{w.draw.randrange(3)}][:, 0]", shape=(2,))
    elif form == 4:
        w.let(f"tf.matmul({matrix}, tf.expand_dims({vector}, 1))[:, 0]", shape=(2,))
    elif form == 5:
        w.let(f"({vector})[tf.floormod({w.some('int32', ())}, 3)]")
    elif form == 6:
        w.let(f"tf.transpose(tf.transpose({matrix}) {w.one('* 2.0', '/ 3.0')})", shape=(2, 3))
    elif form == 7:
        w.let(
            w.one(
                "tf.reverse(%s, [0])",
                "tf.pad(%s, [[1, 0]])[:3]",
                "tf.squeeze(tf.expand_dims(%s, 0), [0])",
                "tf.tile(%s, [2])[1:4]",
            )
            % vector,
            shape=(3,),
        )
    elif form == 8:
        w.let(w.one("tf.size(%s)", "tf.shape(%s)[0]", "tf.rank(%s)") % vector, "int32")
    else:
        w.let(f"tf.reshape({matrix}, tf.stack([3, tf.size({matrix}) // 3]))[:, 1]", shape=(3,))


@kind(1.8)
def picking(w: Writer) -> None:
    vector = w.some(shape=(3,))
    still = w.of("still", shape=(3,))
    if still and w.odds(0.5):
        vector = w.draw.choice(still).name  # the gradient by it is IndexedSlices
    form = w.draw.randrange(6)
    if form == 0:
        w.let(f"tf.gather({vector}, [0, 2, {w.draw.randrange(3)}])", shape=(3,))
    elif form == 1:
        w.let(f"tf.gather({vector}, tf.floormod({w.some('int32', ())}, 3))")
    elif form == 2:
        w.let(f"tf.scatter_nd([[1], [2], [1]], {w.some(shape=(3,))}, [3])", shape=(3,))
    elif form == 3:
        w.let(f"tf.unsorted_segment_sum({w.some(shape=(3,))}, [2, 0, 2], 3)", shape=(3,))
    elif form == 4:
        table = (
            f"tf.nn.embedding_lookup({still[-1].name}, [1, 0, 1])"
            if still
            else f"tf.gather_nd({vector}, [[2], [1], [2]])"
        )
        w.let(table, shape=(3,))
    else:
        w.let(f"tf.dynamic_stitch([[0, 2], [1]], tf.dynamic_partition({w.some(shape=(3,))}, [0, 1, 0], 2))", shape=(3,))
        w.vague.add(w.scope.values[-1].name)


@kind(1.5)
def choice(w: Writer) -> None:
    shape = w.shape()
    first, second, third = w.some(shape=shape), w.some(shape=shape), w.some(shape=shape)
    condition = f"{first} {w.one('<', '>', '>=')} {w.some(shape=shape)}"
    w.let(f"tf.where({condition}, {second}, {w.one(first, third)})", shape=shape)


@kind(1.5)
def number_type(w: Writer) -> None:
    shape = w.flat_shape()
    form = w.draw.randrange(4)
    if form == 0:
        w.let(f"tf.cast(tf.cast({w.some(shape=shape)}, tf.float64) * 1.25, tf.float32)", shape=shape)
    elif form == 1:
        w.let(f"tf.cast({w.some(shape=shape)}, tf.float64)", "float64", shape)
    elif form == 2:
        w.let(w.some("int32", shape), "int32", shape)
    else:
        w.let(f"tf.square({w.some('float64', shape)}) - 1.0", "float64", shape)


@kind(1.2)
def edge(w: Writer) -> None:
    """Numbers at the edge of where a function is defined, with the guards that people write."""
    e = w.let(f"tf.constant({w.literal('float32', (3,), EDGES)})", shape=(3,)) if w.odds(0.6) else w.some(shape=(3,))
    inside = w.one(
        "tf.sqrt(%s)",
        "tf.log(%s)",
        "tf.reciprocal(%s)",
        "tf.rsqrt(%s)",
        "tf.exp(%s)",
        "tf.pow(%s, 2.0)",
        "tf.log1p(%s)",
        "tf.nn.softplus(%s)",
        "tf.tanh(%s)",
        "tf.sigmoid(%s)",
    ).replace("%s", e)
    guarded = w.one(
        "tf.where({e} > 0.0, {f}, tf.zeros_like({e}))",
        "{f}",
        "tf.where(tf.is_nan({f}), {e}, {f})",
        "tf.maximum({f}, 0.0)",
        "tf.minimum({e}, {f})",
        "{f} * 0.0",
    )
    w.let(guarded.format(e=e, f=inside), shape=(3,))


@kind(2.5)
def wait(w: Writer) -> None:
    """A value that waits for others; what it waits for may never come."""
    shape = w.flat_shape()
    waits = [w.some() for _ in range(w.draw.randint(1, 2))]
    form = w.draw.randrange(4)
    if form == 0:
        waits = [w.fresh("o")]
        w.line(f"{waits[0]} = tf.group({w.some()}, {w.some()})")
    elif form == 1:
        first, second = w.fresh(), w.fresh()
        source = f"tf.tuple([{w.some(shape=shape)}, {w.some(shape=())}])"
        w.line(f"{first}, {second} = {source}")
        w.add(first, "float32", shape, source)
        w.add(second, "float32", (), source)
        return
    with w.after(*waits):
        w.let(
            w.one(
                f"tf.identity({w.some(shape=shape)})",
                w.constant("float32", shape),
                f"{w.some(shape=shape)} + 1.0",
                f"tf.zeros_like({w.some(shape=shape)})",
                f"tf.constant(2.0) * {w.some(shape=shape)}",
            ),
            shape=shape,
        )


@kind(0.8)
def own_gradient(w: Writer) -> None:
    shape, name = w.flat_shape(), w.fresh("f")
    value = w.one("tf.square(x)", "tf.tanh(x) * 2.0", "tf.identity(x)", "tf.floor(x)")
    slope = w.one("dy * 2.0", "dy * x", "tf.clip_by_value(dy, -0.5, 0.5)", "dy + x", "tf.zeros_like(dy)", "-dy")
    w.line("@tf.custom_gradient")
    with w.under(f"def {name}(x):"):
        w.line(f"return {value}, lambda dy: {slope}")
    w.let(f"{name}({w.some(shape=shape)})", shape=shape)


@kind(0.5)
def python_function(w: Writer) -> None:
    shape = w.flat_shape()
    form = w.one("a * 2", "np.abs(a)", "a - 1", "np.minimum(a, 1)")
    name = w.let(
        f"tf.py_func(lambda a: np.float32({form}), [{w.some(shape=shape)}], tf.float32{w.one('', ', stateful=False')})",
        shape=shape,
    )
    if w.odds(0.5):
        w.line(f"{name}.set_shape({list(shape)})")
    else:
        w.vague.add(name)


@kind(0.7)
def stopped(w: Writer) -> None:
    shape = w.flat_shape()
    w.let(f"tf.stop_gradient({w.some(shape=shape)}) * {w.some(shape=shape)}", shape=shape)


@kind(1.0)
def random_numbers(w: Writer) -> None:
    """Rounds of a loop draw in turn; without a turn a loop draws nothing."""
    if w.scope.loops and not w.turn:
        return pair(w)
    shape = w.flat_shape()
    form = w.one(
        "tf.random_uniform(%s, %s)",
        "tf.random_normal(%s, %s)",
        "tf.truncated_normal(%s, %s)",
        "tf.random_uniform(%s, -1.0, 1.0, %s)",
    )
    source = form % (list(shape), w.one(f"seed={w.draw.randint(1, 9)}", "seed=7", "seed=None"))
    if not w.scope.loops:
        w.let(source, shape=shape)
        return None
    with w.after(w.turn or ""):
        name = w.let(source, shape=shape)
    w.pass_on(f"tf.reduce_sum({name})")
    return None


@kind(0.3)
def text(w: Writer) -> None:
    w.let(f"tf.string_join([tf.as_string({w.some('int32', ())}), {w.one(repr('a'), repr('é'))}])", "string")
    w.scope.values.insert(0, w.scope.values.pop())  # fetched, and used by little


@kind(0.4)
def check(w: Writer) -> None:
    value = w.some(shape=(3,))
    with w.after(
        w.one(
            f"tf.assert_less({value}, 1e9)",
            f"tf.Assert(tf.reduce_any(tf.equal({value}, {value})), [{value}])",
            f"tf.assert_rank({value}, 1)",
        )
    ):
        w.let(f"tf.identity({value})", shape=(3,))


@kind(0.5)
def named(w: Writer) -> None:
    shape = w.flat_shape()
    with w.under(f"with tf.name_scope('{w.one('a', 'b', 'a/c')}'):"):
        w.let(f"{w.some(shape=shape)} * {w.some(shape=shape)}", shape=shape)
