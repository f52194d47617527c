"""Lookup tables, the numbers of unknown words, and the distance of sequences."""

import os
import tempfile
from typing import Any

import numpy as np

WORDS = ["emerson", "lake", "palmer"]
MORE = ["lake", "unknown", "palmer", "other", ""]


def vocabulary(*lines: str) -> str:
    path = os.path.join(tempfile.mkdtemp(), "words.txt")
    with open(path, "w") as file:
        file.write("".join(line + "\n" for line in lines))
    return path


def begin(tf: Any) -> None:
    tf.add_to_collection("begin", tf.tables_initializer())


def of_tensors(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    start = lookup.KeyValueTensorInitializer(["b", "a"], [1, 2])
    table = lookup.HashTable(start, -1)
    begin(tf)
    sparse = tf.SparseTensor([[0, 0], [1, 2]], ["a", "z"], [2, 3])
    return [
        table.lookup(tf.constant([["a", "b"], ["z", "a"]])),
        table.lookup(tf.constant("b"), name="find"),
        table.size(),
        table.lookup(sparse).values,
    ]


def static_tables(tf: Any) -> Any:
    start = tf.lookup.KeyValueTensorInitializer(tf.constant([1, 2], tf.int64), [0.5, 1.5])
    table = tf.lookup.StaticHashTable(start, 9.0, name="t")
    words = tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(WORDS, tf.constant([0, 1, 2], tf.int64)), 4
    )
    begin(tf)
    return [table.lookup(tf.constant([2, 3], tf.int64)), words.lookup(tf.constant(MORE)), words.size()]


def from_words(**options: Any) -> Any:
    def program(tf: Any) -> Any:
        given = dict(options)
        if "strong" in given:
            given["hasher_spec"] = tf.contrib.lookup.StrongHashSpec(given.pop("strong"))
        table = tf.contrib.lookup.index_table_from_tensor(WORDS, **given)
        begin(tf)
        return [table.lookup(tf.constant(MORE)), table.size()]

    return program


