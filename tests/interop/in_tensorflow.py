"""TensorFlow's side of the interop tests, a script for an interpreter that has it (1.15 or 2): COMMAND PREFIX.

save     saves every value of values.py: of variables in one file of data (PREFIX) and in two (PREFIX-sharded), and of
         constants (PREFIX-constants), since TensorFlow 1.15 has no variables of uint32 and uint64
restore  restores a checkpoint, of variables and into tensors, and exits with what differs
draw     stores random draws as PREFIX.npz
write    runs program.py and leaves its graph, checkpoint and event file
resume   takes up what program.py left, and stores what it finds as PREFIX.json
"""

import json
import os
import sys
from typing import Any

import numpy as np
import program  # type: ignore[import-not-found]
from values import differing, values  # type: ignore[import-not-found]

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow.compat.v1 as tf

tf.logging.set_verbosity("ERROR")
tf.disable_v2_behavior()
TWO_DEVICES = tf.ConfigProto(device_count={"CPU": 2}, allow_soft_placement=True)


def variables(initial: Any) -> Any:
    """A variable for each value that can be one, in turn on two devices, so that a sharded save has two files."""
    made = {}
    for number, (name, value) in enumerate(initial.items()):
        if not name.startswith(("uint32", "uint64")):
            with tf.device(f"/cpu:{number % 2}"):
                made[name] = tf.Variable(value, name=name, dtype=tf.string if isinstance(value, bytes) else None)
    return made


def save(prefix: Any) -> None:
    initial = values()
    made = variables(initial)
    names = list(initial)
    constants = [tf.constant(initial[name]) for name in names]
    raw = tf.raw_ops.SaveV2(
        prefix=prefix + "-constants", tensor_names=names, shape_and_slices=[""] * len(names), tensors=constants
    )
    with tf.Session(config=TWO_DEVICES) as session:
        session.run(tf.global_variables_initializer())
        tf.train.Saver(made).save(session, prefix)
        tf.train.Saver(made, sharded=True).save(session, prefix + "-sharded")
        session.run(raw)


def blank(value: Any) -> Any:
    if isinstance(value, bytes):
        return b""
    return np.full(value.shape, b"", object) if value.dtype == object else np.zeros_like(value)


def restore(prefix: Any) -> None:
    expected = values()
    reader = tf.train.NewCheckpointReader(prefix)
    shapes = {name: list(np.shape(value)) for name, value in expected.items()}
    assert reader.get_variable_to_shape_map() == shapes
    made = variables({name: blank(value) for name, value in expected.items()})
    names = list(expected)
    dtypes = [tf.convert_to_tensor(expected[name]).dtype for name in names]
    tensors = tf.raw_ops.RestoreV2(prefix=prefix, tensor_names=names, shape_and_slices=[""] * len(names), dtypes=dtypes)
    with tf.Session(config=TWO_DEVICES) as session:
        tf.train.Saver(made).restore(session, prefix)
        wrong = differing({name: expected[name] for name in made}, session.run(made))
        wrong += differing(expected, dict(zip(names, session.run(tensors))))
    sys.exit(f"differ: {wrong}" if wrong else 0)


def draw(prefix: Any) -> None:
    draws = {}
    for seed in (1, 42):
        for dtype in (tf.float32, tf.float64):
            for make in (tf.random_uniform, tf.random_normal, tf.truncated_normal):
                draws[f"{make.__name__} {dtype.name} {seed}"] = make([100_003], dtype=dtype, seed=seed)
        draws[f"random_shuffle int32 {seed}"] = tf.random_shuffle(tf.range(1001), seed=seed)
    with tf.Session() as session:
        session.run(draws)
        np.savez(prefix + ".npz", **session.run(draws))


def write(prefix: Any) -> None:
    program.write(tf, prefix)


def resume(prefix: Any) -> None:
    with open(prefix + ".json", "w") as file:
        json.dump(program.resume(tf, prefix), file)


if __name__ == "__main__":
    commands = {"save": save, "restore": restore, "draw": draw, "write": write, "resume": resume}
    commands[sys.argv[1]](sys.argv[2])
