"""A loss minimized in one call, with summaries, decay and clipping (`tf.contrib.layers.optimize_loss`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import get_collection
from tuigraph.engine.graph import Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.initializers import Constant
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.clipping import clip_by_global_norm
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.norms import global_norm
from tuigraph.engine.ops.random import truncated_normal
from tuigraph.engine.scopes import variable_scope
from tuigraph.engine.shared_variables import get_variable
from tuigraph.engine.variables import trainable_variables
from tuigraph.summaries import ops as summary
from tuigraph.training.optimizer import Optimizer
from tuigraph.training.optimizers_adaptive import AdagradOptimizer, AdamOptimizer, RMSPropOptimizer
from tuigraph.training.optimizers_descent import GradientDescentOptimizer, MomentumOptimizer
from tuigraph.training.optimizers_proximal import FtrlOptimizer
from tuigraph.training.step_counter import assert_global_step, get_global_step

OPTIMIZER_CLS_NAMES: dict[str, Any] = {
    "Adagrad": AdagradOptimizer,
    "Adam": AdamOptimizer,
    "Ftrl": FtrlOptimizer,
    "Momentum": lambda learning_rate: MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": RMSPropOptimizer,
    "SGD": GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES = ["learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm"]


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: Any = None,
    gradient_multipliers: Mapping[Any, Any] | None = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Any = None,
    update_ops: Any = None,
    variables: Any = None,
    name: str | None = None,
    summaries: Sequence[str] | None = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Tensor:
    """The loss, behind a step of training (`tf.contrib.layers.optimize_loss`).

    `optimizer`: a name, a class, an optimizer, or a function of a learning rate.  The updates of the graph run before.
    Raises ValueError for a loss that is no scalar, an unknown name or summary, a rate that is no scalar float, and
    gradients that cannot be clipped in the way that was asked for.
    """
    loss = convert_to_tensor(loss)
    if loss._shape != ():
        raise ValueError(f"Expected scalar shape, saw shape: {shapes.text(loss._shape)}.")
    if global_step is None:
        global_step = get_global_step()
    else:
        assert_global_step(global_step)
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        updates = get_collection(GraphKeys.UPDATE_OPS) if update_ops is None else update_ops
        if updates:
            loss = with_dependencies(list(dict.fromkeys(updates)), loss)
        rate = None if learning_rate is None else _rate(learning_rate)
        shown = _shown(summaries)
        if learning_rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in shown:
                summary.scalar("learning_rate", rate)
        chosen = _optimizer(optimizer, rate)
        found = chosen.compute_gradients(
            loss,
            trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gradient_noise_scale is not None:
            found = [(_noisy(gradient, gradient_noise_scale), variable) for gradient, variable in found]
        if gradient_multipliers is not None:
            found = [(_multiplied(g, v, gradient_multipliers), v) for g, v in found]
            if not found:
                raise ValueError(
                    "Empty list of (gradient, var) pairs encountered. This is most likely to be caused by an improper "
                    "value of gradient_multipliers."
                )
        of_all = "global_gradient_norm" in shown or "gradient_norm" in shown
        if of_all:
            summary.scalar("global_norm/gradient_norm", global_norm([g for g, _ in found]))
        found = _clipped(found, clip_gradients)
        if "loss" in shown:
            summary.scalar("loss", loss)
        for gradient, variable in found:
            _show(gradient, variable, shown)
        if clip_gradients is not None and of_all:
            summary.scalar("global_norm/clipped_gradient_norm", global_norm([g for g, _ in found]))
        applied = chosen.apply_gradients(
            found, global_step=global_step if increment_global_step else None, name="train"
        )
        made: Tensor = with_dependencies([applied], loss)
        return made


def _rate(given: Any) -> Any:
    if isinstance(given, Tensor) and given._shape == ():
        return given
    if isinstance(given, float):
        if given < 0.0:
            raise ValueError("Invalid learning_rate %s.", given)
        return get_variable("learning_rate", [], trainable=False, initializer=Constant(given))
    raise ValueError(f"Learning rate should be 0d Tensor or float. Got {given} of type {type(given)}")


def _shown(summaries: Sequence[str] | None) -> Sequence[str]:
    if summaries is None:
        return ["loss", "learning_rate", "global_gradient_norm"]
    for wanted in summaries:
        if wanted not in OPTIMIZER_SUMMARIES:
            raise ValueError(f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], you provided {wanted}.")
    return summaries


def _optimizer(given: Any, rate: Any) -> Any:
    if isinstance(given, Optimizer):
        return given
    if isinstance(given, str) or (isinstance(given, type) and issubclass(given, Optimizer)):
        if rate is None:
            kind = "string" if isinstance(given, str) else "class"
            raise ValueError(f"Learning rate is None, but should be specified if optimizer is {kind} ({given}).")
        if isinstance(given, str) and given not in OPTIMIZER_CLS_NAMES:
            raise ValueError(
                f"Optimizer name should be one of [{', '.join(OPTIMIZER_CLS_NAMES)}], you provided {given}."
            )
        made_of: Any = OPTIMIZER_CLS_NAMES[given] if isinstance(given, str) else given
        return made_of(learning_rate=rate)
    if callable(given):
        made = given() if rate is None else given(rate)
        if not isinstance(made, Optimizer):
            raise ValueError(f"Unrecognized optimizer: function should return subclass of Optimizer. Got {made}.")
        return made
    raise ValueError(
        "Unrecognized optimizer: should be string, subclass of Optimizer, instance of subclass of Optimizer or "
        f"function with one argument. Got {given}."
    )


def _noisy(gradient: Any, scale: Any) -> Any:
    if gradient is None:
        return None
    size = gradient.dense_shape if isinstance(gradient, IndexedSlices) else gradient.get_shape()
    return gradient + truncated_normal(size) * scale


def _multiplied(gradient: Any, variable: Any, multipliers: Mapping[Any, Any]) -> Any:
    key = variable if variable in multipliers else variable.name
    if gradient is None or key not in multipliers:
        return gradient
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices(gradient.values * multipliers[key], gradient.indices, gradient.dense_shape)
    return gradient * cast(multipliers[key], gradient.dtype)


def _clipped(found: Any, clip: Any) -> Any:
    if isinstance(clip, float):
        clipped, _ = clip_by_global_norm([g for g, _ in found], clip)
        return list(zip(clipped, [v for _, v in found]))
    if callable(clip):
        return clip(found)
    if clip is not None:
        raise ValueError(f"Unknown type {type(clip)} for clip_gradients")
    return found


def _show(gradient: Any, variable: Any, shown: Sequence[str]) -> None:
    values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
    if values is None:
        return
    title = variable.name.replace(":", "_")
    if "gradients" in shown:
        summary.histogram(f"gradients/{title}", values)
    if "gradient_norm" in shown:
        summary.scalar(f"gradient_norm/{title}", global_norm([values]))
