"""Whatever an operation is given, what comes out is a value or an error that names the node and says what is wrong.

Every registered operation is built and run with empty, scalar, huge and nan inputs, with bytes, and with shapes that
nobody knew before the run; then its gradient.  An error of Python or NumPy that nobody foresaw fails the test.
`TUIGRAPH_FUZZ=200` asks for 200 rounds of each operation instead of a few.
"""

from __future__ import annotations

import os
import random
import re
from functools import partial
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.examples import EXAMPLES
from tuigraph.engine import dtypes, shapes, values
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.opdef import REQUIRED, find, registry

ROUNDS = int(os.environ.get("TUIGRAPH_FUZZ", "4"))

tf.Graph()  # the first use of a name loads the interface
assert find("no operation at all") is None  # by now every module with operations has been imported

# Operations that are built in a setting of their own, or that wait, read files or talk to somebody.
ELSEWHERE = re.compile(
    r"TensorArray|Queue|Reader|Switch$|Merge$|Enter$|Exit$|NextIteration|LoopCond|PyFunc|^Placeholder$|^Const$|^Variable|"
    r"VarHandle|Resource|^(Ref|Is)?Variable|Barrier|ReadFile|WriteFile|MatchingFiles|Save|Restore|Print|Summary|Apply|"
    r"IsVariableInitialized|TemporaryVariable|^Fifo|Iterator|Dataset|Lookup|Table|^Assert$|ControlTrigger|NoOp|Stack|"
    r"Session|Record|Accumulator|^DecodeImage|Decode(Jpeg|Png|Gif|Bmp)|Scatter(Nd)?(Add|Sub|Update|Mul|Div|Min|Max)$|"
    r"^Assign|CountUpTo|^RefIdentity|Mutex|^_|^PlaceholderWithDefault$"
)

# What Python and NumPy say when nobody has looked at the operands first.
BARE = re.compile(
    r"object has no attribute|unsupported operand|not subscriptable|has no len|index out of range|"
    r"values to unpack|cannot reshape|only integer|NoneType|invalid literal|an array element|truth value|"
    r"broadcast input|could not be broadcast|not iterable|required positional|takes \d+ positional|is not defined|"
    r"not supported between|float division|integer modulo|too big|axes don't match|is out of bounds for axis|"
    r"did not match|cannot be interpreted|^division by zero|too large to convert|Maximum allowed|negative dimensions|"
    r"must be real number|concatenat(e|ion) (array|axis)|zero-size array|ufunc '|Python int|could not convert|"
    r"shape mismatch|core dim|leading dim",
)

LISTS: tuple[tuple[Any, Any], ...] = (([2], dtypes.float32), (-1, dtypes.float32), ([-1, 3], dtypes.int32))

ATTRS: dict[str, Any] = {
    "ksize": [1, 2, 2, 1],
    "strides": [1, 1, 1, 1],
    "padding": "SAME",
    "shape": (2,),
    "N": 2,
    "num": 2,
    "num_split": 2,
    "num_partitions": 2,
    "block_size": 2,
    "rates": [1, 1, 1, 1],
    "mode": "REFLECT",
    "message": "checked",
    "full_matrices": False,
    "equation": "ij,jk->ik",
    "key": [1, 2],
    "sparse_keys": ["a"],
    "dense_keys": ["b"],
    "sparse_types": [dtypes.int64, dtypes.float32],
    "dense_shapes": [(2,), (None, 2)],
    "output_types": [dtypes.float32],
    "output_shapes": [(2,)],
}


def pool(dtype: Any) -> list[Any]:
    """Values of one type: ordinary ones and those at the edges."""
    kind = dtype.numpy
    if dtype is dtypes.variant:
        return [partial(tensor, "TensorListReserve", shape, np.int32(2), element_dtype=of) for shape, of in LISTS]
    if dtype is dtypes.string:
        texts = [b"", b"a", b"\xff\x00", b"1", b"1.5,2"]
        made = [np.array(texts[:1], object), np.array([], object), np.array([texts[1:3], texts[3:]], object)]
        return [*texts, *made]
    if dtype is dtypes.bool_:
        return [True, False, np.array([], bool), np.array([True, False]), np.ones((2, 3), bool)]
    numbers: list[Any] = [0, 1, 2, 3]
    if kind.kind in "if":
        numbers += [-1, -7]
    if kind.kind in "iu":
        numbers += [np.iinfo(kind).max, np.iinfo(kind).min]
    if kind.kind in "fc":
        numbers += [np.nan, np.inf, -np.inf, -0.0, 1e30]
    out = [np.array(n).astype(kind) for n in numbers]
    lists: list[Any] = [[], [0], [1], [2, 3], [3, 2], [0, 1], [1, 0, 2], [[0, 1], [1, 2]], [[1, 2, 3], [4, 5, 6]], [[]]]
    if kind.kind == "i":
        lists += [[-1], [-1, 2], [np.iinfo(kind).max] * 2, [np.iinfo(kind).max] * 3, [[-1, 0]]]
    if kind.kind == "f":
        lists += [[np.nan, 1.0], [np.inf, -np.inf, np.nan]]
    with np.errstate(all="ignore"):
        out += [np.array(v, dtype=kind if v else None).astype(kind) for v in lists]
        out += [
            np.arange(count).reshape(shape).astype(kind)
            for count, shape in (
                (24, (2, 3, 4)),
                (16, (1, 4, 4, 1)),
                (32, (1, 4, 4, 2)),
                (0, (0, 3)),
                (0, (2, 0, 3)),
                (9, (3, 3)),
                (32, (2,) * 5),
            )
        ]
    return out


