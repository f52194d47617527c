"""One program for TensorFlow and for tuigraph: a graph with a saver and summaries, and what a run of it gives."""

import glob
import os
from typing import Any


def build(tf: Any) -> None:
    """A regression with a conditional and a loop, in a fresh default graph."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.name_scope("model"):
        w = tf.Variable([[1.0], [2.0]], name="w")
        b = tf.Variable(0.5, name="b", trainable=False)
        y = tf.add(tf.matmul(x, w), b, name="y")
    loss = tf.reduce_mean(tf.square(y), name="loss")
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, name="train")
    tf.cond(loss > 0.5, lambda: tf.constant(1), lambda: tf.constant(2))
    doubled = tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t * 2.0), [0, tf.reduce_sum(w)])
    tf.identity(doubled[1], name="doubled")
    tf.add_to_collection("outputs", y)
    tf.add_to_collection("numbers", 7)
    tf.add_to_collection("words", "text")
    tf.global_variables_initializer()
    tf.summary.scalar("loss_seen", loss)
    tf.summary.histogram("weights", w)
    tf.summary.image("weights_seen", tf.reshape(w, [1, 1, 2, 1]))
    tf.summary.text("note", tf.constant("**bold**"))
    tf.summary.merge_all()
    tf.train.Saver()


FEED = {"x:0": [[1.0, 2.0], [3.0, 4.0]]}


def write(tf: Any, prefix: Any) -> None:
    """Train one step; save the graph and the variables, and write an event file."""
    build(tf)
    graph = tf.get_default_graph()
    saver = tf.train.Saver()
    with tf.Session() as session, tf.summary.FileWriter(prefix + "-logs", graph) as writer:
        session.run("init")
        writer.add_summary(session.run("Merge/MergeSummary:0", FEED), 3)
        session.run("train", FEED)
        saver.save(session, prefix)


def resume(tf: Any, prefix: Any) -> Any:
    """Take the graph and its variables from the files, train a step, and tell what there is."""
    saver = tf.train.import_meta_graph(prefix + ".meta")
    with tf.Session() as session:
        saver.restore(session, prefix)
        session.run("train", FEED)
        values = session.run(["model/w:0", "model/w/Momentum:0", "model/y:0", "doubled:0"], FEED)
    return {
        "values": [value.tolist() for value in values],
        "variables": [v.name for v in tf.global_variables()],
        "trainable": [v.name for v in tf.trainable_variables()],
        "outputs": [t.name for t in tf.get_collection("outputs")],
        "numbers": tf.get_collection("numbers"),
        "words": [word if isinstance(word, str) else word.decode() for word in tf.get_collection("words")],
        "nodes": [[n.name, n.op, list(n.input)] for n in tf.get_default_graph().as_graph_def().node],
        "events": events(tf, prefix),
    }


def events(tf: Any, prefix: Any) -> Any:
    """The events of the one event file of a program."""
    (path,) = glob.glob(os.path.join(prefix + "-logs", "events.out.tfevents.*"))
    found = []
    for event in tf.train.summary_iterator(path):
        kind = event.WhichOneof("what")
        if kind == "summary":
            found.append([event.step, [described(value) for value in event.summary.value]])
        else:
            found.append(event.file_version or kind)
    return found


def described(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "image":
        return [value.tag, value.image.height, value.image.width, value.image.colorspace]
    if kind == "histo":
        return [value.tag, list(value.histo.bucket), value.histo.sum_squares]
    return [value.tag, kind, round(value.simple_value, 4), value.metadata.plugin_data.plugin_name]
