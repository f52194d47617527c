"""Sessions: running parts of a graph, and keeping the state that outlives a run.

`Session.run` finds the plan of (fetches, feeds) or compiles it, puts the fed values into their slots and lets an
Execution run to its end; or hands the Execution to the observer where there is one.  Nothing here walks the graph
once a plan exists.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import containers, control, dtypes, errors, quiet, shapes, stacks
from tuigraph.engine import graph as graphs
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.execute import Execution, Request, get_observer, located
from tuigraph.engine.fetches import Composite, Fetches, key_of
from tuigraph.engine.graph import Graph, Tensor
from tuigraph.engine.plan import Plan, compile

_numbers = itertools.count(1)
RUNS_BEFORE_A_VARIANT = 1  # shapes that come once are not worth it
_MOST_VARIANTS = 8  # shapes of the feeds of one request that get plans of their own


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
        self.store = Store() if not target else Store(_store_of(target))
        self._target = target
        self._config = config
        self._plans: dict[Any, tuple[Plan, Fetches, list[Tensor], Request]] = {}
        self._observed_plans: dict[Any, tuple[Plan, Fetches, list[Tensor], Request]] = {}
        self._mutations = self.graph.mutations
        self._leave: list[contextlib.ExitStack] = []
        observer = get_observer()
        if observer is not None:
            observer.session_opened(self)

    @property
    def graph_def(self) -> Any:
        return self.graph.as_graph_def()

    @property
    def sess_str(self) -> str:
        return self._target

    # ------------------------------------------------------------ running

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Run what `fetches` needs and return its values in the same structure (`tf.Session.run`).

        `fetches`: a tensor, operation, variable, name, or any nesting of lists, tuples, dicts and named tuples of them;
        operations give None.  `feed_dict`: values that take the place of tensors in this run; a sparse tensor takes the
        tuple of its parts, a tuple of tensors a tuple of values.  `options`: its `timeout_in_ms` bounds the waiting
        for queues (DeadlineExceededError), as the session's `operation_timeout_in_ms` does.

        Raises RuntimeError for a closed session or an empty graph, TypeError and ValueError for fetches or feeds that
        do not fit, and an OpError when an operation fails.
        """
        if self.closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if not self.graph._operations:
            raise RuntimeError("The Session graph is empty. Add operations to the graph before calling run().")
        if options is not None and not hasattr(options, "timeout_in_ms"):
            raise AttributeError(f"{options!r} has no attribute 'timeout_in_ms': options are a tf.RunOptions.")
        if run_metadata is not None and not hasattr(run_metadata, "ParseFromString"):
            raise AttributeError(f"{run_metadata!r} has no attribute 'ParseFromString': give a tf.RunMetadata.")
        if options is not None or self._config is not None:
            milliseconds = getattr(options, "timeout_in_ms", 0) or getattr(self._config, "operation_timeout_in_ms", 0)
            if milliseconds:
                with containers.deadline.after(milliseconds / 1000):
                    return self._run(fetches, feed_dict)
        return self._run(fetches, feed_dict)

    def _run(self, fetches: Any, feed_dict: Any) -> Any:
        observer = get_observer()
        if feed_dict:
            feed_keys(feed_dict)
            feed_dict = flat_feeds(feed_dict)
        plan, asked, fed, request = self._plan(fetches, feed_dict, observer is not None)
        raw: list[Any] = []
        if fed:
            raw = [fed_value(t, value, copy) for t, value, (_, copy) in zip(fed, feed_dict.values(), plan.feeds)]
            if plan.hangs_on_shapes:
                plan = self._for_shapes(plan, asked, fed, tuple([array.shape for array in raw]))
        execution = Execution(plan, self.store)
        values = execution.values
        if fed:
            for tensor, given, (slot, _) in zip(fed, raw, plan.feeds):
                values[slot] = slot_value(tensor.dtype, given)
        settings = quiet.begin()
        try:
            if observer is None:
                execution.advance()
            else:
                try:
                    observer.run(self, execution, request)
                finally:
                    execution.give_up()
        finally:
            quiet.end(settings)
        results = []
        owned = plan.owned
        for tensor, slot in zip(asked.tensors, plan.fetched):
            value = values[slot]
            results.append(value if slot in owned else self._result(value, tensor, fed, raw))
        return asked.rebuild(results)

    def _plan(self, fetches: Any, feed_dict: Any, observe: bool) -> tuple[Plan, Fetches, list[Tensor], Request]:
        if self.graph.mutations != self._mutations:
            self._plans.clear()
            self._observed_plans.clear()
            self._mutations = self.graph.mutations
        plans = self._observed_plans if observe else self._plans
        try:
            key = (fetches if fetches.__class__ is Tensor else key_of(fetches), tuple(feed_dict) if feed_dict else ())
            found = plans.get(key)
        except TypeError:
            key, found = None, None
        if found is None:
            found = self._compile(fetches, feed_dict, observe)
            if key is not None and self.graph.mutations == self._mutations:  # else another thread has changed the graph
                plans[key] = found
        return found

    def _compile(self, fetches: Any, feed_dict: Any, observe: bool) -> tuple[Plan, Fetches, list[Tensor], Request]:
        fed = [self._feed_key(key) for key in feed_keys(feed_dict)]
        asked = Fetches(self.graph, fetches)
        plan = compile(self.graph, asked.tensors, asked.operations, fed, self.store, observe)
        return plan, asked, fed, Request(asked.names, tuple(t.name for t in fed))

    def _for_shapes(self, plan: Plan, asked: Fetches, fed: list[Tensor], fed_shapes: tuple[Any, ...]) -> Plan:
        """The plan for feeds of these shapes, once they have come twice."""
        found = plan.variants.get(fed_shapes)
        if self.store.free_shapes or (found is None and len(plan.variants) == _MOST_VARIANTS):
            return plan
        if found is None and RUNS_BEFORE_A_VARIANT:
            found = plan.variants[fed_shapes] = plan
        elif found is None or found is plan:
            found = compile(self.graph, asked.tensors, asked.operations, fed, self.store, fed_shapes=fed_shapes)
            plan.variants[fed_shapes] = found
        return found

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

    def _result(self, value: Any, tensor: Tensor, fed: list[Tensor], raw: list[Any]) -> Any:
        """A value that the caller may keep and change; of what was fed, the very thing."""
        if isinstance(value, Cell):
            try:
                value = control.read(value)
            except errors.OpError as error:
                raise located(error, tensor.op) from None
        elif value is control.DEAD:
            raise errors.InvalidArgumentError(
                None,
                tensor.op,
                f"Retval[0] does not have value: '{tensor.name}' belongs to a side of a conditional that was not "
                "taken, or to a loop that made no round.",
            )
        if fed and tensor in fed:
            return raw[fed.index(tensor)].copy()
        return value.copy() if isinstance(value, np.ndarray) else value

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
        self._plan(fetches, dict.fromkeys(keys), get_observer() is not None)

        def call(*values: Any, options: Any = None, run_metadata: Any = None) -> Any:
            if len(values) < len(keys):
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"The callable takes {len(keys)} values, one for each of feed_list; {len(values)} were given.",
                )
            return self.run(fetches, dict(zip(keys, values)), options, run_metadata)

        return call

    # ------------------------------------------------------------ life

    def close(self) -> None:
        """End the session.  Its variables are gone, unless they live on a server.  Closing twice is fine."""
        if self.closed:
            return
        self.closed = True
        if not self._target:
            self.store.cancelled = True
            self.store.changed.tell()
        observer = get_observer()
        if observer is not None:
            observer.session_closed(self)
        if not self._target:
            self.store.cells.clear()
        self.store.private.clear()

    @contextlib.contextmanager
    def as_default(self) -> Iterator[BaseSession]:
        """Make this the default session of the thread inside the block, without closing it at the end."""
        stacks.sessions.stack.append(self)
        try:
            yield self
        finally:
            stacks.sessions.stack.remove(self)

    def list_devices(self) -> list[DeviceAttributes]:
        return [DeviceAttributes("/job:localhost/replica:0/task:0/device:CPU:0", "CPU", 256 << 20)]


