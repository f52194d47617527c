"""Sessions: running parts of a graph, and keeping the state that outlives a run.

`Session.run` looks (fetches, feeds) up in its table, where a function stands for each request that has come before.
Else it finds the request's plan or compiles it, and has it run, by the observer where there is one.  Nothing here walks
the graph once a plan exists.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tuigraph.engine import containers, errors, stacks
from tuigraph.engine import graph as graphs
from tuigraph.engine.containers import Store, connect, server_store
from tuigraph.engine.execute import Observer, Trace, get_observer
from tuigraph.engine.feeds import feed_keys, flat_feeds
from tuigraph.engine.fetches import Fetches, key_of
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.prepared import Prepared, Run
from tuigraph.engine.tables import Table

_numbers = itertools.count(1)


class DeviceAttributes(NamedTuple):
    """A device that a session runs on."""

    name: str
    device_type: str
    memory_limit_bytes: int


class BaseSession:
    """What `tf.Session` and `tf.InteractiveSession` share."""

    def __init__(self, target: str | bytes = "", graph: Graph | None = None, config: Any = None) -> None:
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if not isinstance(target, (str, bytes)):
            raise TypeError(f"target must be a string, but got {type(target)}")
        if config is not None and not hasattr(config, "operation_timeout_in_ms"):
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        target = str(target, "utf-8") if isinstance(target, bytes) else target
        self.graph = graph or graphs.get_default_graph()
        self.closed = False
        self.number = next(_numbers)
        server = server_store(target) if target else None
        self._cluster = connect(target) if target and server is None else None
        self.store: Store = Store(server) if self._cluster is None else self._cluster.store
        self._aborted = False  # its server's containers have been emptied
        self._target = target
        self._config = config
        self._table = Table()
        self._plans: dict[Any, Prepared] = {}
        self._observed_plans: dict[Any, Prepared] = {}
        self._mutations = self.graph.mutations
        self._partial: dict[Any, Any] = {}  # runs in parts, by their handles
        self._leave: list[contextlib.ExitStack] = []
        if server is not None:
            with server.changed:
                server.sessions.add(self)
        observer = get_observer()
        if observer is not None:
            observer.session_opened(self)

    @property
    def graph_def(self) -> Any:
        return self.graph.as_graph_def()

    @property
    def label(self) -> str:
        """How the tasks of a cluster name it; "" where it is on none."""
        return "" if self._cluster is None else str(self._cluster.label)

    @property
    def sess_str(self) -> str:
        return self._target

    # ------------------------------------------------------------ running

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Run what `fetches` needs and return its values in the same structure (`tf.Session.run`).

        `fetches`: a tensor, operation, variable, name, or any nesting of lists, tuples, dicts and named tuples of them;
        operations give None.  `feed_dict`: values that take the place of tensors in this run; a sparse tensor takes the
        tuple of its parts, a tuple of tensors a tuple of values.  `options`: its `timeout_in_ms` bounds the waiting
        for queues (DeadlineExceededError), as the session's `operation_timeout_in_ms` does; with a `trace_level` the
        `step_stats` of `run_metadata` say when each operation ran, with `output_partition_graphs` it has what ran.

        Raises RuntimeError for a closed session or an empty graph, TypeError and ValueError for fetches or feeds that
        do not fit, and an OpError when an operation fails.
        """
        if options is None and run_metadata is None:
            kind = fetches.__class__
            try:
                if kind is Tensor or kind is Operation:
                    key = fetches
                else:
                    key = (list, *fetches) if kind is list else key_of(fetches)
                if not feed_dict:
                    quick = self._table.get(key)
                    given: Any = ()
                elif feed_dict.__class__ is dict:
                    quick = self._table.get((key, *feed_dict))
                    given = feed_dict.values()
                else:
                    quick = None
            except TypeError:  # there is no key
                quick = None
            if quick is not None:
                return quick(*given)
        self._check_ready()
        if options is not None and not hasattr(options, "timeout_in_ms"):
            raise AttributeError(f"{options!r} has no attribute 'timeout_in_ms': options are a tf.RunOptions.")
        if run_metadata is not None and not hasattr(run_metadata, "ParseFromString"):
            raise AttributeError(f"{run_metadata!r} has no attribute 'ParseFromString': give a tf.RunMetadata.")
        observer = get_observer()
        trace: Trace | None = None
        if run_metadata is not None:
            run_metadata.Clear()
            with_times, with_graphs = getattr(options, "trace_level", 0), getattr(options, "output_partition_graphs", 0)
            if with_times or with_graphs:
                from tuigraph.engine.tracing import RunTrace, Tracer

                trace = RunTrace(run_metadata, bool(with_times), bool(with_graphs))
                observer = observer or Tracer()
        if options is not None or self._config is not None:
            milliseconds = getattr(options, "timeout_in_ms", 0) or getattr(self._config, "operation_timeout_in_ms", 0)
            if milliseconds:
                with containers.deadline.after(milliseconds / 1000):
                    return self._run(fetches, feed_dict, observer, remember=False, trace=trace)
        return self._run(fetches, feed_dict, observer, remember=trace is None, trace=trace)

    def _check_ready(self) -> None:
        if self.closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if not self.graph._operations:
            raise RuntimeError("The Session graph is empty. Add operations to the graph before calling run().")
        if self._aborted:
            raise errors.AbortedError(
                None, None, f"{self._target}: a session that is older than the reset of its containers. Open a new one."
            )

    def _run(
        self, fetches: Any, feed_dict: Any, observer: Observer | None, remember: bool, trace: Trace | None = None
    ) -> Any:
        mutations = self.graph.mutations
        flat = feed_dict
        if feed_dict:
            feed_keys(feed_dict)
            flat = flat_feeds(feed_dict)
        prepared = self._prepared(fetches, flat, observer is not None)
        given = list(flat.values()) if flat else ()
        if observer is not None:
            result, quick = prepared.run_observed(self, observer, given, trace)
            if quick is not None and remember and flat is feed_dict:
                self._remember(fetches, feed_dict, quick, mutations, observer)
            return result
        quick = prepared.quick()
        if quick is None:
            return prepared.run(*given)
        if remember and flat is feed_dict:
            self._remember(fetches, feed_dict, quick, mutations, None)
        return quick(*given)

    def _remember(self, fetches: Any, feed_dict: Any, quick: Run, mutations: int, observer: Observer | None) -> None:
        try:
            key = key_of(fetches)
            self._table[(key, *feed_dict) if feed_dict else key] = quick
        except TypeError:
            return
        if self.closed or self._aborted or get_observer() is not observer or self.graph.mutations != mutations:
            self._table.clear()  # another thread has changed it meanwhile

    def _prepared(self, fetches: Any, feed_dict: Any, observe: bool) -> Prepared:
        if self.graph.mutations != self._mutations:
            self._plans.clear()
            self._observed_plans.clear()
            self._mutations = self.graph.mutations
        plans = self._observed_plans if observe else self._plans
        try:
            key = (key_of(fetches), tuple(feed_dict) if feed_dict else ())
            found = plans.get(key)
        except TypeError:
            key, found = None, None
        if found is None:
            found = self._compile(fetches, feed_dict, observe)
            if key is not None and self.graph.mutations == self._mutations:  # else another thread has changed the graph
                plans[key] = found
        return found

    def _compile(self, fetches: Any, feed_dict: Any, observe: bool) -> Prepared:
        fed = [self._feed_key(key) for key in feed_keys(feed_dict)]
        if self._cluster is not None:
            answers: Prepared = self._cluster.prepared(self, Fetches(self.graph, fetches), fed, observe)
            return answers
        return Prepared(self.graph, Fetches(self.graph, fetches), fed, self.store, observe)

    def _feed_key(self, key: Any) -> Tensor:
        try:
            tensor = self.graph.as_graph_element(key, allow_operation=False)
        except Exception as error:
            text = error.args[0] if error.args else error
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {text}") from None
        assert isinstance(tensor, Tensor)
        if not self.graph.is_feedable(tensor):
            raise ValueError(f"Tensor {tensor} may not be fed.")
        return tensor

    def make_callable(
        self, fetches: Any, feed_list: Sequence[Any] | None = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function of the values of `feed_list` that runs `fetches` (`tf.Session.make_callable`).

        With `accept_options` it also takes `options` and `run_metadata`, as `run` does.  Raises TypeError for a
        `feed_list` that is no list, and what `run` raises for fetches and feeds that are none.
        """
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise TypeError("`feed_list` must be a list or tuple.")
        keys = list(feed_list or ())
        self._prepared(fetches, dict.fromkeys(keys), get_observer() is not None)

        def call(*values: Any, options: Any = None, run_metadata: Any = None) -> Any:
            if len(values) < len(keys):
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"The callable takes {len(keys)} values, one for each of feed_list; {len(values)} were given.",
                )
            return self.run(fetches, dict(zip(keys, values)), options, run_metadata)

        return call

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> str:
        """Announce a run in parts (`tf.Session.partial_run_setup`); the handle is what `partial_run` takes.

        Raises what `run` raises for fetches and feeds that are none.
        """
        from tuigraph.engine.partial import PartialRun

        self._check_ready()
        made = PartialRun(self, fetches, feeds)
        self._partial[made.name] = made
        return made.name

    def partial_run(self, handle: Any, fetches: Any, feed_dict: Any = None) -> Any:
        """Go on with a run in parts (`tf.Session.partial_run`): feed some more and fetch what that allows.

        Raises InvalidArgumentError for a handle that is none or has been used up, for what was not announced or comes a
        second time, and for what needs more feeds.
        """
        found = self._partial.get(handle)
        if self.closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if found is None:
            raise errors.InvalidArgumentError(None, None, "Must run 'setup' before performing partial runs!")
        values = found.part(self, fetches, feed_dict)
        if not found.open:
            del self._partial[handle]
        return values

    # ------------------------------------------------------------ life

    def close(self) -> None:
        """End the session.  Its variables are gone, unless they live on a server.  Closing twice is fine."""
        if self.closed:
            return
        self.closed = True
        self._table.clear()
        if not self._target:
            self.store.cancelled = True
            self.store.changed.tell()
        observer = get_observer()
        if observer is not None:
            observer.session_closed(self)
        if not self._target:
            self.store.cells.clear()
        self.store.private.clear()
        if self._cluster is not None:
            self._cluster.close()

    @contextlib.contextmanager
    def as_default(self) -> Iterator[BaseSession]:
        """Make this the default session of the thread inside the block, without closing it at the end."""
        stacks.sessions.stack.append(self)
        try:
            yield self
        finally:
            stacks.sessions.stack.remove(self)

    def list_devices(self) -> list[DeviceAttributes]:
        tasks = ["/job:localhost/replica:0/task:0"] if self._cluster is None else map(str, self._cluster.tasks())
        return [DeviceAttributes(f"{task}/device:CPU:0", "CPU", 256 << 20) for task in tasks]


class Session(BaseSession):
    """A session over a graph (`tf.Session`).  As a context it is the default session and its graph the default graph.

    Raises NotFoundError for a `target` that is no address, UnavailableError for one where nobody answers.
    """

    def __enter__(self) -> Session:
        if self._leave:
            raise RuntimeError(
                "Session context managers are not re-entrant. Use `Session.as_default()` if you want to enter a "
                "session multiple times."
            )
        stack = contextlib.ExitStack()
        stack.enter_context(self.graph.as_default())
        stack.enter_context(self.as_default())
        self._leave.append(stack)
        return self

    def __exit__(self, *error: Any) -> None:
        self._leave.pop().__exit__(*error)
        self.close()

    @staticmethod
    def reset(target: str, containers: Sequence[str] | None = None, config: Any = None) -> None:
        """Empty containers of a server (`tf.Session.reset`); the default one when none is named.

        Sessions on it until now get AbortedError for whatever they run from then on.
        The empty target names no server: the state of each such session is its own.
        """
        if not target:
            return
        store = server_store(target)
        if store is None:
            cluster = connect(target)
            cluster.reset(containers or ("",))
            cluster.close()
        else:
            store.clear(containers or ("",))
            with store.changed:
                for session in store.sessions:
                    session._aborted = True
                    session._table.clear()


class InteractiveSession(BaseSession):
    """A session that is the default one from the start until it is closed (`tf.InteractiveSession`)."""

    def __init__(self, target: str | bytes = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        stack = contextlib.ExitStack()
        if graph is not None:
            stack.enter_context(graph.as_default())
        stack.enter_context(self.as_default())
        self._leave.append(stack)

    def close(self) -> None:
        super().close()
        while self._leave:
            self._leave.pop().close()
