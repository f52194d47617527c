"""Learning rates that change with the global step.

Each returns a tensor, the rate at the current value of `global_step`.  `learning_rate` is a number or a tensor and
gives the dtype; the step is cast to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops.arithmetic import add, minimum, multiply
from tuigraph.engine.ops.arithmetic import pow as power_of
from tuigraph.engine.ops.case import case
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.division import divide
from tuigraph.engine.ops.elementwise import ceil, cos, exp, floor, log, negative, sqrt


@contextmanager
def _schedule(
    name: str | None, default: str, learning_rate: Any
) -> Iterator[tuple[str, Tensor, Callable[[Any], Tensor]]]:
    """The scope of a schedule, its rate as a tensor, and the cast to the rate's dtype."""
    with name_scope(name or default) as scope:
        rate = convert_to_tensor(learning_rate, name="initial_learning_rate")
        yield scope, rate, lambda value: cast(value, rate.dtype)


def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """``learning_rate * decay_rate ** (global_step / decay_steps)`` (`tf.train.exponential_decay`).

    With `staircase` the exponent is cut to an integer.
    """
    with _schedule(name, "ExponentialDecay", learning_rate) as (scope, rate, as_rate):
        steps, base = as_rate(decay_steps), as_rate(decay_rate)
        exponent = as_rate(global_step) / steps
        return multiply(rate, power_of(base, floor(exponent) if staircase else exponent), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """``learning_rate * exp(-decay_rate * global_step / decay_steps)`` (`tf.train.natural_exp_decay`)."""
    return exponential_decay(learning_rate, global_step, decay_steps, exp(negative(decay_rate)), staircase, name)


def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """``learning_rate / (1 + decay_rate * global_step / decay_steps)`` (`tf.train.inverse_time_decay`)."""
    with _schedule(name, "InverseTimeDecay", learning_rate) as (scope, rate, as_rate):
        steps, growth = as_rate(decay_steps), as_rate(decay_rate)
        fraction = as_rate(global_step) / steps
        fraction = floor(fraction) if staircase else fraction
        one = as_rate(constant(1))
        decayed: Tensor = divide(rate, add(one, multiply(growth, fraction)), name=scope)
        return decayed


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """From `learning_rate` to `end_learning_rate` in `decay_steps` steps (`tf.train.polynomial_decay`).

    Behind the end it stays there; with `cycle` it starts again, each time over a longer stretch.
    """
    with _schedule(name, "PolynomialDecay", learning_rate) as (scope, rate, as_rate):
        end, exponent = as_rate(end_learning_rate), as_rate(power)
        step, steps = as_rate(global_step), as_rate(decay_steps)
        if cycle:
            repeats = cond(equal(step, 0), lambda: 1.0, lambda: ceil(step / decay_steps))
            steps = multiply(steps, repeats)
        else:
            step = minimum(step, decay_steps)
        done = divide(step, steps)
        return add(multiply(rate - end, power_of(1 - done, exponent)), end, name=scope)


def cosine_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, alpha: float = 0.0, name: str | None = None
) -> Tensor:
    """From `learning_rate` to `alpha` times it along half a cosine (`tf.train.cosine_decay`)."""
    with _schedule(name, "CosineDecay", learning_rate) as (_, rate, as_rate):
        steps = as_rate(decay_steps)
        fraction = minimum(as_rate(global_step), steps)
        wave = _half_cosine(fraction / steps)
        return multiply(rate, (1 - alpha) * wave + alpha)


def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """Half cosines, each `t_mul` times as long and `m_mul` times as high (`tf.train.cosine_decay_restarts`)."""
    with _schedule(name, "SGDRDecay", learning_rate) as (scope, rate, as_rate):
        steps, floor_rate, longer, higher = (as_rate(v) for v in (first_decay_steps, alpha, t_mul, m_mul))
        fraction = as_rate(global_step) / steps

        def equal_stretches() -> tuple[Any, Any]:
            restarts = floor(fraction)
            return restarts, fraction - restarts

        def growing_stretches() -> tuple[Any, Any]:
            count = log(1.0 - fraction * (1.0 - longer))
            restarts = floor(count / log(longer))
            before = (1.0 - longer**restarts) / (1.0 - longer)
            return restarts, (fraction - before) / longer**restarts

        restarts, within = cond(equal(longer, 1.0), equal_stretches, growing_stretches)
        height = 0.5 * higher**restarts
        wave = height * (1.0 + _cosine(within))
        return multiply(rate, (1 - floor_rate) * wave + floor_rate, name=scope)