def types_of(definition: Any, chooser: random.Random) -> dict[str, Any]:
    """A type for each type attribute."""
    chosen = {}
    for argument in (*definition.inputs, *definition.outputs):
        attr = argument.type_attr
        if attr and attr not in chosen:
            allowed = sorted(
                definition.types.get(attr, dtypes.REAL | {dtypes.bool_, dtypes.string}) - {dtypes.variant},
                key=lambda t: t.name,
            )
            common = [t for t in allowed if t in (dtypes.float32, dtypes.int32, dtypes.int64, dtypes.string)]
            chosen[attr] = chooser.choice(common if common and chooser.random() < 0.8 else allowed)
    return chosen


def operands(op_type: str, chooser: random.Random) -> tuple[list[Any], dict[str, Any]]:
    """Values for the inputs of an operation and its attributes."""
    definition = registry[op_type]
    kinds = types_of(definition, chooser)
    values: list[Any] = []
    attrs: dict[str, Any] = {}
    lengths: dict[str, int] = {}
    for argument in definition.inputs:
        if argument.type_list_attr is not None:
            values.append([chooser.choice(pool(dtypes.float32)) for _ in range(2)])
            continue
        dtype = argument.dtype or kinds[argument.type_attr or ""]
        if argument.number_attr:
            count = lengths.setdefault(argument.number_attr, chooser.choice([1, 2, 3]))
            values.append([chooser.choice(pool(dtype)) for _ in range(count)])
        else:
            values.append(chooser.choice(pool(dtype)))
    attrs.update({a.number_attr: 2 for a in definition.outputs if a.number_attr and a.number_attr not in lengths})
    for name, default in definition.attrs.items():
        if default is REQUIRED and name not in attrs:
            attrs[name] = ATTRS.get(name, kinds.get(name, dtypes.float32))
    used = {a.type_attr for a in definition.inputs}
    attrs.update({name: dtype for name, dtype in kinds.items() if name not in used})
    return values, attrs


def from_example(op_type: str, chooser: random.Random) -> tuple[list[Any], dict[str, Any]]:
    """An example of which one operand is replaced."""
    examples = [e for e in EXAMPLES.get(op_type, []) if e.build is None]
    if not examples:
        return operands(op_type, chooser)
    example = chooser.choice(examples)
    values: list[Any] = [list(v) if isinstance(v, (list, tuple)) else v for v in example.inputs]
    at = chooser.randrange(len(values)) if values else 0
    if values:
        inside = isinstance(values[at], list)
        place = chooser.randrange(len(values[at])) if inside else 0
        old = values[at][place] if inside else values[at]
        new = chooser.choice(pool(tf.as_dtype(np.asarray(old).dtype)))
        if inside:
            values[at][place] = new
        else:
            values[at] = new
    return values, {k: tf.as_dtype(v) if k in ("DstT", "Tout") else v for k, v in example.attrs.items()}


def as_tensors(value: Any, known: int, feeds: dict[Any, Any]) -> Any:
    if isinstance(value, list):
        return [as_tensors(v, known, feeds) for v in value]
    if isinstance(value, partial):
        return value()
    array = np.array(value, object) if isinstance(value, bytes) else np.asarray(value)
    if known == 0:
        return tf.constant(array)
    made = tf.placeholder(tf.as_dtype(array.dtype), None if known == 1 else [None] * array.ndim)
    feeds[made] = array
    return made


