"""The update operations of optimizers: `ApplyMomentum`, `ApplyAdam` and their kin, and the `SparseApply...` forms.

A rule is a function of the values of the variable and its slots, then the other inputs in the order of the signature.
It returns the new values of the variable and the slots, and mutates none of them.  The sparse form takes the rows
`indices` of the variable and slots, applies the same rule to them, and puts them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.containers import Cell, Store, changing, holding
from tuigraph.engine.control import read
from tuigraph.engine.errors import InternalError, InvalidArgumentError
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Kernel, KernelRule, Writes, define
from tuigraph.engine.ops.scatter import check_rows
from tuigraph.engine.ops.state import Read, by_handle
from tuigraph.engine.shapes import MaybeShape

Floats = NDArray[np.floating[Any]]  # or a NumPy scalar, which has the same operators
Updated = tuple[Floats, ...]
Rule = Callable[..., Updated]


# ---------------------------------------------------------------- rules


def _descent(var: Floats, alpha: Floats, delta: Floats) -> Updated:
    return (_less(var, delta * alpha),)


def _less(var: Floats, step: Floats) -> Floats:
    """`var - step`, in the memory of the step, which nobody else has."""
    return np.subtract(var, step, out=step) if step.__class__ is np.ndarray else var - step


def _momentum(var: Floats, accum: Floats, lr: Floats, grad: Floats, momentum: Floats, use_nesterov: bool) -> Updated:
    accum = accum * momentum + grad
    if use_nesterov:
        return var - (grad * lr + accum * momentum * lr), accum
    return _less(var, accum * lr), accum


def _adagrad(var: Floats, accum: Floats, lr: Floats, grad: Floats, update_slots: bool) -> Updated:
    if update_slots:
        accum = accum + grad * grad
    return _less(var, grad * lr / np.sqrt(accum)), accum


def _adagrad_da(
    var: Floats, total: Floats, squares: Floats, grad: Floats, lr: Floats, l1: Floats, l2: Floats, global_step: Floats
) -> Updated:
    total = total + grad
    squares = squares + grad * grad
    step = global_step.astype(var.dtype)
    shrunk = np.sign(total) * np.maximum(np.abs(total) - l1 * step, 0) if l1 > 0 else total
    return -lr * shrunk / (l2 * step * lr + np.sqrt(squares)), total, squares


def _adadelta(
    var: Floats, accum: Floats, accum_update: Floats, lr: Floats, rho: Floats, epsilon: Floats, grad: Floats
) -> Updated:
    rest = 1 - rho
    accum = accum * rho + grad * grad * rest
    update = np.sqrt(accum_update + epsilon) / np.sqrt(accum + epsilon) * grad
    return _less(var, update * lr), accum, accum_update * rho + update * update * rest


def _rms_prop(
    var: Floats, ms: Floats, mom: Floats, lr: Floats, rho: Floats, momentum: Floats, epsilon: Floats, grad: Floats
) -> Updated:
    ms = ms + (grad * grad - ms) * (1 - rho)
    mom = mom * momentum + grad * lr / np.sqrt(ms + epsilon)
    return var - mom, ms, mom


def _centered_rms_prop(
    var: Floats,
    mg: Floats,
    ms: Floats,
    mom: Floats,
    lr: Floats,
    rho: Floats,
    momentum: Floats,
    epsilon: Floats,
    grad: Floats,
) -> Updated:
    ms = ms + (grad * grad - ms) * (1 - rho)
    mg = mg + (grad - mg) * (1 - rho)
    mom = mom * momentum + grad * lr / np.sqrt(ms - mg * mg + epsilon)
    return var - mom, mg, ms, mom


def _adam(
    var: Floats,
    m: Floats,
    v: Floats,
    beta1_power: Floats,
    beta2_power: Floats,
    lr: Floats,
    beta1: Floats,
    beta2: Floats,
    epsilon: Floats,
    grad: Floats,
    use_nesterov: bool,
) -> Updated:
    alpha = lr * np.sqrt(1 - beta2_power) / (1 - beta1_power)
    m = m + (grad - m) * (1 - beta1)
    v = v + (grad * grad - v) * (1 - beta2)
    direction = grad * (1 - beta1) + beta1 * m if use_nesterov else m
    return _less(var, direction * alpha / (np.sqrt(v) + epsilon)), m, v


def _ftrl_with(
    gradient: Floats,
    var: Floats,
    accum: Floats,
    linear: Floats,
    grad: Floats,
    lr: Floats,
    l1: Floats,
    l2: Floats,
    lr_power: Floats,
) -> Updated:
    grown = accum + grad * grad
    power, former = (np.sqrt(grown), np.sqrt(accum)) if lr_power == -0.5 else (grown**-lr_power, accum**-lr_power)
    linear = linear + (gradient - (power - former) / lr * var)
    beyond = np.sign(linear) * l1 - linear
    return np.where(np.abs(linear) > l1, beyond / (power / lr + 2 * l2), var.dtype.type(0))[()], grown, linear


def _ftrl(
    var: Floats, accum: Floats, linear: Floats, grad: Floats, lr: Floats, l1: Floats, l2: Floats, lr_power: Floats
) -> Updated:
    return _ftrl_with(grad, var, accum, linear, grad, lr, l1, l2, lr_power)


def _ftrl_v2(
    var: Floats,
    accum: Floats,
    linear: Floats,
    grad: Floats,
    lr: Floats,
    l1: Floats,
    l2: Floats,
    l2_shrinkage: Floats,
    lr_power: Floats,
) -> Updated:
    return _ftrl_with(grad + 2 * l2_shrinkage * var, var, accum, linear, grad, lr, l1, l2, lr_power)


def _shrunk(value: Floats, rate: Floats, l1: Floats, l2: Floats) -> Floats:
    """The proximal step: `value` moved towards zero."""
    if l1 > 0:
        value = np.sign(value) * np.maximum(np.abs(value) - rate * l1, 0)
    return value / (1 + l2 * rate)


def _proximal_descent(var: Floats, alpha: Floats, l1: Floats, l2: Floats, delta: Floats) -> Updated:
    return (_shrunk(var - delta * alpha, alpha, l1, l2),)


def _proximal_adagrad(var: Floats, accum: Floats, lr: Floats, l1: Floats, l2: Floats, grad: Floats) -> Updated:
    accum = accum + grad * grad
    rate = lr / np.sqrt(accum)
    return _shrunk(var - grad * rate, rate, l1, l2), accum


# ---------------------------------------------------------------- kernels


def _store_results(cells: Sequence[Cell], results: Iterable[Floats]) -> Cell:
    for cell, value in zip(cells, results):
        cell.set(value)
    return cells[0]


_behind_handle = by_handle(InternalError, "Invalid variable reference: {name} has no value.")


def _alone(kernel: Kernel, slots: int) -> Kernel:
    """The kernel while no other thread changes the variable or its slots."""

    def one(*inputs: Any) -> Any:
        with inputs[0].lock:
            return kernel(*inputs)

    def several(*inputs: Any) -> Any:
        with holding(inputs[:slots]):
            return kernel(*inputs)

    return one if slots == 1 else several


def _dense_kernel(rule: Rule, slots: int, options: tuple[str, ...], read: Read = read) -> KernelRule:
    def make(op: Operation, store: Store) -> Kernel:
        chosen = [op.attrs[name] for name in options]
        names = [argument.name for argument in op.definition.inputs]
        name = "grad" if "grad" in names else "delta"
        gradient = names.index(name) - slots

        def kernel(*inputs: Any) -> Cell:
            cells: tuple[Cell, ...] = inputs[:slots]
            others: tuple[Floats, ...] = inputs[slots:]
            values = [read(cell) for cell in cells]
            wanted = np.shape(others[gradient])
            for value in values:
                if np.shape(value) != wanted:
                    raise InvalidArgumentError(
                        None,
                        None,
                        f"var and {name} do not have the same shape{shapes.listed(np.shape(value))} "
                        f"{shapes.listed(wanted)}",
                    )
            return _store_results(cells, rule(*values, *others, *chosen))

        return _alone(kernel, slots)

    return make


def _sparse_kernel(rule: Rule, slots: int, options: tuple[str, ...], read: Read = read) -> KernelRule:
    def make(op: Operation, store: Store) -> Kernel:
        chosen = [op.attrs[name] for name in options]
        names = [argument.name for argument in op.definition.inputs]
        grad, at = names.index("grad") - slots, names.index("indices") - slots

        def kernel(*inputs: Any) -> Cell:
            cells: tuple[Cell, ...] = inputs[:slots]
            others: list[Floats] = list(inputs[slots:])
            indices: NDArray[np.integer[Any]] = inputs[slots + at]
            del others[at]
            gradient = others[grad]
            lengths = [len(read(cell)) for cell in cells]
            check_rows(indices, lengths[0])
            unique = len(np.unique(indices)) == len(indices)
            with changing(cells) as wholes:
                for rows in [slice(None)] if unique else [slice(i, i + 1) for i in range(len(indices))]:
                    where = indices[rows]
                    others[grad] = gradient[rows]
                    for whole, part in zip(wholes, rule(*[whole[where] for whole in wholes], *others, *chosen)):
                        whole[where] = part
            return cells[0]

        return _alone(kernel, slots)

    return make


# ---------------------------------------------------------------- definitions


def _resource_shape(op: Operation) -> list[MaybeShape]:
    _shape(op)
    return []


def _shape(op: Operation) -> list[MaybeShape]:
    sparse = "Tindices" in op.attrs
    shape: MaybeShape = None
    for argument, tensor in zip(op.definition.inputs, op.inputs):
        if argument.is_ref or (argument.name in ("grad", "delta") and not sparse):
            shape = shapes.merge(shape, tensor._shape)
        elif argument.dtype is dtypes.resource:
            continue
        elif argument.name not in ("grad", "delta", "indices") and not shapes.compatible(tensor._shape, ()):
            raise ValueError(f"{argument.name} must be a scalar, not of shape {shapes.listed(tensor._shape)}")
    return [shape]


def _by_rows(signature: str) -> str:
    return signature.replace("delta: T", "grad: T").replace("grad: T", "grad: T, indices: Tindices")


def _define(name: str, signature: str, rule: Rule, sparse: bool = True, **options: bool) -> None:
    slots = signature.count("Ref(T)")
    handles = signature.replace("Ref(T)", "resource")
    common: dict[str, Any] = {
        "attrs": {"use_locking": False, **options},
        "shape": _shape,
        "stateful": True,
        "writes": Writes.UPDATES if slots == 1 else Writes.ANYTHING,
    }
    types = {"T": dtypes.NUMBER, "Tindices": dtypes.INDEX}
    kernel, sparse_kernel = _dense_kernel(rule, slots, tuple(options)), _sparse_kernel(rule, slots, tuple(options))
    define(f"Apply{name}", signature + " -> out: Ref(T)", types={"T": types["T"]}, kernel=kernel, **common)
    by_handle = {**common, "shape": _resource_shape}
    dense, sparse_ = (make(rule, slots, tuple(options), _behind_handle) for make in (_dense_kernel, _sparse_kernel))
    define(f"ResourceApply{name}", handles + " ->", types={"T": types["T"]}, kernel=dense, **by_handle)
    if sparse:
        rows = _by_rows(signature)
        define(
            f"SparseApply{name}", rows + " -> out: Ref(T)", types=types, kernel=sparse_kernel, changes=True, **common
        )
        define(
            f"ResourceSparseApply{name}",
            _by_rows(handles) + " ->",
            types=types,
            kernel=sparse_,
            changes=True,
            **by_handle,
        )


_define("GradientDescent", "var: Ref(T), alpha: T, delta: T", _descent, sparse=False)
_define("Momentum", "var: Ref(T), accum: Ref(T), lr: T, grad: T, momentum: T", _momentum, use_nesterov=False)
_define("Adagrad", "var: Ref(T), accum: Ref(T), lr: T, grad: T", _adagrad, update_slots=True)
_define(
    "AdagradDA",
    "var: Ref(T), gradient_accumulator: Ref(T), gradient_squared_accumulator: Ref(T), grad: T, lr: T, l1: T, l2: T, "
    "global_step: int64",
    _adagrad_da,
)
_define(
    "Adadelta",
    "var: Ref(T), accum: Ref(T), accum_update: Ref(T), lr: T, rho: T, epsilon: T, grad: T",
    _adadelta,
)
_define(
    "RMSProp",
    "var: Ref(T), ms: Ref(T), mom: Ref(T), lr: T, rho: T, momentum: T, epsilon: T, grad: T",
    _rms_prop,
)
_define(
    "CenteredRMSProp",
    "var: Ref(T), mg: Ref(T), ms: Ref(T), mom: Ref(T), lr: T, rho: T, momentum: T, epsilon: T, grad: T",
    _centered_rms_prop,
)
_define(
    "Adam",
    "var: Ref(T), m: Ref(T), v: Ref(T), beta1_power: T, beta2_power: T, lr: T, beta1: T, beta2: T, epsilon: T, grad: T",
    _adam,
    sparse=False,
    use_nesterov=False,
)
_define("Ftrl", "var: Ref(T), accum: Ref(T), linear: Ref(T), grad: T, lr: T, l1: T, l2: T, lr_power: T", _ftrl)
_define(
    "FtrlV2",
    "var: Ref(T), accum: Ref(T), linear: Ref(T), grad: T, lr: T, l1: T, l2: T, l2_shrinkage: T, lr_power: T",
    _ftrl_v2,
)
_define("ProximalGradientDescent", "var: Ref(T), alpha: T, l1: T, l2: T, delta: T", _proximal_descent)
_define("ProximalAdagrad", "var: Ref(T), accum: Ref(T), lr: T, l1: T, l2: T, grad: T", _proximal_adagrad)
