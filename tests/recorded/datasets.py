"""Datasets and their iterators: the nodes, and elements in TensorFlow's order."""

from typing import Any


def several(tf: Any, dataset: Any, count: int = 6) -> Any:
    """The next elements of a dataset in one run, one after the other."""
    iterator = tf.data.make_initializable_iterator(dataset)
    tf.add_to_collection("begin", iterator.initializer)
    return in_order(tf, iterator, count)


def in_order(tf: Any, iterator: Any, count: int) -> Any:
    found: Any = []
    for _ in range(count):
        with tf.control_dependencies(found[-1:]):
            element = iterator.get_next()
        found.extend(
            element.values() if isinstance(element, dict) else element if type(element) is tuple else [element]
        )
    return found


def shuffled(tf: Any) -> Any:
    source = tf.data.Dataset.range(7)
    return [
        *several(tf, source.shuffle(4, seed=3).map(lambda x: x * 2).repeat()),
        *several(tf, source.shuffle(4, seed=3).repeat(4)),
        *several(tf, source.shuffle(20).repeat().batch(3), 2),
        *several(tf, source.shuffle(3, 5, reshuffle_each_iteration=False).batch(2, drop_remainder=True).repeat(3), 3),
        *in_order(tf, source.repeat().shuffle(5, seed=1).make_one_shot_iterator(), 3),
    ]


def sources(tf: Any) -> Any:
    data = tf.data.Dataset
    slices = data.from_tensor_slices({"a": [[1.0, 2.0], [3.0, 4.0]], "b": ["x", "y"]})
    pairs = data.zip((data.range(2, 20, 5), data.from_tensors((1.0, [2])).repeat()))
    text = data.from_generator(lambda n: iter([("a", [n]), ("bc", [n, 2])]), (tf.string, tf.int64), ((), [None]), (7,))
    both = data.range(2).concatenate(data.range(10, 13)).enumerate(5)
    return [
        *several(tf, slices.repeat(), 2),
        *several(tf, pairs.map(lambda n, pair: (n, pair[0], pair[1])).repeat(3), 2),
        *several(tf, text.repeat(9), 2),
        *several(tf, both.take(4).skip(1).shard(2, 1).cache().prefetch(1).repeat(), 1),
    ]


def functions(tf: Any) -> Any:
    data = tf.data.Dataset
    scale = tf.get_variable("scale", initializer=3.0, use_resource=True)
    offset = tf.constant(1.0)
    random = data.range(4).map(lambda x: tf.random_uniform([]) + tf.random_normal([], seed=2))
    even = data.range(9).filter(lambda x: tf.equal(x % 2, 0))
    ragged = even.map(lambda x: (x, tf.fill([x], tf.cast(x, tf.float32))))
    return [
        *several(tf, random.repeat(), 5),
        *several(tf, even.map(lambda x: tf.cast(x, tf.float32) * scale + offset, 2).repeat(), 3),
        *several(tf, ragged.padded_batch(2, ((), (None,)), (tf.constant(0, tf.int64), -1.0)).repeat(), 2),
        *several(tf, ragged.padded_batch(2, ([], [9]), drop_remainder=True).repeat(), 1),
        *several(tf, even.flat_map(lambda x: data.range(x, x + 2)).repeat(), 4),
        *several(tf, even.interleave(lambda x: data.from_tensors(x).repeat(3), 2, 2).repeat(), 6),
        *several(tf, even.interleave(lambda x: data.range(x).map(lambda y: y + x), 3).repeat(), 6),
        even.reduce(tf.constant(0, tf.int64), lambda total, x: total + x),
    ]


def iterators(tf: Any) -> Any:
    data, make = tf.data.Dataset, tf.data.Iterator
    shared = make.from_structure(tf.int64, ())
    tf.add_to_collection("begin", shared.make_initializer(data.range(5, 20)))
    shared.make_initializer(data.range(3), name="small")
    return [
        *in_order(tf, shared, 3),
        *in_order(tf, data.range(30).make_one_shot_iterator(), 2),
        *several(tf, data.range(4).batch(3).apply(tf.data.experimental.unbatch()).repeat(), 3),
        tf.data.experimental.get_single_element(data.range(6).batch(6)),
    ]


def ends(tf: Any) -> Any:
    return several(tf, tf.data.Dataset.range(5), 2)


def not_begun(tf: Any) -> Any:
    return tf.data.Dataset.range(5).make_initializable_iterator().get_next()


def of_different_shapes(tf: Any) -> Any:
    return several(tf, tf.data.Dataset.range(4).map(lambda x: tf.fill([x], x)).batch(2), 1)


def of_a_file_that_is_not_there(tf: Any) -> Any:
    columns = [tf.constant([7]), "none", tf.int64, tf.string, [0.5]]
    table = tf.data.experimental.CsvDataset(
        "none.csv", columns, header=True, na_value="NA", select_cols=[0, 1, 2, 4, 5]
    )
    return several(tf, table, 1)


def of_a_placeholder(tf: Any) -> Any:
    return tf.data.Dataset.from_tensor_slices(tf.placeholder(tf.float32, [3])).make_one_shot_iterator().get_next()


def of_other_types(tf: Any) -> Any:
    return tf.data.Iterator.from_structure(tf.int32).make_initializer(tf.data.Dataset.range(3))


PROGRAMS = {
    program.__name__: program
    for program in (
        *(shuffled, sources, functions, iterators),
        *(ends, not_begun, of_different_shapes, of_a_file_that_is_not_there, of_a_placeholder, of_other_types),
    )
}