def check(error: BaseException, while_doing: str, told: str) -> None:
    """Whether an error was foreseen."""
    text = str(error)
    assert isinstance(error, (TypeError, ValueError, LookupError, tf.errors.OpError, NotImplementedError)), (
        f"{while_doing} {told}: a bare {type(error).__name__}: {text}"
    )
    assert not isinstance(error, (IndexError, KeyError, UnicodeError)), f"{while_doing} {told}: {error!r}"
    assert not BARE.search(text.split("\n")[0]), f"{while_doing} {told}: bare words: {text}"


def attempt(op_type: str, values: list[Any], attrs: dict[str, Any], known: int) -> None:
    told = f"{op_type}({', '.join(map(repr, values))}, {attrs}, known={known})"
    with tf.Graph().as_default() as graph:
        feeds: dict[Any, Any] = {}
        tensors = [as_tensors(v, known, feeds) for v in values]
        try:
            outputs = list(apply(op_type, *tensors, **attrs).outputs)
        except Exception as error:
            check(error, "building", told)
            return
        session = tf.Session(graph=graph)
        run(session, outputs, feeds, f"running {told}")
        flat = [t for entry in tensors for t in (entry if isinstance(entry, list) else [entry])]
        differentiated = [t for t in flat if t.dtype.is_floating]
        results = [t for t in outputs if t.dtype.is_floating]
        if not differentiated or not results:
            return
        try:
            gradients = [g for g in tf.gradients(results, differentiated) if g is not None]
        except Exception as error:
            check(error, "differentiating", told)
            return
        run(session, [tf.convert_to_tensor(g) for g in gradients], feeds, f"the gradient of {told}")


def run(session: Any, outputs: list[Any], feeds: dict[Any, Any], told: str) -> None:
    try:
        found = session.run(outputs, feeds)
    except Exception as error:
        check(error, "", told)
        op = getattr(error, "op", None)
        if op is None or op.name not in str(error):
            pytest.fail(f"{told}: an error that names no node: {error!r}")
        return
    for given, value in zip(outputs, found):
        assert shapes.compatible(given._shape, np.shape(value)), f"{told}: {given} is of shape {np.shape(value)}"
        if given.dtype is not dtypes.string:
            assert np.asarray(value).dtype == given.dtype.numpy, f"{told}: {given} is {np.asarray(value).dtype}"


TYPES = sorted(
    name
    for name, definition in registry.items()
    if not ELSEWHERE.search(name) and not any(a.dtype is dtypes.resource for a in definition.inputs)
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("op_type", TYPES)
def test_every_input_gives_a_value_or_an_error_that_was_foreseen(op_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_memory", lambda: 2**26)  # a small machine, so that what is too large shows at once
    chooser = random.Random(f"{op_type} {os.environ.get('TUIGRAPH_FUZZ_SEED', '')}")
    for _ in range(ROUNDS):
        for make in (operands, from_example):
            given, attrs = make(op_type, chooser)
            attempt(op_type, given, attrs, known=chooser.randrange(3))


@pytest.mark.parametrize("wrong", ["abc", [0], 2.5, {}])
@pytest.mark.parametrize(
    ("op_type", "operand", "attr"),
    [
        ("Shape", [1.0], "out_type"),
        ("DecodeRaw", b"abcd", "out_type"),
        ("Real", 1j, "Tout"),
        ("Unique", [1], "out_idx"),
    ],
)
def test_what_is_no_type_is_refused_by_the_name_of_the_attribute(
    op_type: str, operand: Any, attr: str, wrong: Any
) -> None:
    with tf.Graph().as_default(), pytest.raises(TypeError, match=f"Expected DataType for argument '{attr}' not "):
        apply(op_type, operand, **{attr: wrong})


def test_what_is_no_list_of_types_is_refused_by_the_name_of_the_attribute() -> None:
    with tf.Graph().as_default(), pytest.raises(TypeError, match="Expected list for attr output_types, not "):
        apply(
            "DatasetToSingleElement",
            tf.data.Dataset.range(1)._variant_tensor,
            output_types=tf.int64,
            output_shapes=[()],
        )


def test_a_number_that_is_no_whole_one_is_refused_by_the_name_of_the_attribute() -> None:
    with tf.Graph().as_default(), pytest.raises(TypeError, match="Expected int for argument 'precision' not inf"):
        apply("AsString", [1.0], precision=np.inf)


@pytest.mark.parametrize(
    ("wrong", "write"),
    [(int, "int64"), (complex, "complex128"), (str, "string"), ("int", "int64"), ("f4", "float32"), ("long", "int64")],
)
def test_names_of_numpy_are_no_types_and_the_error_says_what_to_write(wrong: Any, write: str) -> None:
    with pytest.raises(TypeError, match=f"Cannot convert value .* to a TensorFlow DType. Write tf.{write}."):
        tf.as_dtype(wrong)