def from_files(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    path, columns = vocabulary(*WORDS), vocabulary("a\t3", "b\t5")
    start = lookup.TextFileInitializer(columns, tf.string, 0, tf.int64, 1)
    tables = [
        lookup.index_table_from_file(path, num_oov_buckets=3),
        lookup.index_to_string_table_from_file(path, vocab_size=2),
        lookup.HashTable(start, -1, name="columns"),
    ]
    begin(tf)
    return [
        tables[0].lookup(tf.constant(MORE)),
        tables[1].lookup(tf.constant([0, 1, 2], tf.int64)),
        tables[2].lookup(tf.constant(["b", "c"])),
    ]


def from_a_file_that_is_too_short(tf: Any) -> Any:
    tf.contrib.lookup.index_table_from_file(vocabulary(*WORDS), vocab_size=5)
    return tf.tables_initializer()


def from_a_file_without_columns(tf: Any) -> Any:
    start = tf.contrib.lookup.TextFileInitializer(vocabulary(*WORDS), tf.string, 0, tf.int64, 1)
    tf.contrib.lookup.HashTable(start, -1)
    return tf.tables_initializer()


def from_no_file(tf: Any) -> Any:
    tf.contrib.lookup.index_table_from_file("/none/at/all")
    return tf.tables_initializer()


def words_of_places(tf: Any) -> Any:
    table = tf.contrib.lookup.index_to_string_table_from_tensor(WORDS, default_value="?")
    begin(tf)
    return table.lookup(tf.constant([1, 5], tf.int64))


def changed(tf: Any) -> Any:
    lookup = tf.contrib.lookup
    table = lookup.MutableHashTable(tf.string, tf.int64, -1, checkpoint=False)
    wide = lookup.MutableHashTable(tf.int64, tf.float32, [0.0, 0.0], name="wide", checkpoint=False)
    dense = lookup.MutableDenseHashTable(tf.int64, tf.int64, -1, empty_key=-2, deleted_key=-3, checkpoint=False)
    keys = tf.constant(["a", "b", "a"])
    filled = [
        table.insert(keys, tf.constant([1, 2, 3], tf.int64)),
        wide.insert([1], [[1.0, 2.0]]),
        dense.insert([7], [8]),
    ]
    with tf.control_dependencies(filled):
        removed = table.remove(tf.constant(["b", "c"]))
    with tf.control_dependencies([removed]):
        return [
            table.lookup(tf.constant(["a", "b"])),
            table.size(),
            table.export(),
            wide.lookup([[1, 2]]),
            dense.lookup([7, 1]),
        ]


def under_a_reserved_key(tf: Any) -> Any:
    dense = tf.contrib.lookup.MutableDenseHashTable(
        tf.int64, tf.int64, -1, empty_key=-2, deleted_key=-3, checkpoint=False
    )
    return dense.insert([-2], [8])


def filled(*values: Any) -> Any:
    """A table that is filled with the same keys several times, or asked before."""

    def program(tf: Any) -> Any:
        starts = [tf.contrib.lookup.KeyValueTensorInitializer(["a", "b"][: len(value)], value) for value in values]
        tables = [tf.contrib.lookup.HashTable(start, -1, shared_name="one") for start in starts]
        if len(values) > 1:
            with tf.control_dependencies([tables[0].initializer]):
                return tf.group(tables[1].initializer) and starts[1].initialize(tables[0])
        return tables[0].lookup(tf.constant("a"))

    return program


def two_values_of_a_key(tf: Any) -> Any:
    start = tf.contrib.lookup.KeyValueTensorInitializer(["a", "a"], [1, 2])
    return tf.contrib.lookup.HashTable(start, -1).initializer


def keys_of_another_type(tf: Any) -> Any:
    start = tf.contrib.lookup.KeyValueTensorInitializer(["a"], [1])
    return tf.contrib.lookup.HashTable(start, -1).lookup(tf.constant([1]))


def distances(tf: Any) -> Any:
    given = tf.SparseTensor([[0, 0, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0]], ["a", "b", "c", "d"], [2, 2, 2])
    truth = tf.SparseTensor([[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 1]], ["b", "x", "c", "e"], [2, 2, 2])
    return [tf.edit_distance(given, truth), tf.edit_distance(given, truth, normalize=False, name="d")]


def distances_of_numbers(tf: Any) -> Any:
    def fed() -> Any:
        places = tf.placeholder_with_default(np.array([[0, 0], [0, 1], [0, 2]]), [None, 2])
        return tf.SparseTensor(places, tf.placeholder_with_default([1, 2, 3], [None]), [1, 3])

    return tf.edit_distance(fed(), tf.SparseTensor([[0, 0], [0, 1]], [2, 3], [1, 2]))


PROGRAMS = {
    "of_tensors": of_tensors,
    "static_tables": static_tables,
    "from_words": from_words(),
    "from_words_with_buckets": from_words(num_oov_buckets=5, default_value=-7),
    "from_words_with_a_strong_hash": from_words(num_oov_buckets=5, strong=[3, 4]),
    "from_words_with_fewer_than_no_buckets": from_words(num_oov_buckets=-1),
    "from_files": from_files,
    "from_a_file_that_is_too_short": from_a_file_that_is_too_short,
    "from_a_file_without_columns": from_a_file_without_columns,
    "from_no_file": from_no_file,
    "words_of_places": words_of_places,
    "changed": changed,
    "under_a_reserved_key": under_a_reserved_key,
    "asked_before_it_is_filled": filled([1, 2]),
    "filled_again": filled([1, 2], [1, 2]),
    "filled_otherwise": filled([1, 2], [1, 3]),
    "filled_with_another_number": filled([1, 2], [1]),
    "two_values_of_a_key": two_values_of_a_key,
    "keys_of_another_type": keys_of_another_type,
    "hash_buckets": lambda tf: [
        tf.string_to_hash_bucket_fast([[word] for word in MORE], 1000),
        tf.strings.to_hash_bucket("a" * 100, 1000, name="old"),
        tf.strings.to_hash_bucket_strong(WORDS, 1000, key=[1, 2]),
    ],
    "no_buckets": lambda tf: tf.string_to_hash_bucket_fast(WORDS, 0),
    "distances": distances,
    "distances_of_numbers": distances_of_numbers,
    "distances_of_other_ranks": lambda tf: tf.edit_distance(
        tf.SparseTensor([[0]], [1], [1]), tf.SparseTensor([[0, 0]], [1], [1, 1])
    ),
    "a_distance_of_tensors": lambda tf: tf.edit_distance(tf.constant([1]), tf.constant([1])),
}
