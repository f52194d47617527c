"""Runs in parts: what has been computed is kept, and more is fed, until all that was asked for has been fetched.

Each part is a run of its own, in which what earlier parts have computed is fed: nothing is computed twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.feeds import flat_feeds
from tuigraph.engine.fetches import Composite, Fetches
from tuigraph.engine.graph import Operation, Tensor

_numbers = itertools.count(1)


class PartialRun:
    """What may be fetched and fed in the parts of one run."""

    def __init__(self, session: Any, fetches: Any, feeds: Any) -> None:
        asked = Fetches(session.graph, fetches)
        self.name = f"handle_{next(_numbers)}"
        self.open: set[Any] = {*asked.tensors, *asked.operations}  # what has not been fetched
        self.asked = frozenset(self.open)
        self.unfed = {session._feed_key(part) for feed in _listed(feeds) for part in _parts(feed)}
        self.feeds = frozenset(self.unfed)
        self.values: dict[Tensor, Any] = {}  # fed, or computed by a part
        self.done: set[Operation] = set()

    def part(self, session: Any, fetches: Any, feed_dict: Any) -> Any:
        """The values of some fetches, after some more feeds.

        Raises InvalidArgumentError for what was not announced, was fetched or fed before, or hangs on what is not fed.
        """
        asked = Fetches(session.graph, fetches)
        wanted: list[Tensor | Operation] = [*asked.tensors, *asked.operations]
        for item in wanted:
            if item not in self.asked:
                raise InvalidArgumentError(None, None, f"Fetch {item.name} was not specified in partial_run_setup.")
            if item not in self.open:
                raise InvalidArgumentError(None, None, f"Fetch {item.name} has already been fetched.")
        fed = {session._feed_key(key): value for key, value in flat_feeds(feed_dict or {}).items()}
        for tensor in fed:
            if tensor not in self.feeds:
                raise InvalidArgumentError(None, None, f"{tensor.name} was not specified in partial_run_setup.")
            if tensor not in self.unfed:
                raise InvalidArgumentError(None, None, f"{tensor.name} has already been fed.")
        known = {**self.values, **fed}
        needed, used = self._needed(wanted, known)
        kept = [
            tensor
            for op in needed
            for tensor in op.outputs
            if op.control_flow is None and not tensor.dtype.is_ref and session.graph.is_fetchable(tensor)
        ]
        given = {tensor: known[tensor] for tensor in used if session.graph.is_feedable(tensor)}
        missing = [tensor for tensor in asked.tensors if tensor not in known]
        operations = [op for op in asked.operations if op not in self.done]
        found = session.run([missing, kept, operations], given) if missing or operations else ((), ())
        self.values = {**known, **dict(zip(missing, found[0])), **dict(zip(kept, found[1]))}
        self.done.update(needed)
        self.unfed -= fed.keys()
        self.open -= set(wanted)
        return asked.rebuild([self.values[tensor] for tensor in asked.tensors])

    def _needed(self, wanted: Iterable[Any], known: dict[Tensor, Any]) -> tuple[list[Operation], list[Tensor]]:
        """The operations that have to be run, and what is known of which they need the value."""
        seen: set[Operation] = set()
        used: dict[Tensor, None] = {}
        waiting: list[Operation] = []

        def need(tensor: Tensor) -> None:
            if tensor in known:
                used[tensor] = None
            elif tensor in self.unfed:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Fetch can't be computed from the feeds that have been fed so far: {tensor.name} is missing.",
                )
            else:
                waiting.append(tensor.op)

        for item in wanted:
            if isinstance(item, Tensor):
                need(item)
            else:
                waiting.append(item)
        while waiting:
            op = waiting.pop()
            if op in seen or (op in self.done and not op.outputs):
                continue
            seen.add(op)
            for tensor in op.inputs:
                need(tensor)
            waiting.extend(before for before in op.control_inputs if before not in self.done)
        return list(seen), list(used)


def _listed(feeds: Any) -> Iterable[Any]:
    if feeds is None:
        return ()
    return feeds if isinstance(feeds, (list, tuple)) else (feeds,)


def _parts(feed: Any) -> Iterable[Any]:
    return feed._fetch_parts()[0] if isinstance(feed, Composite) else (feed,)
