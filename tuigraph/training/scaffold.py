"""What a session needs to begin: operations that initialize, save, and tell what is not ready (`tf.train.Scaffold`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.default_graph import add_to_collection, device, get_collection, name_scope
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.initialization import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
)
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.lookup import tables_initializer
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.flow import group, no_op
from tuigraph.engine.ops.joining import concat
from tuigraph.engine.variables import global_variables
from tuigraph.interop import log
from tuigraph.summaries.ops import merge_all
from tuigraph.training.saver import Saver, only_saver


class Scaffold:
    """The pieces of a model that a monitored session needs; what is not given is made when the scaffold is finalized.

    `init_fn(scaffold, session)` is called after `init_op`.  What a collection of the graph has is taken from there.
    """

    def __init__(
        self,
        init_op: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any, Any], Any] | None = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        local_init_op: Any = None,
        summary_op: Any = None,
        saver: Any = None,
        copy_from_scaffold: Scaffold | None = None,
    ) -> None:
        other = copy_from_scaffold
        if other is not None and not isinstance(other, Scaffold):
            raise TypeError("copy_from_scaffold is not a Scaffold instance.")

        def given(own: Any, name: str) -> Any:
            return own if own is not None or other is None else getattr(other, name)

        self._user_init_fn = given(init_fn, "_user_init_fn")
        self._init_op = given(init_op, "_init_op")
        self._init_feed_dict = given(init_feed_dict, "_init_feed_dict")
        self._ready_op = given(ready_op, "_ready_op")
        self._ready_for_local_init_op = given(ready_for_local_init_op, "_ready_for_local_init_op")
        self._local_init_op = given(local_init_op, "_local_init_op")
        self._summary_op = given(summary_op, "_summary_op")
        self._saver = given(saver, "_saver")

    def finalize(self) -> Scaffold:
        """Make what is missing, and let nothing be added to the graph any more.

        Raises RuntimeError for a collection with several of what is missing.
        """
        default = Scaffold.get_or_default
        if self._init_op is None:
            self._init_op = default(
                "init_op", GraphKeys.INIT_OP, lambda: group(global_variables_initializer(), no_op(name="init"))
            )
        if self._ready_op is None:
            self._ready_op = default("ready_op", GraphKeys.READY_OP, lambda: _unready(None))
        if self._ready_for_local_init_op is None:
            self._ready_for_local_init_op = default(
                "ready_for_local_init_op",
                GraphKeys.READY_FOR_LOCAL_INIT_OP,
                lambda: _unready(global_variables()),
            )
        if self._local_init_op is None:
            self._local_init_op = default("local_init_op", GraphKeys.LOCAL_INIT_OP, Scaffold.default_local_init_op)
        if self._summary_op is None:
            self._summary_op = default("summary_op", GraphKeys.SUMMARY_OP, merge_all)
        if self._saver is None:
            self._saver = _saver_or_default()
        self._saver.build()
        get_default_graph().finalize()
        log.info("Graph was finalized.")
        return self

    @property
    def init_fn(self) -> Callable[[Any], Any] | None:
        """The function of a session that initializes more."""
        user = self._user_init_fn
        return None if user is None else lambda session: user(self, session)

    @property
    def init_op(self) -> Any:
        return self._init_op

    @property
    def init_feed_dict(self) -> Any:
        return self._init_feed_dict

    @property
    def ready_op(self) -> Any:
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        return self._ready_for_local_init_op

    @property
    def local_init_op(self) -> Any:
        return self._local_init_op

    @property
    def summary_op(self) -> Any:
        return self._summary_op

    @property
    def saver(self) -> Any:
        return self._saver

    @staticmethod
    def get_or_default(arg_name: str, collection_key: str, default_constructor: Callable[[], Any]) -> Any:
        """The one thing in a collection, or else what the function makes, which joins it."""
        found = get_collection(collection_key)
        if len(found) > 1:
            raise RuntimeError(
                f'More than one item in the collection "{collection_key}". Please indicate which one to use by passing '
                f"it to the tf.Scaffold constructor as:  tf.Scaffold({arg_name}=item to use)"
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Any:
        """Initializes local variables and tables."""
        return group(local_variables_initializer(), tables_initializer(), no_op(name="init"))


def _unready(variables: Any) -> Tensor:
    """The names of variables, all by default, and of resources that have no value; there are no such resources."""
    names = report_uninitialized_variables(variables)
    with name_scope("report_uninitialized_resources"), device("/cpu:0"):
        others = constant([], dtype=dtypes.string)
    return concat([names, others], 0)


def _saver_or_default() -> Any:
    saver = only_saver()
    if saver is None:
        saver = Saver(sharded=True, allow_empty=True)
        add_to_collection(GraphKeys.SAVERS, saver)
    return saver
