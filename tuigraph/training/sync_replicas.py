"""Workers that take each step together: `SyncReplicasOptimizer`.

The gradients of all workers are added up on the servers; when enough are there the chief applies their mean once, and
hands each worker a token, without which none goes on.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.initialization import report_uninitialized_variables
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import filling, flow
from tuigraph.engine.ops.accumulators import ConditionalAccumulator
from tuigraph.engine.ops.queues import FIFOQueue
from tuigraph.engine.ops.state import assign
from tuigraph.engine.variables import Variable, global_variables
from tuigraph.training.coordinator import QueueRunner
from tuigraph.training.optimizer import Optimizer
from tuigraph.training.run_hooks import SessionRunHook


class SyncReplicasOptimizer(Optimizer):
    """Applies the mean of the gradients of several workers, once for all of them (`tf.train.SyncReplicasOptimizer`).

    `opt`: the optimizer that applies it.  `replicas_to_aggregate`: how many gradients make a step; of a worker that is
    late the gradient is dropped.  Gradients that are IndexedSlices are added up as tensors.  Use its session hook
    (`make_session_run_hook`) in a MonitoredTrainingSession, with `is_chief` on one worker.
    """

    def __init__(
        self,
        opt: Optimizer,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:
        super().__init__(use_locking, name)
        self._opt = opt
        self._replicas_to_aggregate = replicas_to_aggregate
        self._total = replicas_to_aggregate if total_num_replicas is None else total_num_replicas
        self._tokens_per_step = max(self._total, replicas_to_aggregate)
        self._averages = variable_averages, variables_to_average
        self._queue: Any = None
        self._global_step: Any = None
        self.chief_init_op: Operation | None = None
        self.local_step_init_op: Any = None
        self.ready_for_local_init_op: Any = None
        self._runner: QueueRunner | None = None

    def compute_gradients(self, *args: Any, **kwargs: Any) -> Any:
        return self._opt.compute_gradients(*args, **kwargs)

    def apply_gradients(self, grads_and_vars: Any, global_step: Any = None, name: str | None = None) -> Any:
        """The operation of one step of this worker: it adds its gradients, and waits for a token.

        Raises ValueError without gradients, or without the global step, which tells gradients that are late.
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise ValueError("Must supply at least one variable")
        if global_step is None:
            raise ValueError("Global step is required to check staleness")
        graph = get_default_graph()
        self._global_step = global_step
        with graph.colocate_with(flow.no_op()):
            local_step = Variable(
                0,
                trainable=False,
                collections=[GraphKeys.LOCAL_VARIABLES],
                dtype=global_step.dtype.base_dtype,
                name="sync_rep_local_step",
            )
        self.local_step_init_op = assign(local_step, global_step)
        self.ready_for_local_init_op = report_uninitialized_variables(global_variables())
        added: list[Operation] = []
        taken: list[tuple[Any, Any]] = []
        accumulators: list[tuple[ConditionalAccumulator, str]] = []
        with graph.name_scope(self._name):
            for gradient, variable in pairs:
                if gradient is None:
                    taken.append((None, variable))
                    continue
                with graph.device(variable.device):
                    dense = convert_to_tensor(gradient)
                    accumulator = ConditionalAccumulator(
                        dense.dtype, variable.get_shape(), shared_name=f"{variable.name}/grad_accum"
                    )
                    accumulators.append((accumulator, variable.device))
                    added.append(accumulator.apply_grad(dense, local_step))
                    taken.append((accumulator.take_grad(self._replicas_to_aggregate), variable))
        device = global_step.device
        with graph.device(device), graph.name_scope(None):
            update = self._opt.apply_gradients(taken, global_step)
            kind = global_step.dtype.base_dtype
            self._queue = FIFOQueue(-1, kind, shapes=(), name="sync_token_q", shared_name="sync_token_q")
            closed = FIFOQueue(1, dtypes.int32, shapes=(), name="dummy_queue", shared_name="dummy_queue")
            with graph.control_dependencies(added):
                token = self._queue.dequeue()
            step = assign(local_step, token)
            with graph.control_dependencies([update]):
                sync = self._queue.enqueue_many((filling.fill([self._tokens_per_step], global_step),))
            averages, variables = self._averages
            if averages is not None:
                with graph.control_dependencies([sync]):
                    sync = averages.apply(variables)
        self._runner = QueueRunner(closed, [sync])
        starts = [self.local_step_init_op]
        for accumulator, place in accumulators:
            with graph.device(place):
                starts.append(accumulator.set_global_step(global_step, name="SetGlobalStep"))
        self.chief_init_op = flow.group(*starts)
        return step

    def _given(self, what: Any, caller: str) -> Any:
        if what is None:
            raise ValueError(f"{caller} should be called after apply_gradients().")
        return what

    def get_chief_queue_runner(self) -> QueueRunner:
        """What applies the gradients, in threads of the chief.  Raises ValueError before `apply_gradients`."""
        runner: QueueRunner = self._given(self._runner, "get_chief_queue_runner()")
        return runner

    def get_init_tokens_op(self, num_tokens: int = -1) -> Any:
        """The operation that lets the first step begin.

        Raises ValueError before `apply_gradients`, and for fewer tokens than the first step needs.
        """
        queue = self._given(self._queue, "get_init_tokens_op()")
        needed = self._replicas_to_aggregate - self._total
        count = self._replicas_to_aggregate if num_tokens == -1 else num_tokens
        if count < needed:
            raise ValueError(f"Too few tokens to finish the first step: {num_tokens} (given) vs {needed} (needed)")
        graph = get_default_graph()
        with graph.device(self._global_step.device), graph.name_scope(None):
            if count <= 0:
                return flow.no_op(name="no_init_tokens")
            return queue.enqueue_many((filling.fill([count], self._global_step),))

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        return self._opt.get_slot(*args, **kwargs)

    def get_slot_names(self, *args: Any, **kwargs: Any) -> Any:
        return self._opt.get_slot_names(*args, **kwargs)

    def variables(self) -> Any:
        return self._opt.variables()

    def make_session_run_hook(self, is_chief: bool, num_tokens: int = -1) -> SessionRunHook:
        """What starts the steps in a MonitoredTrainingSession, and on the chief applies the gradients."""
        return _Hook(self, is_chief, num_tokens)


class _Hook(SessionRunHook):
    def __init__(self, optimizer: SyncReplicasOptimizer, is_chief: bool, tokens: int) -> None:
        self._optimizer = optimizer
        self._is_chief = is_chief
        self._tokens = tokens
        self._tokens_op: Any = None

    def begin(self) -> None:
        if self._optimizer._runner is None:
            raise ValueError("SyncReplicasOptimizer.apply_gradient should be called before using the hook.")
        if self._is_chief:
            self._tokens_op = self._optimizer.get_init_tokens_op(self._tokens)

    def after_create_session(self, session: Any, coord: Any) -> None:
        missing = session.run(self._optimizer.ready_for_local_init_op)
        if missing.size:
            names = ", ".join(name.decode() for name in missing)
            raise RuntimeError(f"Model is not ready for SyncReplicasOptimizer local init: uninitialized are {names}")
        if not self._is_chief:
            session.run(self._optimizer.local_step_init_op)
            return
        session.run(self._optimizer.chief_init_op)
        session.run(self._tokens_op)
        self._optimizer.get_chief_queue_runner().create_threads(session, coord=coord, daemon=True, start=True)
