"""Fourier transforms of complex numbers over the last one, two or three dimensions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, KernelRule, Linear, define
from tuigraph.engine.ops import casts, constants, division, identities, reductions
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array


def _shape(rank: int) -> Callable[[Operation], Sequence[MaybeShape]]:
    def rule(op: Operation) -> list[MaybeShape]:
        shapes.with_rank_at_least(op.inputs[0]._shape, rank)
        return [op.inputs[0]._shape]

    return rule


def _kernel(function: Any, rank: int) -> KernelRule:
    def rule(op: Operation, store: Store) -> Kernel:
        dtype = op.outputs[0].dtype.numpy

        def kernel(value: Array) -> Any:
            if np.ndim(value) < rank:
                raise InvalidArgumentError(
                    None, None, f"Input must have rank of at least {rank} but got: {shapes.listed(np.shape(value))}"
                )
            if not value.size:
                return value
            return np.asarray(function(value, axes=tuple(range(-rank, 0))), dtype)

        return kernel

    return rule


def _size(grad: Tensor, rank: int) -> Tensor:
    return reductions.reduce_prod(identities.shape(grad)[-rank:])


def _forward_gradient(name: str, rank: int) -> Any:
    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        size = casts.cast(_size(grad, rank), grad.dtype)
        return [tensor(f"I{name}", grad) * size]

    return gradient


def _inverse_gradient(name: str, rank: int) -> Any:
    def gradient(op: Operation, grad: Tensor) -> list[Any]:
        real = dtypes.float32 if grad.dtype is dtypes.complex64 else dtypes.float64
        share = division.divide(constants.constant(1.0, real), casts.cast(_size(grad, rank), real))
        return [tensor(name, grad) * casts.cast(share, grad.dtype)]

    return gradient


for _rank, _name in enumerate(("FFT", "FFT2D", "FFT3D"), start=1):
    for _type, _function, _gradient in (
        (_name, np.fft.fftn, _forward_gradient(_name, _rank)),
        (f"I{_name}", np.fft.ifftn, _inverse_gradient(_name, _rank)),
    ):
        define(
            _type,
            "input: Tcomplex -> output: Tcomplex",
            types={"Tcomplex": dtypes.COMPLEX},
            defaults={"Tcomplex": dtypes.complex64},
            shape=_shape(_rank),
            kernel=_kernel(_function, _rank),
            gradient=_gradient,
            symbolic=Linear(slice(1)),
        )


def _named(op_type: str, rank: int) -> Callable[..., Tensor]:
    def function(input: Any, name: str | None = None) -> Tensor:
        return tensor(op_type, input, name=name)

    over = "the last dimension" if rank == 1 else f"the last {rank} dimensions"
    what = "The inverse of the discrete Fourier transform" if op_type[0] == "I" else "The discrete Fourier transform"
    function.__doc__ = f"{what} over {over} of complex numbers, whose type and shape it keeps (`tf.signal`)."
    return function


fft = _named("FFT", 1)
ifft = _named("IFFT", 1)
fft2d = _named("FFT2D", 2)
ifft2d = _named("IFFT2D", 2)
fft3d = _named("FFT3D", 3)
ifft3d = _named("IFFT3D", 3)