class Session(BaseSession):
    """A session over a graph (`tf.Session`).  As a context it is the default session and its graph the default graph.

    Raises NotFoundError for a `target` that no server in this process has.
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

        The empty target names no server: the state of each such session is its own.
        """
        if target:
            _store_of(target).clear(containers or ("",))


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


def _store_of(target: str) -> Store:
    store = containers.server_store(target)
    if store is None:
        raise errors.NotFoundError(
            None,
            None,
            f'No session factory registered for the given session options: target "{target}". '
            "Use the target of a tf.train.Server of this process, or none.",
        )
    return store


# ---------------------------------------------------------------- feeds


def flat_feeds(feed_dict: Any) -> Any:
    """The feeds with each tuple of tensors, and each tensor of several parts, as entries of its own.

    Raises ValueError for a tuple that does not have one value for each tensor.
    """
    if not any(isinstance(key, (tuple, Composite)) for key in feed_dict):
        return feed_dict
    flat: dict[Any, Any] = {}
    for key, value in feed_dict.items():
        parts = key._fetch_parts()[0] if isinstance(key, Composite) else key
        if not isinstance(parts, tuple):
            flat[key] = value
            continue
        values = [part for part in value if part is not None]
        if len(values) != len(parts):
            raise ValueError(f"{key} is fed by {len(parts)} values, one for each part; {len(values)} were given.")
        flat.update(flat_feeds(dict(zip(parts, values))))
    return flat


