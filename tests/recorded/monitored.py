"""Monitored sessions: what they add to the graph, when their hooks are called, and which files they write."""

import os
import tempfile
from typing import Any

from tests.recorded.describe import plain


def model(tf: Any) -> Any:
    step = tf.train.get_or_create_global_step()
    w = tf.get_variable("w", initializer=[1.0, 2.0])
    loss = tf.reduce_sum(tf.square(w))
    tf.summary.scalar("loss", loss)
    return tf.train.GradientDescentOptimizer(0.25).minimize(loss, global_step=step), loss


def noting(tf: Any, notes: Any, **behaviour: Any) -> Any:
    """A hook that notes how it is called; `behaviour` says what it returns, or does, in some of its methods."""

    class Hook(tf.train.SessionRunHook):  # type: ignore[misc]
        def begin(self) -> None:
            notes.append("begin")

        def after_create_session(self, session: Any, coord: Any) -> None:
            notes.append("created {}".format(session.run("global_step:0")))

        def before_run(self, run_context: Any) -> Any:
            notes.append("before {}".format(getattr(run_context.original_args.fetches, "name", "several")))
            return behaviour["before"](run_context) if "before" in behaviour else None

        def after_run(self, run_context: Any, run_values: Any) -> None:
            notes.append(f"after {plain(run_values.results)}")
            if "after" in behaviour:
                behaviour["after"](run_context)

        def end(self, session: Any) -> None:
            notes.append("end {}".format(session.run("global_step:0")))

    return Hook()


def files(folder: str) -> Any:
    return sorted(name.split(".tfevents")[0] for name in os.listdir(folder))


def written(tf: Any, folder: str) -> Any:
    """What the event files say, in their order."""
    notes: Any = []
    for name in sorted(os.listdir(folder)):
        if ".tfevents" in name:
            for event in tf.train.summary_iterator(os.path.join(folder, name)):
                kind = event.WhichOneof("what")
                tags = [str(value.tag) for value in event.summary.value]
                if not any("/sec" in tag for tag in tags):
                    notes.append(f"{event.step} {kind} {tags}")
    return notes


def trained(tf: Any) -> Any:
    """Trained to a step, and again further on from the checkpoint."""
    train, _ = model(tf)
    notes: Any = []
    folder = tempfile.mkdtemp()
    for last in (3, 5):
        hooks = [tf.train.StopAtStepHook(last_step=last), noting(tf, notes)]
        with tf.train.MonitoredTrainingSession(
            checkpoint_dir=folder, hooks=hooks, save_checkpoint_steps=2, save_summaries_steps=2
        ) as session:
            while not session.should_stop():
                session.run(train)
        notes.extend(files(folder))
        tf.summary.FileWriterCache.clear()
        notes.extend(written(tf, folder))
        for name in os.listdir(folder):  # TensorFlow would write into that of the same second
            if ".tfevents" in name:
                os.remove(os.path.join(folder, name))
    return tf.constant(notes)


def of_inputs(tf: Any) -> Any:
    """The input ends, and with it the session."""
    train, _ = model(tf)
    element = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()
    notes: Any = []
    with tf.train.MonitoredSession(hooks=[noting(tf, notes)]) as session:
        while not session.should_stop():
            notes.append(str(session.run([element, train])[0]))
    return tf.constant(notes)


def with_requests(tf: Any) -> Any:
    """Hooks that have something run and fed, and that stop."""
    x = tf.placeholder_with_default(1.0, [], name="x")
    _, loss = model(tf)
    notes: Any = []
    y = x + loss
    hooks = [
        noting(tf, notes, before=lambda context: tf.train.SessionRunArgs({"x": x}, feed_dict={x: 5.0})),
        noting(tf, notes, before=lambda context: tf.train.SessionRunArgs([loss])),
        noting(tf, notes, after=lambda context: context.request_stop()),
    ]
    with tf.train.SingularMonitoredSession(hooks=hooks) as session:
        notes.append(str(session.run(y)))
        notes.append(str(session.should_stop()))
        try:
            session.run(y)
        except RuntimeError as error:
            notes.append(str(error))
    return tf.constant(notes)


def fed_twice(tf: Any) -> Any:
    x = tf.placeholder_with_default(1.0, [], name="x")
    model(tf)
    hook = tf.train.FeedFnHook(lambda: {x: 2.0})
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        return session.run(x, {x: 3.0})


def scaffolded(tf: Any) -> Any:
    """The nodes and collections of a scaffold, with a local variable and a table."""
    model(tf)
    tf.get_local_variable("local", initializer=3.0)
    tf.contrib.lookup.index_table_from_tensor(["a"])
    notes: Any = []
    scaffold = tf.train.Scaffold(init_fn=lambda scaffold, session: notes.append(str(session.run("w:0"))))
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(scaffold)) as session:
        notes.append(str(session.run("local:0")))
        notes.append(str(tf.get_default_graph().finalized))
    notes.append(str(tf.get_default_graph().finalized))
    return tf.constant(notes)


