"""One record per operation: all that is known of it, from its signature to the sign that it is shown with.

A signature is written as in TensorFlow's registry, ``"x: T, y: T -> z: T"``.

- ``name: T`` has the type of the attribute T, equal wherever T stands;
- ``name: int32`` has a fixed type;
- ``name: N*T`` is a list of N tensors of type T;
- ``name: [Tin]`` is a list of tensors, each of a type of its own;
- ``name: Ref(T)`` is the cell of a variable instead of its value.

`types` says which types an attribute admits, `attrs` gives the other attributes and their defaults.

A kernel rule is called once per plan as ``kernel(op, store)`` and returns the function that the executor calls with
the input values.  Values are NumPy scalars for rank 0 (``bytes`` for strings) and arrays otherwise.  A kernel returns
one value, or a tuple with one value per output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tuigraph.engine import dtypes
from tuigraph.engine.dtypes import DType
from tuigraph.engine.roles import Role
from tuigraph.engine.shapes import MaybeShape, is_static
from tuigraph.engine.sharing import Shares
from tuigraph.engine.waiting import Call, finishing

if TYPE_CHECKING:
    from tuigraph.engine.containers import Store
    from tuigraph.engine.node import Operation, Tensor

Kernel = Callable[..., Any]
KernelRule = Callable[["Operation", "Store"], Kernel]
CallRule = Callable[["Operation", "Store"], Call]
ShapeRule = Callable[["Operation"], Sequence[MaybeShape]]
GradientRule = Callable[..., Sequence[Any]]  # (op, *gradients of outputs) -> those of inputs, None for one without


class Argument(NamedTuple):
    """One input or output of a signature."""

    name: str
    dtype: DType | None = None  # fixed type
    type_attr: str | None = None
    number_attr: str | None = None
    type_list_attr: str | None = None
    is_ref: bool = False

    @property
    def is_list(self) -> bool:
        return self.number_attr is not None or self.type_list_attr is not None


class Writes(Enum):
    """What one call of a kernel writes."""

    NOTHING = auto()
    UPDATES = auto()  # one cell, from what it held, or else it fails
    OVERWRITES = auto()  # one cell, whatever it held, or else it fails
    ANYTHING = auto()


ConstantRule = Callable[["Tensor"], Any]  # the value of an output before a run, by shapes and attributes; or None
ShapeValueRule = Callable[["Tensor", int], MaybeShape]  # the shape that an output gives, looking so much deeper


def always(op: Operation) -> bool:
    return True


def arranged_by_constants(op: Operation) -> bool:
    """Whether a first operand of known shape is rearranged as constants say, of which the shape rule has approved."""
    first, *others = op.inputs
    static = is_static(first._shape) and is_static(op.outputs[0]._shape)
    return static and all(t.op.role is Role.CONSTANT for t in others)


def of_known_shapes(op: Operation) -> bool:
    """Whether all shapes are known, so that the shape rule has approved of them."""
    return all(is_static(t._shape) for t in (*op.inputs, *op.outputs))


class Linear(NamedTuple):
    """Linear in some inputs together, or even their sum: the derivative is the same operation on derivatives."""

    inputs: slice
    signs: tuple[int, ...] = ()  # of a sum, for each input


class Bilinear(NamedTuple):
    """Linear in each of two inputs alone."""

    by_element: bool = False


class Slope(NamedTuple):
    """A function of one number: `outer(x, y)` gives its derivative where y = f(x)."""

    outer: Callable[[Any, Any], Any]


Derivatives = Sequence["Tensor | None"]  # None stands for 0
Formula = Callable[["Operation", Derivatives], Derivatives]  # from those of the inputs to those of the outputs


class Sign(NamedTuple):
    """How a step is shown to a person, where the type's name is not short enough."""

    text: str
    place: Literal["between", "before", "call", "into"] = "between"  # x + y, -x, max(x), v += x


