"""Serialized examples, one or a batch, parsed into tensors."""

from typing import Any


def example(tf: Any, **features: Any) -> Any:
    """A serialized Example: bytes, floats and integers, each a list."""
    made = {}
    for name, values in features.items():
        if isinstance(values[0], bytes):
            made[name] = tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
        elif isinstance(values[0], float):
            made[name] = tf.train.Feature(float_list=tf.train.FloatList(value=values))
        else:
            made[name] = tf.train.Feature(int64_list=tf.train.Int64List(value=values))
    return tf.train.Example(features=tf.train.Features(feature=made)).SerializeToString()


def first(tf: Any) -> Any:
    return example(tf, a=[1.5, 2.5], b=[-3], c=[b"x", b"y"], n=[1, 300, -(2**40)])


def one(features: Any, **options: Any) -> Any:
    """A program that parses one example."""

    def program(tf: Any) -> Any:
        return parts(tf, tf.parse_single_example(first(tf), features(tf), **options))

    return program


def several(features: Any, **options: Any) -> Any:
    """A program that parses two examples."""

    def program(tf: Any) -> Any:
        records = [first(tf), example(tf, a=[5.0, 6.0], b=[4], c=[b"z"])]
        return parts(tf, tf.parse_example(records, features(tf), **options))

    return program


def parts(tf: Any, found: Any) -> Any:
    values = [found[key] for key in sorted(found)]
    return [[v.indices, v.values, v.dense_shape] if isinstance(v, tf.SparseTensor) else v for v in values]


def each_kind(tf: Any) -> Any:
    return {
        "a": tf.FixedLenFeature([2], tf.float32),
        "b": tf.FixedLenFeature([], tf.int64),
        "c": tf.VarLenFeature(tf.string),
        "d/ é": tf.FixedLenFeature([1], tf.float32, 7.0),
        "n": tf.VarLenFeature(tf.int64),
        "z": tf.VarLenFeature(tf.float32),
    }


def sequences(tf: Any) -> Any:
    return {
        "c": tf.FixedLenSequenceFeature([], tf.string, allow_missing=True),
        "n": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True, default_value=-7),
        "z": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True),
    }


FEATURES = {
    "each_kind": each_kind,
    "sequences": sequences,
    "missing": lambda tf: {"z": tf.FixedLenFeature([2], tf.float32)},
    "another_type": lambda tf: {"a": tf.FixedLenFeature([2], tf.int64)},
    "another_type_of_any_length": lambda tf: {"a": tf.VarLenFeature(tf.int64)},
    "another_size": lambda tf: {"a": tf.FixedLenFeature([], tf.float32)},
    "half_a_sequence": lambda tf: {"n": tf.FixedLenSequenceFeature([2], tf.int64, allow_missing=True)},
    "no_leave_to_be_missing": lambda tf: {"c": tf.FixedLenSequenceFeature([], tf.string)},
    "none": lambda tf: {},
    "a_type_that_no_feature_has": lambda tf: {"b": tf.FixedLenFeature([], tf.int32)},
    "an_unknown_size": lambda tf: {"a": tf.FixedLenFeature([None], tf.float32)},
    "a_default_of_another_size": lambda tf: {"z": tf.FixedLenFeature([2], tf.float32, 1.0)},
    "no_feature": lambda tf: {"z": [2]},
}


def sequence(context: Any, lists: Any, **options: Any) -> Any:
    """A program that parses a SequenceExample."""

    def program(tf: Any) -> Any:
        def feature(values: Any) -> Any:
            return tf.train.Example.FromString(example(tf, f=values)).features.feature["f"]

        whole = tf.train.SequenceExample()
        for key, values in (("length", [3]), ("names", [b"x", b"y"]), ("grid", [1.0, 2.0, 3.0, 4.0])):
            whole.context.feature[key].CopyFrom(feature(values))
        for key, rows in (("inputs", [[1.0, 2.0], [3.0, 4.0]]), ("tokens", [[5], [6, 7], [8]]), ("words", [[b"a"]])):
            for row in rows:
                whole.feature_lists.feature_list[key].feature.add().CopyFrom(feature(row))
        record = whole.SerializeToString()
        found = tf.parse_single_sequence_example(record, context(tf), lists(tf), **options)
        return [parts(tf, each) for each in found]

    return program


def nothing(tf: Any) -> Any:
    return None


PROGRAMS = {
    "sequence": sequence(
        lambda tf: {
            "length": tf.FixedLenFeature([], tf.int64),
            "grid": tf.FixedLenFeature([2, 2], tf.float32),
            "names": tf.VarLenFeature(tf.string),
            "more": tf.FixedLenFeature([2], tf.float32, [7.0, 8.0]),
            "none": tf.VarLenFeature(tf.int64),
        },
        lambda tf: {
            "inputs": tf.FixedLenSequenceFeature([2], tf.float32),
            "tokens": tf.VarLenFeature(tf.int64),
            "words": tf.FixedLenSequenceFeature([], tf.string),
            "absent": tf.FixedLenSequenceFeature([3], tf.int64, allow_missing=True),
            "nothing": tf.VarLenFeature(tf.float32),
        },
    ),
    "sequence_of_one_list": sequence(
        nothing, lambda tf: {"inputs": tf.FixedLenSequenceFeature([2], tf.float32)}, example_name="e", name="read"
    ),
    "sequence_of_context": sequence(lambda tf: {"length": tf.FixedLenFeature([], tf.int64)}, nothing),
    "sequence_that_lacks_a_list": sequence(nothing, lambda tf: {"no": tf.FixedLenSequenceFeature([2], tf.float32)}),
    "sequence_that_lacks_a_feature": sequence(lambda tf: {"no": tf.FixedLenFeature([2], tf.float32)}, nothing),
    "sequence_of_another_type": sequence(nothing, lambda tf: {"tokens": tf.VarLenFeature(tf.float32)}),
    "sequence_of_another_size": sequence(nothing, lambda tf: {"inputs": tf.FixedLenSequenceFeature([3], tf.float32)}),
    "sequence_without_features": sequence(nothing, nothing),
    "sequence_of_a_fixed_list": sequence(nothing, lambda tf: {"inputs": tf.FixedLenFeature([2], tf.float32)}),
    **{f"one_{name}": one(features) for name, features in FEATURES.items()},
    **{f"several_{name}": several(features) for name, features in FEATURES.items()},
    "one_with_a_name": one(each_kind, name="p"),
    "one_for_errors_named": one(each_kind, example_names="nobody"),
    "several_with_names": several(each_kind, name="p", example_names=["q", "r"]),
    "one_of_a_vector": lambda tf: tf.parse_single_example([first(tf)], {"b": tf.FixedLenFeature([], tf.int64)}),
    "a_vector_of_vectors": lambda tf: tf.parse_example([[first(tf)]], {"b": tf.FixedLenFeature([], tf.int64)}),
    "a_batch_that_is_fed": lambda tf: tf.parse_example(
        tf.placeholder_with_default([first(tf)] * 3, [None]), {"b": tf.FixedLenFeature([1], tf.int64)}
    )["b"],
}
