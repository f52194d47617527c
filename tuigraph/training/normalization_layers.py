"""Batch normalization as a layer (`tf.layers.batch_normalization`): a batch's own moments while training, else moving
averages of them, which the layer's updates keep.  The updates are in the collection UPDATE_OPS and have to be run.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import initializers, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import as_dtype, float16, float32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import identities, state
from tuigraph.engine.ops.batch_norm import fused_batch_norm
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.normalization import batch_normalization as normalized
from tuigraph.engine.ops.normalization import moments
from tuigraph.training.layer import InputSpec, Layer, known_flag, smart_cond

_ZEROS, _ONES = initializers.Zeros(), initializers.Ones()


class BatchNormalization(Layer):
    """Normalizes along all axes but `axis`, then scales by gamma and adds beta (`tf.layers.BatchNormalization`).

    Raises ValueError for an axis that there is not or whose size is unknown, NotImplementedError for renormalization,
    virtual batches and adjustment.
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = _ZEROS,
        gamma_initializer: Any = _ONES,
        moving_mean_initializer: Any = _ZEROS,
        moving_variance_initializer: Any = _ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **options)
        if renorm or virtual_batch_size is not None or adjustment is not None:
            raise NotImplementedError(
                "tuigraph has no renorm, virtual_batch_size and adjustment in batch normalization: leave them out."
            )
        self.axis: list[int] = [axis] if isinstance(axis, int) else list(axis)
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = beta_initializer
        self.gamma_initializer = gamma_initializer
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.beta_regularizer = beta_regularizer
        self.gamma_regularizer = gamma_regularizer
        self.beta_constraint = beta_constraint
        self.gamma_constraint = gamma_constraint
        self.fused = True if fused is None else fused
        self.gamma: Any = None
        self.beta: Any = None
        self.moving_mean: Any = None
        self.moving_variance: Any = None

    def build(self, input_shape: Any) -> None:
        known = shapes.as_tuple(input_shape)
        if not known:
            raise ValueError("Input has undefined rank:", input_shape)
        rank = len(known)
        self.axis = [axis + rank if axis < 0 else axis for axis in self.axis]
        for axis in self.axis:
            if not 0 <= axis < rank:
                raise ValueError(f"Invalid axis: {axis}")
        if len(set(self.axis)) != len(self.axis):
            raise ValueError(f"Duplicate axis: {self.axis}")
        sizes = {axis: known[axis] for axis in self.axis}
        if None in sizes.values():
            raise ValueError("Input has undefined `axis` dimension. Input shape: ", input_shape)
        self.fused = self.fused and rank == 4 and self.axis in ([1], [3])
        self.input_spec = InputSpec(ndim=rank, axes=sizes)
        one = len(sizes) == 1
        shape = list(sizes.values()) if one else [sizes.get(axis, 1) for axis in range(rank)]
        self._make(shape)
        self.built = True

    def _make(self, shape: list[Any]) -> None:
        given = self._dtype or float32
        dtype = float32 if given is float16 else given
        self._shape, self._parameter_dtype = shape, dtype
        if self.scale:
            self.gamma = self.add_weight(
                "gamma", shape, dtype, self.gamma_initializer, self.gamma_regularizer, constraint=self.gamma_constraint
            )
        elif self.fused:
            self._ones = constant(1.0, dtype, shape)
        if self.center:
            self.beta = self.add_weight(
                "beta", shape, dtype, self.beta_initializer, self.beta_regularizer, constraint=self.beta_constraint
            )
        elif self.fused:
            self._zeros = constant(0.0, dtype, shape)
        self.moving_mean = self.add_weight("moving_mean", shape, dtype, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight(
            "moving_variance", shape, dtype, self.moving_variance_initializer, trainable=False
        )

    def call(self, inputs: Any, training: Any = False, **kwargs: Any) -> Tensor:
        return self._as_one(inputs, training) if self.fused else self._in_parts(inputs, training)

    def _as_one(self, inputs: Tensor, training: Any) -> Tensor:
        gamma = self.gamma if self.scale else self._ones
        beta = self.beta if self.center else self._zeros
        options: dict[str, Any] = {"epsilon": self.epsilon, "data_format": "NCHW" if self.axis == [1] else "NHWC"}
        output, mean, variance = smart_cond(
            training,
            lambda: fused_batch_norm(inputs, gamma, beta, **options),
            lambda: fused_batch_norm(
                inputs, gamma, beta, self.moving_mean, self.moving_variance, is_training=False, **options
            ),
        )
        known = known_flag(training)
        if known is None:
            momentum = smart_cond(training, lambda: self.momentum, lambda: 1.0)
        else:
            momentum = convert_to_tensor(self.momentum)
        if known is not False:
            self.add_update(lambda: self._moved(self.moving_mean, mean, momentum))
            self.add_update(lambda: self._moved(self.moving_variance, variance, momentum))
        found: Tensor = output
        return found

    def _in_parts(self, inputs: Tensor, training: Any) -> Tensor:
        rank = self.input_spec.ndim
        across = [axis for axis in range(rank) if axis not in self.axis]
        wide = [1] * rank
        wide[self.axis[0]] = self._shape[0]
        is_last = across == list(range(rank - 1)) or len(self.axis) > 1

        def spread(value: Any) -> Any:
            return value if value is None or is_last else identities.reshape(value, wide)

        scale, offset = spread(self.gamma), spread(self.beta)
        if known_flag(training) is False:
            mean, variance = self.moving_mean, self.moving_variance
        else:
            own_mean, own_variance = moments(cast(inputs, self._parameter_dtype), across, keep_dims=len(self.axis) > 1)
            mean = smart_cond(training, lambda: own_mean, lambda: convert_to_tensor(self.moving_mean))
            variance = smart_cond(training, lambda: own_variance, lambda: convert_to_tensor(self.moving_variance))
            for variable, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
                self.add_update(self._moved_while_training(training, variable, value))
        mean, variance, offset, scale = (
            None if v is None else cast(v, inputs.dtype) for v in (mean, variance, offset, scale)
        )
        outputs = normalized(inputs, spread(mean), spread(variance), offset, scale, self.epsilon)
        outputs.set_shape(inputs._shape)
        return outputs

    def _moved_while_training(self, training: Any, variable: Any, value: Any) -> Any:
        return smart_cond(training, lambda: self._moved(variable, value, self.momentum), lambda: variable)

    def _moved(self, variable: Any, value: Any, momentum: Any) -> Any:
        with name_scope("AssignMovingAvg") as scope, variable.graph.colocate_with(variable):
            rest = convert_to_tensor(1.0 - momentum, name="decay")
            if rest.dtype.base_dtype is not variable.dtype.base_dtype:
                rest = cast(rest, variable.dtype.base_dtype)
            return state.assign_sub(
                variable, (variable - cast(value, as_dtype(variable.dtype).base_dtype)) * rest, name=scope
            )


def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = _ZEROS,
    gamma_initializer: Any = _ONES,
    moving_mean_initializer: Any = _ZEROS,
    moving_variance_initializer: Any = _ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: float = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> Tensor:
    """A layer of `BatchNormalization`, called (`tf.layers.batch_normalization`).

    `training`: a bool, or a tensor that says it when the graph runs.
    """
    layer = BatchNormalization(
        *(axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer),
        *(moving_mean_initializer, moving_variance_initializer, beta_regularizer, gamma_regularizer),
        *(beta_constraint, gamma_constraint, renorm, renorm_clipping, renorm_momentum, fused, trainable),
        *(virtual_batch_size, adjustment, name),
        _reuse=reuse,
        _scope=name,
    )
    made: Tensor = layer(inputs, training=training)
    return made
