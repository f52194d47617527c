"""`tf.case`: a chain of `tf.cond`, with the assertions that TensorFlow builds about its predicates."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import graph_of
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.ops import joining
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import less_equal
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.reductions import reduce_sum

Branch = Callable[[], Any]


def case(
    pred_fn_pairs: Any,
    default: Branch | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """The result of the first function whose predicate is true, else of `default` (`tf.case`).

    Without `default` one predicate has to be true, with `exclusive` at most one: else the run raises
    InvalidArgumentError.  Raises TypeError for pairs that are not a bool tensor and a function.
    """
    predicates, branches = _checked(pred_fn_pairs)
    if default is not None and not callable(default):
        raise TypeError("default must be callable.")
    graph = graph_of(predicates) or get_default_graph()
    with graph.name_scope(name):
        if default is None:
            default, predicates, branches = _last_as_default(predicates, branches)
        chosen = default
        for pred, branch in reversed(list(zip(predicates, branches))):
            chosen = _either(pred, branch, chosen, strict)
        if not exclusive:
            return chosen()
        with graph.control_dependencies([_at_most(1, predicates, "Input error: exclusive=True")]):
            return chosen()


def _checked(pairs: Any) -> tuple[list[Tensor], list[Branch]]:
    if not isinstance(pairs, (list, tuple, dict)):
        raise TypeError("fns must be a list, tuple, or dict")
    if isinstance(pairs, collections.OrderedDict):
        pairs = list(pairs.items())
    elif isinstance(pairs, dict):
        pairs = sorted(pairs.items(), key=lambda item: item[0].name)
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError("Each entry in pred_fn_pairs must be a 2-tuple")
        pred, branch = pair
        if not isinstance(pred, Tensor):
            raise TypeError(f"pred must be a Tensor, got: {pred}")
        if pred.dtype is not dtypes.bool_:
            raise TypeError(f"pred must be Tensor of type bool: {pred.name}")
        if not callable(branch):
            raise TypeError(f"fn for pred {pred.name} must be callable.")
    predicates, branches = zip(*pairs)
    return list(predicates), list(branches)


def _last_as_default(predicates: list[Tensor], branches: list[Branch]) -> tuple[Branch, list[Tensor], list[Branch]]:
    """The last branch stands for the default, where it is asserted that it was meant."""
    k = len(predicates) - 1
    others = predicates[:k]

    def default() -> Any:
        others_say = (
            f"Implementation error: selected default action #{k} was called, but some of other predicates are True: "
        )
        none_true = ("Input error: None of conditions evaluated as True:", joining.stack(predicates, name="preds_c"))
        checks = [_at_most(0, others, others_say), Assert(predicates[k], none_true)]
        with predicates[k].graph.control_dependencies(checks):
            return branches[k]()

    return default, others, branches[:k]


def _at_most(count: int, predicates: list[Tensor], message: str) -> Operation:
    stacked = joining.stack(predicates, name="preds_c")
    true = reduce_sum(cast(stacked, dtypes.int32), name="num_true_conds")
    condition = less_equal(true, constant(count, name="n_true_conds"))
    names = ", ".join(p.name for p in predicates)
    text = f"{message}: more than {count} conditions ({names}) evaluated as True:"
    return Assert(condition, [text, stacked], summarize=len(predicates))


def _either(pred: Tensor, branch: Branch, otherwise: Branch, strict: bool) -> Branch:
    return lambda: cond(pred, branch, otherwise, strict=strict)
