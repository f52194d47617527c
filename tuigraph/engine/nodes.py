"""The nodes that control flow is made of, and which loop a node is in."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.protocols import Context, Node
from tuigraph.engine.roles import ENTER, EXIT, LOOP_COND, SWITCH


def chooses(op: Node) -> bool:
    """Whether an operation is a Switch that chooses a branch; that of a loop tells its last round from the others."""
    return op.role is SWITCH and op.inputs[1].op.role is not LOOP_COND


def loop_of(context: Any) -> Any:
    """The innermost loop around a context, or the context itself; None where there is none."""
    return None if context is None else context.loop


def output_context(op: Node) -> Any:
    """The context that the results of an operation are in: those of an Exit have left the loop."""
    context = op.control_flow
    return context.outer if context is not None and op.role is EXIT else context


def check_input(op: Node, source: Node) -> None:
    """Raises ValueError when `op` takes a value of a loop that it is not in.

    A loop that computes a gradient sees the values of the loop it belongs to, which are saved for it.
    """
    there = loop_of(output_context(source))
    if there is None:
        return
    here = loop_of(op.control_flow)
    if here is None:
        if op.role is ENTER or op.role is SWITCH:
            return
        why = f"'{source.name}' is in a while loop"
    elif _is_within(here, there) or _may_see(here, there):
        return
    else:
        why = "they are in different while loops"
    made = f" '{source.name}' was made at {source.source[0]}:{source.source[1]}." if source.source else ""
    raise ValueError(
        f"Cannot use '{source.name}' as input to '{op.name}' because {why}.{made} "
        "Let the body of the loop return the value, and use what tf.while_loop returns."
    )


def _is_within(inner: Context | None, outer: Context | None) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.outer
    return inner is outer


def _may_see(here: Context, there: Context) -> bool:
    """Whether one of two loops computes the gradient of the other, of a loop around it or in it, or a second one."""
    if here.gradient_of is not None:
        forward = here.gradient_of.forward
        if _is_within(forward, there) or forward is there.outer:
            return True
    if there.gradient_of is None:
        return False
    forward = there.gradient_of.forward
    return forward is here or (forward.gradient_of is not None and forward.gradient_of.forward is here)
