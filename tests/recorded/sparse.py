"""Sparse tensors: put in order, cut, joined, computed with, and their gradients."""

from typing import Any

import numpy as np


def one(tf: Any) -> Any:
    return tf.SparseTensor([[0, 1], [1, 0], [1, 2]], [1.0, -2.0, 3.0], [2, 3])


def other(tf: Any) -> Any:
    return tf.SparseTensor([[0, 1], [1, 1]], [4.0, 5.0], [2, 3])


def fed(tf: Any) -> Any:
    """Of which nothing is known before a run."""
    places = tf.placeholder_with_default(np.array([[1, 2], [0, 1], [1, 0]]), None)
    size = tf.placeholder_with_default(np.array([2, 3]), [None])
    return tf.SparseTensor(places, tf.placeholder_with_default([3.0, 1.0, -2.0], [None]), size)


def parts(tf: Any, *made: Any) -> Any:
    return [[v.indices, v.values, v.dense_shape] if isinstance(v, tf.SparseTensor) else v for v in made]


def structure(tf: Any) -> Any:
    a, b = one(tf), fed(tf)
    return parts(
        tf,
        tf.sparse_reorder(b),
        tf.sparse_reorder(a, name="order"),
        tf.sparse_reshape(a, [3, -1]),
        tf.sparse_reshape(tf.sparse_reorder(b), [6]),
        tf.sparse_transpose(a, [1, 0]),
        tf.sparse_transpose(b, [1, 0], name="t"),
        tf.sparse_reset_shape(a),
        tf.sparse_reset_shape(a, [3, 4]),
        tf.sparse_retain(a, [True, False, True]),
        tf.sparse_slice(a, [0, 1], [2, 5]),
        tf.sparse.expand_dims(a, 1),
        tf.sparse.eye(2, 3),
        tf.sparse.from_dense([[0, 1], [2, 0]]),
        tf.sparse_tensor_to_dense(tf.SparseTensorValue([[0, 1]], [7], [2, 2])),
    )


def joined(tf: Any) -> Any:
    a, b = one(tf), other(tf)
    halves = tf.sparse_split(sp_input=a, num_split=2, axis=1)
    return parts(
        tf,
        tf.sparse_concat(0, [a, b]),
        tf.sparse_concat(-1, [a, b, fed(tf)], name="wide"),
        tf.sparse_concat(1, [a, halves[0]]),
        tf.sparse_concat(0, [a, halves[1]], expand_nonconcat_dim=True),
        *halves,
    )


def merged(tf: Any) -> Any:
    ids = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], tf.constant([2, 0, 1], tf.int64), [2, 2])
    weights = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [0.5, 1.5, 2.5], [2, 2])
    filled, empty = tf.sparse_fill_empty_rows(tf.SparseTensor([[0, 1], [2, 0]], [1.0, 2.0], [4, 2]), 9.0)
    return parts(
        tf,
        tf.sparse_merge(ids, weights, 4),
        tf.sparse_merge([ids, ids], weights, [4, 5], already_sorted=True),
        tf.sparse_to_indicator(ids, 3),
        filled,
        empty,
    )


def computed(tf: Any) -> Any:
    a, b = one(tf), other(tf)
    return parts(
        tf,
        tf.sparse_tensor_dense_matmul(a, np.arange(6, dtype=np.float32).reshape(3, 2)),
        tf.sparse_tensor_dense_matmul(a, np.arange(4, dtype=np.float32).reshape(2, 2), True, True),
        tf.sparse_add(a, b),
        tf.sparse_add(a, b, threshold=2.5),
        tf.sparse_add(np.ones([2, 3], np.float32), b),
        tf.sparse_reduce_sum(a),
        tf.sparse_reduce_sum(fed(tf), 1, keepdims=True),
        tf.sparse_reduce_sum(a, [0, -1]),
        tf.sparse_reduce_max(a, 0),
        tf.sparse_reduce_sum_sparse(a, axis=[1]),
        tf.sparse_reduce_max_sparse(a, 0, True),
        tf.sparse_softmax(a),
        tf.sparse_maximum(a, b),
        tf.sparse_minimum(a, b, name="least"),
        a * [2.0, 3.0, 4.0],
        a / np.array([[2.0], [4.0]], np.float32),
    )


def slopes(tf: Any) -> Any:
    values = tf.placeholder_with_default([1.0, -2.0, 3.0], [3])
    dense = tf.placeholder_with_default(np.arange(1, 7, dtype=np.float32).reshape(3, 2), [3, 2])
    row = tf.placeholder_with_default([2.0, 3.0, 4.0], [3])
    a = tf.SparseTensor([[0, 1], [1, 0], [1, 2]], values, [2, 3])
    made = [
        tf.sparse_tensor_dense_matmul(a, dense),
        tf.sparse_add(a, other(tf)).values * [1.0, 2.0, 3.0, 4.0],
        tf.sparse_reduce_sum(a, 1) ** 2.0,
        tf.sparse_softmax(a).values * [1.0, 2.0, 3.0],
        (a * row).values ** 2.0,
        (a / row).values ** 2.0,
        tf.sparse_slice(a, [1, 0], [1, 2]).values ** 2.0,
        tf.sparse_fill_empty_rows(tf.SparseTensor([[0], [2], [2]], values, [4]), 5.0)[0].values ** 2.0,
        tf.sparse_tensor_to_dense(tf.sparse_transpose(a, [1, 0])) * dense[:, :1],
    ]
    with tf.name_scope("gradients"):
        found = [tf.gradients(value, [values, dense, row]) for value in made]
    return [slope for slopes in found for slope in slopes if slope is not None]


