"""The workloads for a module that has TensorFlow 1's names; keeps to Python 3.7.

W1 to W13 are those of the book's chapter on graphs: its first graph, the normal equation, batch gradient descent by
hand, by `gradients`, by an optimizer and with momentum, mini-batches, chains, modules, its exercise, a network, large
graphs, files.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks import data
from tests.benchmarks.clocks import Row, again, first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def workloads(tf: Any) -> Iterator[Callable[[], Iterator[Row]]]:
    """Each makes a graph, and the rows of what is done with it."""
    made = [first_graph, normal_equation, descent, mini_batch, chain, modules, logistic, network, large_graph]
    for workload in [*made, files, summaries, convolutions, pooling, embedding, recurrent, drawing]:
        yield functools.partial(rows, tf, workload)


def rows(tf: Any, workload: Callable[[Any], Iterator[Row]]) -> Iterator[Row]:
    """Those of a workload, in a graph of its own."""
    tf.reset_default_graph()
    tf.set_random_seed(1)
    yield from workload(tf)


def opened(tf: Any, graph: Any = None) -> Any:
    """A session on one thread, all variables initialized."""
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    session = tf.Session(graph=graph, config=config)
    with session.graph.as_default():
        session.run(tf.global_variables_initializer())
    return session


def run(tf: Any, name: str, fetches: Any, feeds: Any = None, session: Any = None) -> Row:
    return again(name, functools.partial((session or opened(tf)).run, fetches, feeds))


def first_run(tf: Any, name: str, made: Callable[[], Any]) -> Row:
    """The first run of what is made in a graph of its own."""

    def prepared() -> Any:
        with tf.Graph().as_default():
            fetches = made()
            return functools.partial(opened(tf).run, fetches)

    return first(name, prepared)


def first_graph(tf: Any) -> Iterator[Row]:
    x, y = tf.Variable(3, name="x"), tf.Variable(4, name="y")
    f = x * x * y + y + 2
    session = opened(tf)
    yield run(tf, "W1 run(f)", f, None, session)
    yield run(tf, "W1 run([x, y, f])", [x, y, f], None, session)


def normal_equation(tf: Any) -> Iterator[Row]:
    def theta() -> Any:
        x, y = map(tf.constant, data.housing())
        turned = tf.transpose(x)
        return tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(turned, x)), turned), y)

    yield run(tf, "W2 normal equation again", theta())
    yield first_run(tf, "W2 first", theta)


def descent(tf: Any) -> Iterator[Row]:
    x, y = map(tf.constant, data.housing())
    theta = tf.Variable(data.theta())
    error = tf.matmul(x, theta) - y
    loss = tf.reduce_mean(tf.square(error))
    by_hand = tf.assign(theta, theta - data.RATE * (2 / 20640 * tf.matmul(tf.transpose(x), error)))
    by_gradients = tf.assign(theta, theta - data.RATE * tf.gradients(loss, [theta])[0])
    steps = {
        "W3 epoch by hand": by_hand,
        "W4 epoch by gradients": by_gradients,
        "W5 epoch by an optimizer": tf.train.GradientDescentOptimizer(data.RATE).minimize(loss),
        "W6 epoch with momentum": tf.train.MomentumOptimizer(data.RATE, 0.9).minimize(loss),
    }
    session = opened(tf)
    for name, step in steps.items():
        yield run(tf, name, step, None, session)


def mini_batch(tf: Any) -> Iterator[Row]:
    x, y = tf.placeholder(tf.float32, [None, 9]), tf.placeholder(tf.float32, [None, 1])
    loss = tf.reduce_mean(tf.square(tf.matmul(x, tf.Variable(data.theta())) - y))
    step = tf.train.GradientDescentOptimizer(data.RATE).minimize(loss)
    wide = data.wide_housing()
    ready = data.some_rows(*wide)
    session = opened(tf)
    yield run(tf, "W7 mini-batch step", step, dict(zip((x, y), ready)), session)
    yield again("W7 with its batch drawn", lambda: session.run(step, dict(zip((x, y), data.some_rows(*wide)))))


def chain(tf: Any) -> Iterator[Row]:
    def made() -> Any:
        a, b = tf.Variable(0.2), tf.Variable(0.3)
        z = tf.constant(0.0)
        for i in range(100):
            z = a * tf.cos(z + float(i)) + z * tf.sin(b - float(i))
        return z, tf.gradients(z, [a, b])

    def built() -> Any:
        tf.reset_default_graph()
        return made

    z, slopes = made()
    session = opened(tf)
    yield run(tf, "W8 chain of 100", z, None, session)
    yield run(tf, "W8 its gradients", slopes, None, session)
    yield first("W8 chain and gradients built", built)
    yield first_run(tf, "W8 first run of the gradients", lambda: made()[1])


def modules(tf: Any) -> Iterator[Row]:
    x = tf.placeholder(tf.float32, [None, 3])
    made = {}
    for count in (5, 100):
        parts = []
        for weights in data.module_weights(count):
            parts.append(tf.maximum(tf.matmul(x, tf.Variable(weights)) + tf.Variable(0.0), 0.0))
        made[f"W9 {count} modules"] = tf.add_n(parts)
    session = opened(tf)
    for name, total in made.items():
        yield run(tf, name, total, {x: data.batch(100, 3)[0]}, session)


def logistic(tf: Any) -> Iterator[Row]:
    x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 1])
    loss = tf.losses.log_loss(y, tf.sigmoid(tf.matmul(x, tf.Variable(tf.zeros([3, 1])))))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    yield run(tf, "W10 logistic step", step, dict(zip((x, y), data.batch(50, 3))))


def network(tf: Any) -> Iterator[Row]:
    x, labels = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int32, [None])
    layer = x
    for weights, bias in data.network_weights():
        layer = tf.matmul(layer, tf.Variable(weights)) + tf.Variable(bias)
        layer = tf.nn.relu(layer) if len(bias) > 10 else layer
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=layer))
    step = tf.train.GradientDescentOptimizer(data.RATE).minimize(loss)
    yield run(tf, "W11 network step", step, {x: data.batch(50, 784)[0], labels: np.arange(50) % 10})


def large_graph(tf: Any) -> Iterator[Row]:
    """A chain of additions in scopes of 100; TensorFlow takes minutes for the larger one."""
    is_tensorflow = tf.__name__ != "tuigraph"

    def chained(count: int) -> Any:
        x = z = tf.placeholder(tf.float32, [])
        for _ in range(count // 100):
            with tf.name_scope("block"):
                for _ in range(100):
                    z = tf.add(z, x)
        return x, z

    def built(count: int) -> Any:
        tf.reset_default_graph()
        return functools.partial(chained, count)

    def derived(count: int) -> Any:
        tf.reset_default_graph()
        x, z = chained(count)
        return functools.partial(tf.gradients, z, x)

    def opened_on(count: int) -> Any:
        tf.reset_default_graph()
        x, z = chained(count)
        return functools.partial(opened(tf).run, z, {x: 1.0})

    def run_before(count: int) -> Any:
        run = opened_on(count)
        for _ in range(3):
            run()
        return run

    for count in (data.NODES,) if is_tensorflow else (data.NODES, 10 * data.NODES):
        times = 1 if is_tensorflow else 3
        for name, prepare in (("built", built), ("gradients", derived), ("first run", opened_on), ("run", run_before)):
            yield first(f"W12 {count:,} nodes, {name}", functools.partial(prepare, count), times)


def files(tf: Any) -> Iterator[Row]:
    size = data.MEGABYTES * 1_000_000 // 40
    for i in range(10):
        tf.Variable(np.random.RandomState(i).rand(size).astype("f"), name=f"v{i}")
    saver, session, folder = tf.train.Saver(), opened(tf), tempfile.mkdtemp()
    path = os.path.join(folder, "model")
    yield first("W13 100 MB saved", lambda: functools.partial(saver.save, session, path, write_meta_graph=False))
    yield first("W13 100 MB restored", lambda: functools.partial(saver.restore, session, path))
    shutil.rmtree(folder)


def summaries(tf: Any) -> Iterator[Row]:
    session = opened(tf)
    text = session.run(tf.summary.scalar("loss", 0.5))

    def written() -> None:
        folder = tempfile.mkdtemp()
        writer = tf.summary.FileWriter(folder)
        for step in range(10_000):
            writer.add_summary(text, step)
        writer.close()
        shutil.rmtree(folder)

    yield first("W13 10,000 summaries written", lambda: written)


def convolutions(tf: Any) -> Iterator[Row]:
    x, labels = tf.placeholder(tf.float32, [None, 28, 28, 1]), tf.placeholder(tf.int32, [None])

    def normal(*shape: int) -> Any:
        return tf.Variable(tf.truncated_normal(shape, stddev=0.1, seed=1))

    layer, channels = x, 1
    for filters in (32, 64):
        layer = tf.nn.relu(tf.nn.conv2d(layer, normal(5, 5, channels, filters), [1, 1, 1, 1], "SAME"))
        layer = tf.nn.max_pool(layer, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
        channels = filters
    layer = tf.nn.relu(tf.matmul(tf.reshape(layer, [-1, 7 * 7 * 64]), normal(7 * 7 * 64, 128)))
    logits = tf.matmul(layer, normal(128, 10))
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    yield run(
        tf,
        "Convolutional network, a step",
        tf.train.AdamOptimizer().minimize(loss),
        dict(zip((x, labels), data.images())),
    )


def pooling(tf: Any) -> Iterator[Row]:
    values, gradient = data.pooled()
    x = tf.Variable(values)
    pooled = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    slope = tf.gradients(pooled, x, tf.constant(gradient))[0]
    yield run(tf, "Max pooling and its gradient", slope.op)


def embedding(tf: Any) -> Iterator[Row]:
    table = tf.Variable(tf.zeros([data.ROWS, data.COLUMNS]))
    rows, taken = map(tf.constant, data.words())
    loss = tf.reduce_sum(tf.nn.embedding_lookup(table, rows) * taken)
    yield run(tf, "SGD on an embedding, a step", tf.train.GradientDescentOptimizer(data.RATE).minimize(loss))


def recurrent(tf: Any) -> Iterator[Row]:
    """A cell of an LSTM in a loop."""
    x = tf.placeholder(tf.float32, [data.STEPS, 32, data.UNITS])
    weights = tf.Variable(tf.truncated_normal([2 * data.UNITS, 4 * data.UNITS], stddev=0.1, seed=1))
    bias = tf.Variable(tf.zeros([4 * data.UNITS]))

    def body(i: Any, c: Any, h: Any) -> Any:
        gates = tf.matmul(tf.concat([x[i], h], 1), weights) + bias
        j, f, o, g = tf.split(gates, 4, 1)
        c = tf.sigmoid(f) * c + tf.sigmoid(j) * tf.tanh(g)
        return i + 1, c, tf.sigmoid(o) * tf.tanh(c)

    nothing = tf.zeros([32, data.UNITS])
    _, _, h = tf.while_loop(lambda i, c, h: i < data.STEPS, body, (tf.constant(0), nothing, nothing))
    step = tf.train.GradientDescentOptimizer(data.RATE).minimize(tf.reduce_mean(tf.square(h)))
    feeds = {x: np.random.RandomState(4).randn(data.STEPS, 32, data.UNITS).astype("f")}
    yield run(tf, "LSTM of 20 steps, training", step, feeds)


def drawing(tf: Any) -> Iterator[Row]:
    session = opened(tf)
    count = [data.DRAWS]
    draws = {
        "gamma": tf.random_gamma(count, 2.0, seed=1),
        "poisson": tf.random_poisson(5.0, count, seed=1),
        "shuffle": tf.random_shuffle(tf.constant(np.arange(data.DRAWS)), seed=1),
        "normal": tf.random_normal(count, seed=1),
    }
    for name, drawn in draws.items():
        session.run(drawn)
        yield first(f"100,000 of random_{name}", lambda drawn=drawn: functools.partial(session.run, drawn.op))  # type: ignore[misc]
