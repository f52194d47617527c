"""Batch normalization as `tf.contrib.layers` has it: by default in training and without gamma."""

from __future__ import annotations

from typing import Any, NamedTuple

from tuigraph.engine import dtypes, initializers, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import add_to_collections, control_dependencies
from tuigraph.engine.graph import Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.batch_norm import fused_batch_norm
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.identities import identity, reshape
from tuigraph.engine.ops.identities import shape as shape_of
from tuigraph.engine.scopes import get_variable_scope, variable_scope
from tuigraph.training.arg_scope import add_arg_scope
from tuigraph.training.contrib_layers import (
    check_format,
    finished,
    join_collections,
    variable_collections,
    variable_getter,
)
from tuigraph.training.layer import known_flag, smart_cond
from tuigraph.training.model_variables import model_variable
from tuigraph.training.moving_averages import assign_moving_average
from tuigraph.training.normalization_layers import BatchNormalization

_STARTS = {
    "beta": initializers.Zeros(),
    "gamma": initializers.Ones(),
    "moving_mean": initializers.Zeros(),
    "moving_variance": initializers.Ones(),
}


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: float = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Any = None,
    param_initializers: Any = None,
    param_regularizers: Any = None,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_decay: float = 0.99,
    adjustment: Any = None,
) -> Tensor:
    """Normalizes all dimensions but the last, or the second for NCHW (`tf.contrib.layers.batch_norm`).

    Moving averages are kept by updates in `updates_collections`; with None they run with the output.  Raises ValueError
    for another `data_format` and an unknown rank, NotImplementedError for weights, renormalization, and averages kept
    in another way for inputs of another rank than 2 or 4.
    """
    inputs = convert_to_tensor(inputs)
    check_format(data_format)
    starts = {**_STARTS, **(param_initializers or {})}
    penalties = param_regularizers or {}
    usual = updates_collections == GraphKeys.UPDATE_OPS and not zero_debias_moving_mean
    rank = None if inputs._shape is None else len(inputs._shape)
    can_fuse = fused is not False and batch_weights is None and not renorm and adjustment is None
    if can_fuse and (rank == 2 or (rank == 4 and not usual)):
        return _Fused(
            decay=decay,
            center=center,
            scale=scale,
            epsilon=epsilon,
            starts=starts,
            penalties=penalties,
            collections=variables_collections,
            trainable=trainable,
            data_format=data_format,
            zero_debias=zero_debias_moving_mean,
        ).call(inputs, is_training, updates_collections, activation_fn, outputs_collections, scope, reuse)
    if batch_weights is not None or not usual:
        raise NotImplementedError(
            "tuigraph has no batch_weights in batch normalization, and for this rank, or fused=False, no "
            "zero_debias_moving_mean and no other updates_collections than UPDATE_OPS: leave them out."
        )
    with variable_scope(scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=variable_getter({})) as opened:
        layer = BatchNormalization(
            axis=1 if data_format == "NCHW" else -1,
            momentum=decay,
            epsilon=epsilon,
            center=center,
            scale=scale,
            **{f"{name}_initializer": start for name, start in starts.items()},
            beta_regularizer=penalties.get("beta"),
            gamma_regularizer=penalties.get("gamma"),
            trainable=trainable,
            renorm=renorm,
            renorm_clipping=renorm_clipping,
            renorm_momentum=renorm_decay,
            adjustment=adjustment,
            name=opened.name,
            _scope=opened,
            _reuse=reuse,
            fused=fused is not False,
        )
        outputs = layer(inputs, training=is_training)
        for name in ("moving_mean", "moving_variance", "beta", "gamma"):
            variable = getattr(layer, name)
            if variable is not None:
                join_collections(variable, variables_collections, name)
        return finished(outputs, opened, activation_fn, outputs_collections)


class _Fused(NamedTuple):
    """The normalization as one operation, with averages that are kept as asked."""

    decay: float
    center: bool
    scale: bool
    epsilon: float
    starts: dict[str, Any]
    penalties: dict[str, Any]
    collections: Any
    trainable: bool
    data_format: str
    zero_debias: bool

    def call(
        self,
        given: Tensor,
        is_training: Any,
        updates: Any,
        activation_fn: Any,
        outputs_collections: Any,
        scope: Any,
        reuse: Any,
    ) -> Tensor:
        with variable_scope(scope, "BatchNorm", [given], reuse=reuse) as opened:
            inputs = self._with_four_dimensions(given)
            assert inputs._shape is not None
            channels = inputs._shape[1 if self.data_format == "NCHW" else -1]
            if channels is None:
                raise ValueError(f"Inputs {inputs.name} has undefined `C` dimension {shapes.text((channels,))}.")
            outputs = self._normalized(inputs, [channels], is_training, updates)
            outputs.set_shape(inputs._shape)
            if given._shape is not None and len(given._shape) == 2:
                outputs = reshape(outputs, shape_of(given))
            return finished(outputs, opened, activation_fn, outputs_collections)

    def _with_four_dimensions(self, given: Tensor) -> Tensor:
        assert given._shape is not None
        if len(given._shape) == 4:
            return given
        channels = given._shape[-1]
        if channels is None:
            raise ValueError("`C` dimension must be known but is None")
        return reshape(given, [-1, channels, 1, 1] if self.data_format == "NCHW" else [-1, 1, 1, channels])

    def _normalized(self, inputs: Tensor, size: list[int], is_training: Any, updates: Any) -> Tensor:
        beta = self._parameter("beta", size) if self.center else constant(0.0, dtypes.float32, size)
        gamma = self._parameter("gamma", size) if self.scale else constant(1.0, dtypes.float32, size)
        with variable_scope(get_variable_scope()) as local:
            local.set_partitioner(None)
            moving_mean = self._variable("moving_mean", size, trainable=False)
            moving_variance = self._variable("moving_variance", size, trainable=False)
        options: dict[str, Any] = {"epsilon": self.epsilon, "data_format": self.data_format}
        outputs, mean, variance = smart_cond(
            is_training,
            lambda: fused_batch_norm(inputs, gamma, beta, **options),
            lambda: fused_batch_norm(inputs, gamma, beta, moving_mean, moving_variance, is_training=False, **options),
        )
        if known_flag(is_training) is False:
            return outputs  # type: ignore[no-any-return]

        def moved() -> tuple[Any, Any]:
            return (
                assign_moving_average(moving_mean, mean, self.decay, zero_debias=self.zero_debias),
                assign_moving_average(moving_variance, variance, self.decay, zero_debias=False),
            )

        def behind() -> Tensor:
            with control_dependencies(moved()):
                return identity(outputs)

        if updates is None:
            found: Tensor = smart_cond(is_training, behind, lambda: outputs)
            return found
        for update in smart_cond(is_training, moved, lambda: (moving_mean, moving_variance)):
            add_to_collections(updates, update)
        return outputs  # type: ignore[no-any-return]

    def _parameter(self, name: str, size: list[int]) -> Any:
        return self._variable(name, size, regularizer=self.penalties.get(name), trainable=self.trainable)

    def _variable(self, name: str, size: list[int], **options: Any) -> Any:
        keys = variable_collections(self.collections, name)
        return model_variable(name, shape=size, initializer=self.starts[name], collections=keys, **options)