def nan(fail: bool) -> Any:
    def program(tf: Any) -> Any:
        tf.train.get_or_create_global_step()
        loss = tf.log(-1.0)
        notes: Any = []
        hooks = [tf.train.NanTensorHook(loss, fail_on_nan_loss=fail), noting(tf, notes)]
        with tf.train.MonitoredSession(hooks=hooks) as session:
            while not session.should_stop():
                session.run(loss)
        return tf.constant(notes)

    return program


def final_and_steps(tf: Any) -> Any:
    train, loss = model(tf)
    final = tf.train.FinalOpsHook([loss])
    with tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(num_steps=2), final]) as session:
        while not session.should_stop():
            session.run_step_fn(lambda step_context: step_context.run_with_hooks(train))
    return tf.constant(final.final_ops_values)


def managed(tf: Any) -> Any:
    """A SessionManager that initializes, then restores, and says what is not ready."""
    _, _ = model(tf)
    notes: Any = []
    folder = tempfile.mkdtemp()
    init, saver = tf.global_variables_initializer(), tf.train.Saver()
    manager = tf.train.SessionManager(ready_op=tf.report_uninitialized_variables())
    doubled = tf.assign(tf.global_variables()[1], [7.0, 8.0])
    for _ in range(2):
        session = manager.prepare_session("", init_op=init, saver=saver, checkpoint_dir=folder)
        notes.append(str(session.run("w:0")))
        session.run(doubled)
        saver.save(session, os.path.join(folder, "m"))
    for options in ({}, {"init_op": tf.no_op()}):
        try:
            manager.prepare_session("", **options)
        except RuntimeError as error:
            notes.append(str(error))
    session, recovered = manager.recover_session("", saver, folder)
    return tf.constant([*notes, str(recovered), str(session.run("w:0"))])


def supervised(tf: Any) -> Any:
    """A supervisor in a graph of its own, which takes no more nodes afterwards."""
    notes: Any = []
    folder = tempfile.mkdtemp()
    with tf.Graph().as_default() as graph:
        train, _ = model(tf)
        supervisor = tf.train.Supervisor(logdir=folder, save_summaries_secs=0, save_model_secs=0)
        with supervisor.managed_session() as session:
            for _ in range(3):
                session.run(train)
            notes.append(str(session.run("global_step:0")))
            supervisor.saver.save(session, supervisor.save_path, global_step=supervisor.global_step)
            supervisor.summary_computed(session, session.run(supervisor.summary_op))
            notes.append(str(supervisor.should_stop()))
        notes.append(str(supervisor.should_stop()))
        notes.extend(files(folder) + written(tf, folder))
        with supervisor.managed_session(start_standard_services=False) as session:
            notes.append(str(session.run("global_step:0")))
        try:
            with supervisor.managed_session() as session:
                session.run("nothing:0")
        except (KeyError, ValueError) as error:
            notes.append(type(error).__name__)
    names = [op.name for op in graph.get_operations() if "gradients" not in op.name]
    return tf.constant(notes + names + sorted(graph.get_all_collection_keys()))


def profiled(tf: Any) -> Any:
    train, _ = model(tf)
    folder = tempfile.mkdtemp()
    hook = tf.train.ProfilerHook(save_steps=2, output_dir=folder, show_memory=True)
    with tf.train.MonitoredSession(hooks=[hook, tf.train.StopAtStepHook(6)]) as session:
        while not session.should_stop():
            session.run(train)
    tf.summary.FileWriterCache.get(folder).flush()
    notes: Any = [note for note in written(tf, folder) if "metadata" in note]
    for name in files(folder):
        if name.endswith(".json"):
            with open(os.path.join(folder, name)) as file:
                notes.append("{} {}".format(name, '"op": "ApplyGradientDescent"' in file.read()))
    return tf.constant(notes)


PROGRAMS = {
    "profiled": profiled,
    "a_profile_without_a_number": lambda tf: tf.train.ProfilerHook(output_dir=tempfile.mkdtemp()),
    "trained": trained,
    "of_inputs": of_inputs,
    "with_requests": with_requests,
    "fed_twice": fed_twice,
    "scaffolded": scaffolded,
    "a_nan_that_fails": nan(True),
    "a_nan_that_stops": nan(False),
    "final_and_steps": final_and_steps,
    "managed": managed,
    "supervised": supervised,
    "steps_without_a_number": lambda tf: tf.train.StopAtStepHook(),
    "steps_with_two_numbers": lambda tf: tf.train.StopAtStepHook(2, 3),
    "no_step_to_stop_at": lambda tf: tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(2)]),
    "a_log_without_a_number": lambda tf: tf.train.LoggingTensorHook([]),
    "a_log_of_what_is_not_there": lambda tf: tf.train.MonitoredSession(
        hooks=[tf.train.LoggingTensorHook(["nothing"], every_n_iter=1)]
    ),
    "a_checkpoint_of_two_savers": lambda tf: tf.train.CheckpointSaverHook(
        tempfile.mkdtemp(), 1, saver=1, scaffold=tf.train.Scaffold()
    ),
    "two_things_that_initialize": lambda tf: [
        tf.add_to_collection("init_op", tf.no_op()),
        tf.add_to_collection("init_op", tf.no_op()),
        tf.train.Scaffold().finalize(),
    ],
}