def fetched(tf: Any) -> Any:
    a = one(tf)
    with tf.Session() as session:
        value = a.eval(session=session)
    return parts(tf, tf.SparseTensor.from_value(value))


def features(tf: Any) -> Any:
    from tests.recorded.examples import example

    listed = [example(tf, i=[3, 1], j=[0, 1], v=[1.0, 2.0]), example(tf, i=[0], j=[1], v=[9.0])]
    records = tf.placeholder_with_default(listed, [None])
    return parts(
        tf,
        tf.parse_example(records, {"s": tf.SparseFeature("i", "v", tf.float32, 5)})["s"],
        tf.parse_example(records, {"s": tf.SparseFeature(["i", "j"], "v", tf.float32, [5, 2], True)})["s"],
    )


def bags(combiner: Any, weighted: bool, parts: int = 1) -> Any:
    def program(tf: Any) -> Any:
        tables = [tf.get_variable(f"w{n}", initializer=np.arange(8.0).reshape(4, 2) + n) for n in range(parts)]
        places = [[0, 0], [0, 2], [2, 0], [2, 1], [2, 3]]
        ids = tf.SparseTensor(places, tf.constant([1, 3, 2, 1, 2], tf.int64), [3, 4])
        weights = tf.SparseTensor(places, tf.constant([0.5, 1.0, 2.0, 3.0, -1.0]), [3, 4]) if weighted else None
        found = tf.nn.embedding_lookup_sparse(tables, ids, weights, combiner=combiner, name="bags")
        grads = [tf.convert_to_tensor(grad) for grad in tf.gradients(found * found, tables)]
        return found, grads

    return program


def sparse_segments(tf: Any) -> Any:
    data = tf.constant(np.arange(12.0).reshape(4, 3))
    made: Any = []
    for name in ("sum", "mean", "sqrt_n"):
        function = getattr(tf, "sparse_segment_" + name)
        for options in ({}, {"num_segments": 5}):
            found = function(data, [3, 0, 3, 1], [0, 0, 2, 2], **options)
            made += [found, tf.gradients(found * found, data)[0]]
    return made


PROGRAMS = {
    "bags_summed": bags("sum", False),
    "bags_weighted_sums": bags("sum", True),
    "bags_means": bags(None, False),
    "bags_weighted_means": bags("mean", True, parts=2),
    "bags_roots": bags("sqrtn", False),
    "bags_weighted_roots": bags("sqrtn", True),
    "bags_of_another_kind": bags("max", False),
    "bags_of_dense_ids": lambda tf: tf.nn.embedding_lookup_sparse([[1.0]], [[0]], None),
    "sparse_segments": sparse_segments,
    "sparse_segments_that_decrease": lambda tf: tf.sparse_segment_sum([[1.0], [2.0]], [0, 1], [1, 0]),
    "sparse_segments_beyond": lambda tf: tf.sparse_segment_mean([[1.0], [2.0]], [0, 2], [0, 0]),
    "structure": structure,
    "joined": joined,
    "merged": merged,
    "computed": computed,
    "slopes": slopes,
    "fetched": fetched,
    "features": features,
    "of_a_tensor": lambda tf: tf.sparse_reorder(tf.constant([1])),
    "a_reshape_of_another_size": lambda tf: tf.sparse_reshape(one(tf), [4]).values,
    "a_reshape_that_infers_twice": lambda tf: tf.sparse_reshape(one(tf), [-1, -1]).values,
    "a_smaller_shape": lambda tf: tf.sparse_reset_shape(one(tf), [1, 1]).values,
    "joined_with_another_size": lambda tf: tf.sparse_concat(0, [one(tf), tf.sparse.eye(2)]).values,
    "a_split_without_names": lambda tf: tf.sparse_split(one(tf), 2, 1),
    "a_product_of_other_sizes": lambda tf: tf.sparse_tensor_dense_matmul(one(tf), tf.ones([2, 2])),
    "a_sum_of_other_sizes": lambda tf: tf.sparse_add(fed(tf), tf.sparse.eye(2)).values,
    "a_sum_of_tensors": lambda tf: tf.sparse_add(tf.ones([2]), tf.ones([2])),
    "an_axis_beyond": lambda tf: tf.sparse_reduce_sum(one(tf), 2),
    "places_beyond": lambda tf: tf.sparse_reorder(tf.SparseTensor([[5]], [1], [2])).values,
}
