"""Training in one call: gradients changed on their way to variables, and the loop (`tf.contrib.slim.learning`)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.engine import errors
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import control_dependencies, get_collection, get_collection_ref, name_scope
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.initialization import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
)
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.lookup import tables_initializer
from tuigraph.engine.ops.clipping import clip_by_norm
from tuigraph.engine.ops.comparison import equal, greater_equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.division import floormod
from tuigraph.engine.ops.flow import group, no_op, with_dependencies
from tuigraph.engine.ops.norms import global_norm
from tuigraph.engine.ops.printing import check_numerics as checked_numerics
from tuigraph.engine.variables import trainable_variables
from tuigraph.interop import log
from tuigraph.summaries import ops as summaries
from tuigraph.training.monitored_session import MonitoredTrainingSession
from tuigraph.training.optimizer import Optimizer
from tuigraph.training.saver import Saver
from tuigraph.training.step_counter import get_or_create_global_step
from tuigraph.training.step_counter import global_step as step_of
from tuigraph.training.supervisor import Supervisor
from tuigraph.training.sync_replicas import SyncReplicasOptimizer

Gradients = list[tuple[Any, Any]]
_DEFAULT = 0  # as in TensorFlow: what stands for an argument that is not given, where None has a meaning


# ---------------------------------------------------------------- gradients on their way


def _changed(grad: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(grad, IndexedSlices):
        return IndexedSlices(change(grad.values), grad.indices, grad.dense_shape)
    return change(grad)


def _times(factor: Tensor) -> Callable[[Any], Any]:
    return lambda value: value * factor


def clip_gradient_norms(gradients_to_variables: Sequence[tuple[Any, Any]], max_norm: Any) -> Gradients:
    """Gradients whose norms are at most `max_norm`, each by itself (`tf.contrib.slim.learning.clip_gradient_norms`)."""
    return [
        (None if grad is None else _changed(grad, lambda value: clip_by_norm(value, max_norm)), var)
        for grad, var in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: Any) -> Callable[[Any], Gradients]:
    """`clip_gradient_norms` with that norm, as `create_train_op` takes it."""
    return lambda gradients_to_variables: clip_gradient_norms(gradients_to_variables, max_norm)


def multiply_gradients(grads_and_vars: Any, gradient_multipliers: Any) -> Gradients:
    """Gradients times factors of their variables or names (`tf.contrib.slim.learning.multiply_gradients`).

    Raises ValueError for gradients that are no list, factors that are no dict or empty, and a factor of no gradient.
    """
    if not isinstance(grads_and_vars, list):
        raise ValueError("`grads_and_vars` must be a list.")
    if not gradient_multipliers:
        raise ValueError("`gradient_multipliers` is empty.")
    if not isinstance(gradient_multipliers, dict):
        raise ValueError("`gradient_multipliers` must be a dict.")
    multiplied = []
    for grad, var in grads_and_vars:
        key = var if var in gradient_multipliers else var.op.name
        if key in gradient_multipliers:
            if grad is None:
                raise ValueError("Requested multiple of `None` gradient.")
            grad = _changed(grad, _times(convert_to_tensor(gradient_multipliers[key], grad.dtype)))
        multiplied.append((grad, var))
    return multiplied


def _summarized(grads_and_vars: Any, before: str) -> list[Tensor]:
    made: list[Tensor] = []
    for grad, var in grads_and_vars:
        if grad is None:
            log.info("Var %s has no gradient", var.op.name)
            continue
        values = grad.values if isinstance(grad, IndexedSlices) else grad
        made.append(summaries.histogram(f"{var.op.name}{before}gradient", values))
        made.append(summaries.scalar(f"{var.op.name}{before}gradient_norm", global_norm([values])))
    return made


def add_gradients_summaries(grads_and_vars: Any) -> list[Tensor]:
    """A histogram of each gradient, and its norm (`tf.contrib.slim.learning.add_gradients_summaries`)."""
    return _summarized(grads_and_vars, "/")


def training_gradients_summaries(grads_and_vars: Any) -> list[Tensor]:
    """The same by other names (`tf.contrib.training.add_gradients_summaries`)."""
    return _summarized(grads_and_vars, "_")


# ---------------------------------------------------------------- the operation that trains


def training_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _DEFAULT,
    update_ops: Any = None,
    variables_to_train: Any = None,
    transform_grads_fn: Callable[[Any], Any] | None = None,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> Tensor:
    """The loss as a tensor that trains when it is computed (`tf.contrib.training.create_train_op`).

    First come `update_ops`, by default those of the graph's collection.  It joins the collection of training
    operations.
    """
    if global_step is _DEFAULT:
        global_step = get_or_create_global_step()
    known = list(dict.fromkeys(get_collection(GraphKeys.UPDATE_OPS)))
    updates = known if update_ops is None else list(dict.fromkeys(update_ops))
    if not set(known).issubset(updates):
        log.warning("update_ops in create_train_op does not contain all the update_ops in GraphKeys.UPDATE_OPS")
    if updates:
        with control_dependencies(updates):
            barrier = no_op(name="update_barrier")
        total_loss = with_dependencies([barrier], total_loss)
    variables = trainable_variables() if variables_to_train is None else variables_to_train
    if not variables:
        raise AssertionError("There is no variable to train.")
    grads = optimizer.compute_gradients(
        total_loss,
        variables,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        grads = transform_grads_fn(grads)
    if summarize_gradients:
        with name_scope("summarize_grads"):
            training_gradients_summaries(grads)
    updated = optimizer.apply_gradients(grads, global_step=global_step)
    with name_scope("train_op"):
        if check_numerics:
            total_loss = checked_numerics(total_loss, "LossTensor is inf or nan")
        trained: Tensor = with_dependencies([updated], total_loss)
    trains = get_collection_ref(GraphKeys.TRAIN_OP)
    if trained not in trains:
        trains.append(trained)
    return trained


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _DEFAULT,
    update_ops: Any = None,
    variables_to_train: Any = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Any = None,
    check_numerics: bool = True,
) -> Tensor:
    """The same, with gradients multiplied and clipped as it is said (`tf.contrib.slim.learning.create_train_op`)."""

    def transform(grads: Any) -> Any:
        if gradient_multipliers:
            with name_scope("multiply_grads"):
                grads = multiply_gradients(grads, gradient_multipliers)
        if clip_gradient_norm > 0:
            with name_scope("clip_grads"):
                grads = clip_gradient_norms(grads, clip_gradient_norm)
        return grads

    return training_train_op(
        *(total_loss, optimizer, global_step, update_ops, variables_to_train, transform, summarize_gradients),
        *(gate_gradients, aggregation_method, colocate_gradients_with_ops, check_numerics),
    )


# ---------------------------------------------------------------- the loop


def training_train(
    train_op: Any,
    logdir: Any,
    master: str = "",
    is_chief: bool = True,
    scaffold: Any = None,
    hooks: Any = None,
    chief_only_hooks: Any = None,
    save_checkpoint_secs: Any = 600,
    save_summaries_steps: Any = 100,
    config: Any = None,
    max_wait_secs: int = 7200,
    run_metadata: Any = None,
) -> Any:
    """Run `train_op` in a monitored session until a hook stops it; its last value (`tf.contrib.training.train`).

    Raises ValueError where there is to be saved, and no folder.
    """
    if logdir is None and is_chief:
        if save_summaries_steps:
            raise ValueError("logdir cannot be None when save_summaries_steps is not None")
        if save_checkpoint_secs:
            raise ValueError("logdir cannot be None when save_checkpoint_secs is not None")
    with MonitoredTrainingSession(
        master=master,
        is_chief=is_chief,
        checkpoint_dir=logdir,
        scaffold=scaffold,
        hooks=hooks,
        chief_only_hooks=chief_only_hooks,
        save_checkpoint_secs=save_checkpoint_secs,
        save_summaries_steps=save_summaries_steps,
        config=config,
        max_wait_secs=max_wait_secs,
    ) as session:
        loss = None
        while not session.should_stop():
            loss = session.run(train_op, run_metadata=run_metadata)
    return loss


def train_step(sess: Any, train_op: Any, global_step: Any, train_step_kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """One step: the loss, and whether to stop (`tf.contrib.slim.learning.train_step`).

    `train_step_kwargs`: what `train` makes; tensors `should_stop`, `should_log` and `should_trace`, a `logdir` and a
    `summary_writer`.  Raises ValueError where there is to be traced, and no folder.
    """
    start = time.time()
    options = metadata = None
    if "should_trace" in train_step_kwargs:
        if "logdir" not in train_step_kwargs:
            raise ValueError("logdir must be present in train_step_kwargs when should_trace is present")
        if sess.run(train_step_kwargs["should_trace"]):
            from tuigraph.interop.config import RunMetadata, RunOptions

            options, metadata = RunOptions(trace_level=RunOptions.FULL_TRACE), RunMetadata()
    loss, step = sess.run([train_op, global_step], options=options, run_metadata=metadata)
    elapsed = time.time() - start
    if metadata is not None:
        _write_trace(metadata, step, train_step_kwargs)
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        log.info("global step %d: loss = %.4f (%.3f sec/step)", step, loss, elapsed)
    stop = sess.run(train_step_kwargs["should_stop"]) if "should_stop" in train_step_kwargs else False
    return loss, stop


def _write_trace(metadata: Any, step: Any, given: dict[str, Any]) -> None:
    from tuigraph.files import write_text
    from tuigraph.interop.timeline import Timeline

    path = os.path.join(given["logdir"], f"tf_trace-{step}.json")
    log.info("Writing trace to %s", path)
    write_text(path, Timeline(metadata.step_stats).generate_chrome_trace_format())
    if "summary_writer" in given:
        given["summary_writer"].add_run_metadata(metadata, f"run_metadata-{step}")


def train(
    train_op: Any,
    logdir: Any,
    train_step_fn: Callable[..., Any] = train_step,
    train_step_kwargs: Any = _DEFAULT,
    log_every_n_steps: int = 1,
    graph: Any = None,
    master: str = "",
    is_chief: bool = True,
    global_step: Any = None,
    number_of_steps: int | None = None,
    init_op: Any = _DEFAULT,
    init_feed_dict: Any = None,
    local_init_op: Any = _DEFAULT,
    init_fn: Callable[[Any], Any] | None = None,
    ready_op: Any = _DEFAULT,
    summary_op: Any = _DEFAULT,
    save_summaries_secs: float = 600,
    summary_writer: Any = _DEFAULT,
    startup_delay_steps: int = 0,
    saver: Any = None,
    save_interval_secs: float = 600,
    sync_optimizer: Any = None,
    session_config: Any = None,
    session_wrapper: Callable[[Any], Any] | None = None,
    trace_every_n_steps: int | None = None,
    ignore_live_threads: bool = False,
) -> Any:
    """Train until `number_of_steps`, or the end of the data; the last loss (`tf.contrib.slim.learning.train`).

    A supervisor begins the session, from the checkpoint in `logdir` where there is one, and saves there; without a
    `logdir` nothing is kept.  Raises ValueError for what cannot be without a folder, and for a number of steps that is
    not positive.
    """
    _check(train_op, logdir, summary_op, saver, trace_every_n_steps, number_of_steps)
    optimizers = [sync_optimizer] if isinstance(sync_optimizer, SyncReplicasOptimizer) else sync_optimizer
    if optimizers is not None and startup_delay_steps > 0:
        raise ValueError("startup_delay_steps must be zero when sync_optimizer is supplied.")
    graph = graph or get_default_graph()
    with graph.as_default():
        if global_step is None:
            global_step = get_or_create_global_step()
        saver = saver or Saver()
        if any(not isinstance(one, SyncReplicasOptimizer) for one in optimizers or ()):
            raise ValueError("`sync_optimizer` must be a tf.train.SyncReplicasOptimizer.")
        with name_scope("init_ops"):
            init_op = global_variables_initializer() if init_op is _DEFAULT else init_op
            ready_op = report_uninitialized_variables() if ready_op is _DEFAULT else ready_op
            if local_init_op is _DEFAULT:
                local_init_op = group(local_variables_initializer(), tables_initializer())
            ready_for_local = None
            if optimizers is not None:
                with control_dependencies([] if local_init_op is None else [local_init_op]):
                    begin = "chief_init_op" if is_chief else "local_step_init_op"
                    local_init_op = group(*(getattr(one, begin) for one in optimizers))
                ready_for_local = group(*(one.ready_for_local_init_op for one in optimizers))
        summary_op = summaries.merge_all() if summary_op is _DEFAULT else summary_op
        tokens = [one.get_init_tokens_op() for one in optimizers or ()] if is_chief else []
        runners = [one.get_chief_queue_runner() for one in optimizers or ()] if is_chief else []
        if train_step_kwargs is _DEFAULT:
            traced = trace_every_n_steps if is_chief else None
            train_step_kwargs = _step_arguments(global_step, number_of_steps, log_every_n_steps, traced, logdir)
    supervisor = Supervisor(
        graph=graph,
        is_chief=is_chief,
        logdir=logdir,
        init_op=init_op,
        init_feed_dict=init_feed_dict,
        local_init_op=local_init_op,
        ready_for_local_init_op=ready_for_local,
        ready_op=ready_op,
        summary_op=summary_op,
        summary_writer=Supervisor.USE_DEFAULT if summary_writer is _DEFAULT else summary_writer,
        global_step=global_step,
        saver=saver,
        save_summaries_secs=save_summaries_secs,
        save_model_secs=save_interval_secs,
        init_fn=init_fn,
    )
    if summary_writer is not None:
        train_step_kwargs["summary_writer"] = supervisor.summary_writer
    loss = None

    def steps() -> None:
        nonlocal loss
        with supervisor.managed_session(master, start_standard_services=False, config=session_config) as session:
            log.info("Starting Session.")
            if session_wrapper is not None:
                log.info("Wrapping session with wrapper function: %s", session_wrapper)
                session = session_wrapper(session)
            if is_chief:
                if logdir:
                    supervisor.start_standard_services(session)
            elif startup_delay_steps > 0:
                _wait_for_step(session, global_step, min(startup_delay_steps, number_of_steps or sys.maxsize))
            threads = supervisor.start_queue_runners(session)
            log.info("Starting Queues.")
            if tokens:
                supervisor.start_queue_runners(session, runners)
                session.run(tokens)
            try:
                while not supervisor.should_stop():
                    loss, stop = train_step_fn(session, train_op, global_step, train_step_kwargs)
                    if stop:
                        log.info("Stopping Training.")
                        supervisor.request_stop()
                        break
            except errors.OutOfRangeError as error:
                log.info("Caught OutOfRangeError. Stopping Training. %s", error)
            if logdir and supervisor.is_chief:
                log.info("Finished training! Saving model to disk.")
                supervisor.saver.save(session, supervisor.save_path, global_step=supervisor.global_step)
                supervisor.stop(threads, close_summary_writer=True, ignore_live_threads=ignore_live_threads)

    while True:
        try:
            steps()
        except errors.AbortedError:
            log.info("Retrying training!")
        else:
            return loss


def _check(train_op: Any, logdir: Any, summary_op: Any, saver: Any, traced: Any, steps: int | None) -> None:
    if train_op is None:
        raise ValueError("train_op cannot be None.")
    if logdir is None:
        for given, name in (
            (summary_op is not _DEFAULT, "summary_op"),
            (saver is not None, "saver"),
            (traced is not None, "trace_every_n_steps"),
        ):
            if given:
                raise ValueError(f"Cannot provide {name} because logdir=None")
    if steps is not None and steps <= 0:
        raise ValueError("`number_of_steps` must be either None or a positive number.")


def _step_arguments(
    global_step: Any, steps: int | None, logged: int, traced: int | None, logdir: Any
) -> dict[str, Any]:
    with name_scope("train_step"):
        made: dict[str, Any] = {"should_stop": greater_equal(global_step, steps) if steps else constant(False)}
        if logged > 0:
            made["should_log"] = equal(floormod(global_step, logged), 0)
        if traced is not None:
            made["should_trace"] = equal(floormod(global_step, traced), 0)
            made["logdir"] = logdir
    return made


def _wait_for_step(session: Any, global_step: Any, step: int) -> None:
    while step_of(session, global_step) < step:
        time.sleep(1.0)
