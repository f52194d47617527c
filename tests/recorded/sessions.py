"""Runs in parts, and graphs that are cut down."""

from typing import Any


def adding(tf: Any) -> Any:
    a, b, c = (tf.placeholder(tf.float32, [], name=name) for name in "abc")
    r1 = tf.add(a, b, name="r1")
    return a, b, c, r1, tf.multiply(r1, c, name="r2")


def said(tf: Any, work: Any) -> str:
    """What work gives, or the class of the error that it raises."""
    try:
        return str(work())
    except (ValueError, TypeError, KeyError, RuntimeError, AttributeError, tf.errors.OpError) as error:
        return type(error).__name__


def in_parts(tf: Any) -> Any:
    a, b, c, r1, r2 = adding(tf)
    noise = tf.random_uniform([], seed=3) + 0.0 * r1
    twice, notes = noise * 2.0, []
    with tf.Session() as session:
        handle = session.partial_run_setup([r1, r2, noise, twice], [a, b, c])
        first = session.partial_run(handle, [r1, noise], {a: 1.0, b: 2.0})
        notes.append(float(first[0]))
        last = session.partial_run(handle, {"all": [r2, twice]}, {c: first[0] * 17})
        notes.append(float(last["all"][0]))
        notes.append(float(last["all"][1] / first[1]))
        handle = session.partial_run_setup([r1, r2], [a, b, c])
        session.partial_run(handle, [], {a: 1.0})
        notes.append(float(session.partial_run(handle, r2, {b: 3.0, c: 2.0})))
        notes.append(float(session.partial_run(handle, r1)))
    return tf.constant(notes)


def refused(tf: Any) -> Any:
    a, b, c, r1, r2 = adding(tf)
    notes: Any = []
    with tf.Session() as session:
        setup, go = session.partial_run_setup, session.partial_run
        notes.append(said(tf, lambda: setup([r1, "nothing"], [a])))
        notes.append(said(tf, lambda: setup(None, [a])))
        notes.append(said(tf, lambda: go("handle", r1, {a: 1.0})))
        handle = setup([r1, r2], [a, b, c])
        notes.append(said(tf, lambda: go(handle, r1, {a: 1.0})))
        handle = setup([r1, r2], [a, b, c])
        notes.append(said(tf, lambda: go(handle, r1, {a: 1.0, b: 1.0})))
        notes.append(said(tf, lambda: go(handle, r1, {})))
        handle = setup([r1, r2], [a, b, c])
        notes.append(said(tf, lambda: go(handle, r1, {a: 1.0, b: 1.0})))
        notes.append(said(tf, lambda: go(handle, r2, {a: 1.0, c: 1.0})))
        handle = setup([r1], [a, b])
        notes.append(said(tf, lambda: go(handle, r2, {a: 1.0, b: 1.0, c: 1.0})))
        handle = setup([r1], [a, b])
        notes.append(said(tf, lambda: go(handle, r1, {a: 1.0, b: 1.0, c: 1.0})))
    notes.append(said(tf, lambda: session.partial_run_setup([r1], [a, b])))
    return tf.constant(notes)


def listed(graph_def: Any) -> Any:
    return [f"{node.name} {node.op} {' '.join(node.input)}" for node in graph_def.node]


def net(tf: Any, use_resource: bool = False) -> Any:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.variable_scope("net", use_resource=use_resource):
        w = tf.get_variable("w", initializer=[[1.0], [2.0]])
        table = tf.get_variable("table", initializer=[[3.0], [4.0]])
    y = tf.identity(tf.identity(tf.matmul(x, w)), name="y")
    z = tf.add(y, tf.nn.embedding_lookup(table, [1]), name="z")
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(z))
    return x, z


def frozen(use_resource: bool, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        util = tf.graph_util
        with tf.Graph().as_default() as graph, tf.Session() as session:
            net(tf, use_resource)
            session.run(tf.global_variables_initializer())
            made = util.convert_variables_to_constants(session, graph.as_graph_def(), ["z"], **options)
            notes = listed(made) + listed(util.remove_training_nodes(made, ["z"]))
        if not options:
            [z] = tf.import_graph_def(made, {"x": [[1.0, 1.0]]}, ["z:0"])
            return [tf.constant(notes), z]
        return tf.constant(notes)

    return program


def extracted(tf: Any) -> Any:
    util = tf.graph_util
    with tf.Graph().as_default() as graph:
        net(tf)
        definition = graph.as_graph_def()
        notes = listed(util.extract_sub_graph(definition, ["y"]))
        notes.append(str(util.tensor_shape_from_node_def_name(graph, "x")))
        tf.check_numerics(1.0, "bad")
        notes += listed(util.remove_training_nodes(graph.as_graph_def()))[-1:]
        notes.append(str([util.must_run_on_cpu(op, True) for op in graph.get_operations()]))
        for nodes in ("y", ["nothing"]):
            try:
                util.extract_sub_graph(definition, nodes)
            except (TypeError, AssertionError) as error:
                notes.append(type(error).__name__)
    return tf.constant(notes)


PROGRAMS = {
    "in_parts": in_parts,
    "parts_that_are_refused": refused,
    "frozen": frozen(False),
    "frozen_in_part": frozen(False, variable_names_blacklist=["net/table"]),
    "frozen_resources": frozen(True),
    "extracted": extracted,
}