def feed_keys(feed_dict: Any) -> list[Any]:
    if feed_dict is None:
        return []
    if not hasattr(feed_dict, "items"):
        raise TypeError(
            f"feed_dict must be a dictionary from tensors to values, instead of '{type(feed_dict).__name__}'."
        )
    return list(feed_dict)


def fed_value(tensor: Tensor, value: Any, copy: bool) -> Any:
    """The array for a fed value.

    Raises TypeError for a tensor or a number that its type cannot hold, ValueError for a shape that does not fit,
    KeyError for a handle.
    """
    dtype = tensor.dtype
    if isinstance(value, Tensor):
        raise TypeError(
            f"The value of a feed cannot be a tf.Tensor object: {value!r}. Acceptable feed values are Python scalars, "
            "strings, lists and NumPy arrays. Run the tensor first and feed its value."
        )
    if dtype.base_dtype is dtypes.resource:
        raise KeyError(
            f"'{tensor.name}' is a handle and has no NumPy type: feed what reads the variable, or assign to it."
        )
    if isinstance(value, int) and not _holds(dtype, value):
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type "
            f"{dtype.as_numpy_dtype}. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    wanted = dtype.numpy
    try:
        array = np.array(value, dtype=wanted) if copy else np.asarray(value, dtype=wanted)
        if dtype.is_bool and isinstance(value, np.ndarray) and value.dtype.kind in "SU":
            raise ValueError("text is neither true nor false")
    except (TypeError, ValueError) as error:
        raise (TypeError if dtype.is_complex else type(error))(
            f"Cannot feed {_short(value)} for Tensor '{tensor.name}' of dtype {dtype.base_dtype.name}: {error}"
        ) from None
    shape = tensor._shape
    if shape is not None and array.shape != shape and not shapes.compatible(shape, array.shape):
        raise ValueError(
            f"Cannot feed value of shape {shapes.text(array.shape)} for Tensor '{tensor.name}', which has shape "
            f"'{shapes.text(shape)}'. Reshape the value, or give the placeholder a shape that admits it."
        )
    return array


def _holds(dtype: dtypes.DType, value: int) -> bool:
    """Whether a Python int is the same number in a type; text never is."""
    if dtype.base_dtype is dtypes.string:
        return False
    if dtype.is_integer:
        return bool(dtype.min <= value <= dtype.max)
    try:
        return bool(dtype.numpy.type(value).item() == value)
    except OverflowError:
        return False


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."


def slot_value(dtype: dtypes.DType, array: Any) -> Any:
    """A fed array as the kernels want it: a NumPy scalar for rank 0, bytes for text."""
    if dtype.base_dtype is dtypes.string:
        flat = [v.encode() if isinstance(v, str) else v for v in array.ravel().tolist()]
        for item in flat:
            if not isinstance(item, bytes):
                raise errors.InternalError(
                    None,
                    None,
                    f"Unsupported object type {type(item).__name__}: a tensor of text takes text, not {item!r}.",
                )
        encoded = np.empty(array.shape, dtype=object)
        encoded.reshape(-1)[:] = flat
        return encoded if array.ndim else encoded[()]
    return array if array.ndim else array[()]