def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """A line times a cosine (`tf.train.linear_cosine_decay`)."""
    with _schedule(name, "LinearCosineDecay", learning_rate) as (scope, rate, as_rate):
        steps, periods, raised, lowest = (as_rate(v) for v in (decay_steps, num_periods, alpha, beta))
        step = minimum(as_rate(global_step), steps)
        line = (steps - step) / steps
        fraction = step / steps
        wave = _half_cosine(2.0 * periods * fraction)
        return multiply(rate, (raised + line) * wave + lowest, name=scope)


def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """`linear_cosine_decay` with noise that fades on the line (`tf.train.noisy_linear_cosine_decay`)."""
    from tuigraph.engine.ops.random import random_normal

    with _schedule(name, "NoisyLinearCosineDecay", learning_rate) as (scope, rate, as_rate):
        given = (decay_steps, initial_variance, variance_decay, num_periods, alpha, beta)
        steps, variance, fading, periods, raised, lowest = (as_rate(v) for v in given)
        step = minimum(as_rate(global_step), steps)
        line = (steps - step) / steps
        spread = sqrt(variance / power_of(1.0 + step, fading))
        noisy = line + random_normal(line.shape, stddev=spread)
        fraction = step / steps
        wave = _half_cosine(2.0 * periods * fraction)
        return multiply(rate, (raised + noisy) * wave + lowest, name=scope)


def _half_cosine(fraction: Any) -> Tensor:
    return 0.5 * (1.0 + _cosine(fraction))


def _cosine(fraction: Any) -> Tensor:
    pi = constant(math.pi)
    return cos(pi * fraction)


def piecewise_constant(x: Any, boundaries: list[Any], values: list[Any], name: str | None = None) -> Tensor:
    """``values[0]`` up to and with ``boundaries[0]``, then ``values[1]`` ... (`tf.train.piecewise_constant`).

    Raises ValueError for boundaries of another dtype than `x`, values of several dtypes, or a count that does not fit.
    """
    limits, choices = [convert_to_tensor(b) for b in boundaries], [convert_to_tensor(v) for v in values]
    step = convert_to_tensor(x)
    for i, limit in enumerate(limits):
        if limit.dtype.base_dtype is not step.dtype.base_dtype:
            if (limit.dtype.base_dtype.name, step.dtype.base_dtype.name) != ("int32", "int64"):
                raise ValueError(
                    f"Boundaries ({limit.dtype.base_dtype}) must have the same dtype as x ({step.dtype.base_dtype})."
                )
            limits[i] = cast(limit, step.dtype.base_dtype)
    for choice in choices[1:]:
        if choice.dtype.base_dtype is not choices[0].dtype.base_dtype:
            raise ValueError(
                "Values must have elements all with the same dtype "
                f"({choices[0].dtype.base_dtype} vs {choice.dtype.base_dtype})."
            )
    if len(limits) != len(choices) - 1:
        raise ValueError("The length of boundaries should be 1 less than the length of values")
    with name_scope(name or "PiecewiseConstant"):
        at = step
        pairs = [(at <= limits[0], partial(_itself, choices[0])), (at > limits[-1], partial(_itself, choices[-1]))]
        for low, high, choice in zip(limits[:-1], limits[1:], choices[1:-1]):
            pairs.append(((at > low) & (at <= high), partial(_itself, choice)))
        chosen: Tensor = case(pairs, partial(_itself, choices[0]), exclusive=True)
        return chosen


def _itself(value: Any) -> Any:
    return value
