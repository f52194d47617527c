"""What lower modules know of what stands above them, so that none imports upwards for the sake of a type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tuigraph.engine.roles import Role
from tuigraph.engine.source import Source


class Node(Protocol):
    """An operation, as errors and the rules of loops look at it."""

    name: str
    source: Source | None
    control_flow: Any  # the Context that it was built in, or None

    @property
    def role(self) -> Role: ...

    @property
    def inputs(self) -> Sequence[Any]: ...

    @property
    def outputs(self) -> Sequence[Any]: ...

    @property
    def node_def(self) -> Any: ...


class Context(Protocol):
    """A conditional or a loop that operations are built in."""

    @property
    def outer(self) -> Context | None: ...

    @property
    def loop(self) -> Context | None:
        """The innermost loop around, or this one."""

    @property
    def gradient_of(self) -> LoopGradient | None:
        """What the gradient of a loop knows, when this is inside of the loop that computes it."""


class LoopGradient(Protocol):
    """A loop and the one that computes its gradient."""

    @property
    def forward(self) -> Context: ...


class Runner(Protocol):
    """A session, as what it is to run looks at it."""

    graph: Any

    def run(self, fetches: Any, feed_dict: Any = None) -> Any: ...


class Runnable(Protocol):
    """A tensor or an operation, as a session is found for it."""

    @property
    def name(self) -> str: ...

    @property
    def graph(self) -> Any: ...
