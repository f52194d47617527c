"""How often each class was taken for each other."""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import checks, constants, filling, joining, reductions
from tuigraph.engine.ops.arithmetic import maximum
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.sparse import add_dense
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.training.entropy_losses import remove_squeezable_dimensions


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = dtypes.int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """One row for each label, one column for each prediction: how often, or with what weight, they met
    (`tf.confusion_matrix`).

    Without `num_classes`, one more than the largest of both.  A negative number, or one too large, fails in the run.
    """
    with name_scope(name, "confusion_matrix", [predictions, labels, num_classes, weights]):
        labels = convert_to_tensor(labels, name="labels")
        labels, predictions = remove_squeezable_dimensions(labels, convert_to_tensor(predictions, name="predictions"))
        predictions, labels = cast(predictions, dtypes.int64), cast(labels, dtypes.int64)
        checked = checks.assert_non_negative(labels, message="`labels` contains negative values")
        labels = with_dependencies([checked], labels)
        checked = checks.assert_non_negative(predictions, message="`predictions` contains negative values")
        predictions = with_dependencies([checked], predictions)
        if num_classes is None:
            count = maximum(reductions.reduce_max(predictions), reductions.reduce_max(labels))
            count = count + 1
        else:
            count, most = num_classes, cast(num_classes, dtypes.int64)
            labels = with_dependencies([checks.assert_less(labels, most, message="`labels` out of bound")], labels)
            predictions = with_dependencies(
                [checks.assert_less(predictions, most, message="`predictions` out of bound")], predictions
            )
        if weights is not None:
            weights = cast(convert_to_tensor(weights, name="weights"), dtype)
        shape = joining.stack([count, count])
        places = joining.stack([labels, predictions], axis=1)
        values = filling.ones_like(predictions, dtype) if weights is None else weights
        met = SparseTensor(places, values, cast(shape, dtypes.int64))
        return add_dense(met, constants.zeros(cast(shape, dtypes.int32), dtype))