class OpDef:
    """What the engine knows about a type of operation: only read, once it is made.

    Made by hand, which is quick to import; what a record does not say is found in the class.
    """

    name: str
    signature: str
    shape: ShapeRule
    kernel: KernelRule
    types: Mapping[str, frozenset[DType]] = MappingProxyType({})
    attrs: Mapping[str, Any] = MappingProxyType({})
    defaults: Mapping[str, DType] = MappingProxyType({})  # type preferred for a Python value, by attribute
    constant: ConstantRule | None = None
    shape_value: ShapeValueRule | None = None
    entries: Callable[[Operation], Sequence[Tensor]] | None = None  # the tensors that it stacks, () if it does not
    seen_through: Callable[[Operation], bool] | None = None  # by `tf.contrib.util.constant_value`
    gradient: GradientRule | None = None
    symbolic: Linear | Bilinear | Slope | Formula | None = None  # the rule of calculus
    differentiable: bool = True  # False: gradients stop here in silence (tf.NotDifferentiable)
    stateful: bool = False  # reads or writes cells, or has an effect: never folded, merged or left out of order
    writes: Writes = Writes.NOTHING  # if not said, ANYTHING where it is stateful
    waits: CallRule | None = None  # the kernel as a call that can be left and gone on with, where it may have to wait
    reaches_out: bool = False  # acts outside of the program, which nobody can take back: writes a file, prints
    role: Role = Role.COMPUTES
    passes_on: bool = False  # its results are its operands themselves, whichever of them
    sign: Sign | None = None
    by_shape: bool = False  # hangs on the shapes of its operands, and not on their values
    ends: tuple[float, ...] = ()  # values at which the result stays while its operand goes on: the least first
    keeps_elements: bool = False  # gives its first operand's elements in their order, where it has as many
    idle: bool = False  # does nothing, and is there to be waited for
    fits: Callable[[Operation], bool] | None = None  # operands that are known to; if not said, floats of static shapes
    can_fail: bool = False  # values of the right types and shapes may be refused: a singular matrix
    shares: Shares | None = None  # which results are the memory of an operand, so that later assignments show in them
    aliases: bool = False  # an output may share memory with an input or with state
    changes: bool = False  # the array of a cell in place, where nobody else has it
    in_place: Any = None  # a ufunc that may write into a dying operand of equal shape and type
    inputs: tuple[Argument, ...]
    outputs: tuple[Argument, ...]
    takes_references: bool  # the kernel wants the cell of a variable where its signature says Ref

    def __init__(self, name: str, signature: str, **rules: Any) -> None:
        """Raises TypeError for a rule that there is not, and for a record without shape or kernel."""
        unknown, missing = rules.keys() - OpDef.__annotations__.keys(), {"shape", "kernel"} - rules.keys()
        if unknown or missing:
            raise TypeError(
                f"The record of {name!r} has no field {unknown}" if unknown else f"{name!r} needs {missing}"
            )
        before, _, after = signature.partition("->")
        inputs = _arguments(before)
        self.__dict__.update(
            rules,
            name=name,
            signature=signature,
            inputs=inputs,
            outputs=_arguments(after),
            takes_references=any(argument.is_ref for argument in inputs),
        )
        if "writes" not in rules and self.stateful:
            self.__dict__["writes"] = Writes.ANYTHING

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"The record of {self.name!r} is only read: its {name!r} stays.")

    def __repr__(self) -> str:
        return f"<OpDef {self.name}: {self.signature}>"

    def wants_reference(self, op: Operation, i: int) -> bool:
        """Whether the kernel wants the cell of input `i`.  An argument that is a list is all of one kind."""
        if not self.takes_references:
            return False
        return self.inputs[i].is_ref if i < len(self.inputs) else self.inputs[-1].is_ref


REQUIRED = object()  # the default of an attribute that has to be given


@cache
def _arguments(text: str) -> tuple[Argument, ...]:
    found = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, kind = (p.strip() for p in part.partition(":"))
        number, star, item = kind.partition("*")
        kind, number_attr = (item, number) if star else (kind, None)
        is_ref = kind.startswith("Ref(")
        kind = kind[4:-1] if is_ref else kind
        if kind.startswith("["):
            found.append(Argument(name, type_list_attr=kind[1:-1]))
        elif kind in dtypes.BY_NAME:
            found.append(Argument(name, dtype=dtypes.BY_NAME[kind], number_attr=number_attr, is_ref=is_ref))
        else:
            found.append(Argument(name, type_attr=kind, number_attr=number_attr, is_ref=is_ref))
    return tuple(found)


registry: dict[str, OpDef] = {}
_loaders: list[Callable[[], None]] = []


def load_on_demand(load: Callable[[], None]) -> None:
    """Register a function that imports modules with more operations; it is called once, when an unknown type is asked
    for.
    """
    _loaders.append(load)


def find(name: str) -> OpDef | None:
    """The record of an operation type, None when there is none."""
    while name not in registry and _loaders:
        _loaders.pop()()
    return registry.get(name)


def role_of(name: str) -> Role:
    """The part that nodes of a type play; of an unknown type, to compute."""
    definition = find(name)
    return Role.COMPUTES if definition is None else definition.role


def register(definition: OpDef) -> OpDef:
    """Make an operation type known.  Raises ValueError when the name is taken."""
    if definition.name in registry:
        raise ValueError(f"The operation type {definition.name!r} is registered already.")
    registry[definition.name] = definition
    return definition


def define(name: str, signature: str, **rules: Any) -> OpDef:
    """Register an operation type; the keywords are the fields of OpDef."""
    return register(OpDef(name, signature, **rules))


# ---------------------------------------------------------------- common rules


def pure(function: Kernel) -> KernelRule:
    """The kernel of an operation without attributes or state."""
    return lambda op, store: function


def waits(rule: CallRule) -> dict[str, Any]:
    """The fields `kernel` and `waits` of an operation whose kernel may have to wait."""
    return {"waits": rule, "kernel": lambda op, store: finishing(rule(op, store))}


def same_shape(op: Operation) -> list[MaybeShape]:
    """Every output has the shape of the first input."""
    return [op.inputs[0]._shape] * len(op.outputs)


def scalar_shape(op: Operation) -> list[MaybeShape]:
    return [()] * len(op.outputs)


def unknown_shapes(op: Operation) -> list[MaybeShape]:
    return [None] * len(op.outputs)


def no_outputs(op: Operation) -> list[MaybeShape]:
    return []


def is_scalar(tensor: Tensor) -> bool:
    return tensor._shape == ()
