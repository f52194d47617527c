"""Recurrent networks over sequences: a cell in a loop of the graph or unrolled (`tf.nn.dynamic_rnn` and its kin)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import nest, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.default_graph import colocate_with, control_dependencies, name_scope
from tuigraph.engine.dtypes import as_dtype, int32
from tuigraph.engine.graph import Tensor
from tuigraph.engine.ops import arithmetic, constants, identities, joining, masks, padding, reductions
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import equal, logical_not, logical_or
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.layout import transpose
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.tensor_arrays import TensorArray
from tuigraph.engine.ops.while_loop import while_loop
from tuigraph.engine.scopes import variable_scope
from tuigraph.training.rnn_cells import assert_like_rnncell, dtype_of_state, element_shape, known_with_batch, with_batch


def swapped(x: Tensor) -> Tensor:
    """The first two dimensions, time and batch, in the other order."""
    known = x._shape
    if known is not None and len(known) < 2:
        return x
    turned = transpose(x, joining.concat(([1, 0], range_(2, identities.rank(x))), axis=0))
    if known is not None:
        turned.set_shape((known[1], known[0], *known[2:]))
    return turned


def _batch_size(inputs: Any) -> Any:
    """The size of the batch of time-major inputs: a number where one of them knows it, else a tensor."""
    for tensor in inputs:
        known = tensor._shape
        if known is None:
            continue
        if len(known) < 2:
            raise ValueError(f"Expected input tensor {tensor} to have rank at least 2")
        if known[1] is not None:
            return known[1]
    return identities.shape(inputs[0])[1]


def _initial_state(cell: Any, batch_size: Any, dtype: Any) -> Any:
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=dtype)
    return cell.zero_state(batch_size, dtype)


def _zero_outputs(cell: Any, batch_size: Any, dtype: Any) -> Any:
    return nest.map_leaves(
        lambda size: constants.zeros(joining.stack(with_batch(batch_size, size)), dtype), cell.output_size
    )


def _chosen(stop: Tensor, former: Any, fresh: Any) -> Any:
    """`former` in the rows that are over, else `fresh`; scalars and arrays of tensors are always fresh."""
    if isinstance(former, TensorArray) or former._shape == ():
        return fresh
    with colocate_with(fresh):
        return masks.where(stop, former, fresh)


class _Lengths:
    """How long each sequence of a batch is."""

    def __init__(self, each: Tensor, zero_output: Any) -> None:
        self.each = each
        self.zero_output = zero_output
        self.least = reductions.reduce_min(each)
        self.most = reductions.reduce_max(each)

    def step(self, time: Any, state: Any, call_cell: Callable[[], Any], unrolled: bool) -> tuple[Any, Any]:
        """A step that leaves the state as it is, and gives zeros, in the rows that are over."""
        zeros, states = nest.flatten(self.zero_output), nest.flatten(state)
        is_over = time >= self.each

        def called() -> list[Any]:
            output, after = call_cell()
            nest.assert_same(self.zero_output, output)
            nest.assert_same(state, after)
            return nest.flatten(output) + nest.flatten(after)

        def chosen(fresh: list[Any]) -> list[Any]:
            return [_chosen(is_over, former, new) for former, new in zip(zeros + states, fresh)]

        def partly() -> Any:
            fresh = called()
            return cond(time < self.least, lambda: fresh, lambda: chosen(fresh))

        found = cond(time >= self.most, lambda: zeros + states, partly) if unrolled else chosen(called())
        for new, former in zip(found, zeros + states):
            if not isinstance(new, TensorArray):
                new.set_shape(former._shape)
        count = len(zeros)
        return nest.pack_as(self.zero_output, list(found[:count])), nest.pack_as(state, list(found[count:]))


def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """The outputs of a cell at each step of the inputs, and its last state (`tf.nn.dynamic_rnn`).

    `inputs` are [n, steps, ...], with `time_major` [steps, n, ...], or a nested structure of such tensors; outputs
    likewise.  After its `sequence_length` a row gives zeros and keeps its state.  Raises ValueError without both
    `initial_state` and `dtype`, and for inputs of unknown depth.
    """
    assert_like_rnncell("cell", cell)
    with variable_scope(scope or "rnn"):
        flat = nest.flatten(inputs)
        if not time_major:
            flat = [swapped(convert_to_tensor(tensor)) for tensor in flat]
        if sequence_length is not None:
            sequence_length = cast(sequence_length, int32)
            if sequence_length._shape is not None and len(sequence_length._shape) != 1:
                raise ValueError(
                    "sequence_length must be a vector of length batch_size, but saw shape: "
                    f"{shapes.text(sequence_length._shape)}"
                )
            sequence_length = identities.identity(sequence_length, name="sequence_length")
        batch_size = _batch_size(flat)
        state = initial_state
        if state is None:
            if not dtype:
                raise ValueError("If there is no initial_state, you must give a dtype.")
            state = _initial_state(cell, batch_size, dtype)
        if sequence_length is not None:
            with control_dependencies([_assert_shape(sequence_length, [batch_size])]):
                sequence_length = identities.identity(sequence_length, name="CheckSeqLen")
        outputs, final = _loop(
            cell, nest.pack_as(inputs, flat), state, parallel_iterations or 32, swap_memory, sequence_length, dtype
        )
        if not time_major:
            outputs = nest.map_leaves(swapped, outputs)
        return outputs, final


def _assert_shape(tensor: Tensor, shape: list[Any]) -> Any:
    found, wanted = identities.shape(tensor), joining.stack(shape)
    return Assert(
        reductions.reduce_all(equal(found, wanted)),
        [f"Expected shape for Tensor {tensor.name} is ", wanted, " but saw shape: ", found],
    )


def _loop(
    cell: Any, inputs: Any, state: Any, parallel: int, swap_memory: bool, sequence_length: Any, dtype: Any
) -> tuple[Any, Any]:
    """The outputs of time-major inputs, and the last state."""
    flat, sizes = nest.flatten(inputs), nest.flatten(cell.output_size)
    steps = identities.shape(flat[0])[0]
    batch_size = _batch_size(flat)
    known = [_with_depth(tensor) for tensor in flat]
    for shape in known:
        if shape[0] != known[0][0]:
            raise ValueError("Time steps is not the same for all the elements in the input in a batch.")
        if shape[1] != known[0][1]:
            raise ValueError("Batch_size is not the same for all the elements in the input.")
    kind = dtype_of_state(dtype, state)
    zero_output = _zero_outputs(cell, batch_size, kind)
    lengths = None if sequence_length is None else _Lengths(sequence_length, zero_output)
    time = constant(0, dtype=int32, name="time")
    with name_scope("dynamic_rnn") as base:
        pass
    written = tuple(
        TensorArray(kind, size=steps, element_shape=element_shape([known[0][1]], size), tensor_array_name=base + name)
        for size, name in ((size, f"output_{i}") for i, size in enumerate(sizes))
    )
    read = tuple(
        TensorArray(tensor.dtype, size=steps, element_shape=tensor._shape[1:], tensor_array_name=f"{base}input_{i}")
        for i, tensor in enumerate(flat)
    )
    read = tuple(array.unstack(tensor) for array, tensor in zip(read, flat))

    def step(time: Tensor, arrays: Any, state: Any) -> Any:
        now = [array.read(time) for array in read]
        for tensor, shape in zip(now, known):
            tensor.set_shape(shape[1:])
        given = nest.pack_as(inputs, now)
        if lengths is None:
            output, after = cell(given, state)
        else:
            output, after = lengths.step(time, state, lambda: cell(given, state), unrolled=False)
        arrays = tuple(array.write(time, out) for array, out in zip(arrays, nest.flatten(output)))
        return time + 1, arrays, after

    bound = arithmetic.minimum(steps, arithmetic.maximum(1, steps if lengths is None else lengths.most))
    _, written, final = while_loop(
        lambda time, *_: time < bound,
        step,
        loop_vars=(time, written, state),
        parallel_iterations=parallel,
        maximum_iterations=steps,
        swap_memory=swap_memory,
    )
    outputs = [array.stack() for array in written]
    for output, size in zip(outputs, sizes):
        output.set_shape(known_with_batch(known[0][:2], size))
    return nest.pack_as(cell.output_size, outputs), final


def _with_depth(tensor: Tensor) -> tuple[int | None, ...]:
    known = tensor._shape
    shapes.with_rank_at_least(known, 3)
    if known is None or not shapes.is_static(known[2:]):
        raise ValueError("Input size (depth of inputs) must be accessible via shape inference, but saw value None.")
    return known


def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """`dynamic_rnn` with one cell forwards and another backwards (`tf.nn.bidirectional_dynamic_rnn`).

    Returns pairs of outputs and of last states.
    """
    assert_like_rnncell("cell_fw", cell_fw)
    assert_like_rnncell("cell_bw", cell_bw)
    along, batch = (0, 1) if time_major else (1, 0)

    def reversed_(tensor: Any) -> Tensor:
        if sequence_length is None:
            return padding.reverse(tensor, axis=[along])
        return padding.reverse_sequence(tensor, sequence_length, seq_axis=along, batch_axis=batch)

    options: dict[str, Any] = {
        "sequence_length": sequence_length,
        "dtype": dtype,
        "parallel_iterations": parallel_iterations,
        "swap_memory": swap_memory,
        "time_major": time_major,
    }
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as forwards:
            output_fw, state_fw = dynamic_rnn(
                cell_fw, inputs, initial_state=initial_state_fw, scope=forwards, **options
            )
        with variable_scope("bw") as backwards:
            turned, state_bw = dynamic_rnn(
                cell_bw,
                nest.map_leaves(reversed_, inputs),
                initial_state=initial_state_bw,
                scope=backwards,
                **options,
            )
    return (output_fw, nest.map_leaves(reversed_, turned)), (state_fw, state_bw)


def static_rnn(
    cell: Any,
    inputs: Any,
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """A cell unrolled over a list of inputs, one for each step (`tf.nn.static_rnn`): outputs and last state.

    Raises TypeError for what is no list, ValueError for an empty one, for inputs of unknown depth, and without both
    `initial_state` and `dtype`.
    """
    assert_like_rnncell("cell", cell)
    if not nest.is_nested(inputs):
        raise TypeError("inputs must be a sequence")
    if not inputs:
        raise ValueError("inputs must not be empty")
    with variable_scope(scope or "rnn") as opened:
        first = nest.flatten(inputs)[0]
        fixed = _fixed_batch(nest.flatten(inputs))
        batch_size = fixed or identities.shape(first)[0]
        state = initial_state
        if state is None:
            if not dtype:
                raise ValueError("If no initial_state is provided, dtype must be specified")
            state = _initial_state(cell, batch_size, dtype)
        lengths = None
        if sequence_length is not None:
            sequence_length = convert_to_tensor(sequence_length, name="sequence_length")
            if sequence_length._shape is not None and len(sequence_length._shape) != 1:
                raise ValueError("sequence_length must be a vector of length batch_size")
            zero_output = _zero_outputs(cell, batch_size, dtype_of_state(dtype, state))
            for zero, size in zip(nest.flatten(zero_output), nest.flatten(cell.output_size)):
                zero.set_shape(known_with_batch(fixed, size))
            lengths = _Lengths(cast(sequence_length, int32), zero_output)
        outputs = []
        for time, given in enumerate(inputs):
            if time > 0:
                opened.reuse_variables()
            if lengths is None:
                output, state = cell(given, state)
            else:
                output, state = lengths.step(time, state, _call(cell, given, state), unrolled=True)
            outputs.append(output)
        return outputs, state


def _call(cell: Any, given: Any, state: Any) -> Callable[[], Any]:
    return lambda: cell(given, state)


def _fixed_batch(flat: list[Any]) -> int | None:
    fixed = None
    for tensor in flat:
        known = tensor._shape
        if known is None:
            raise ValueError("Input size must be accessible via shape inference, but saw an unknown rank.")
        for i, size in enumerate(known[1:]):
            if size is None:
                raise ValueError(
                    f"Input size (dimension {i} of inputs) must be accessible via shape inference, but saw value None."
                )
        if None not in (fixed, known[0]) and fixed != known[0]:
            raise ValueError(f"Dimensions {fixed} and {known[0]} are not compatible")
        fixed = known[0] if fixed is None else fixed
    return fixed


def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """`static_rnn` with one cell forwards and another backwards, their outputs side by side
    (`tf.nn.static_bidirectional_rnn`): outputs, last state forwards, last state backwards.
    """
    assert_like_rnncell("cell_fw", cell_fw)
    assert_like_rnncell("cell_bw", cell_bw)
    if not nest.is_nested(inputs):
        raise TypeError("inputs must be a sequence")
    if not inputs:
        raise ValueError("inputs must not be empty")
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as forwards:
            output_fw, state_fw = static_rnn(cell_fw, inputs, initial_state_fw, dtype, sequence_length, forwards)
        with variable_scope("bw") as backwards:
            turned = _reversed_list(inputs, sequence_length)
            output_bw, state_bw = static_rnn(cell_bw, turned, initial_state_bw, dtype, sequence_length, backwards)
    output_bw = _reversed_list(output_bw, sequence_length)
    pairs = zip(nest.flatten(output_fw), nest.flatten(output_bw))
    outputs = nest.pack_as(output_fw, [joining.concat([one, other], 1) for one, other in pairs])
    return outputs, state_fw, state_bw


def _reversed_list(inputs: Any, lengths: Any) -> Any:
    if lengths is None:
        return list(reversed(inputs))
    results: list[list[Any]] = [[] for _ in inputs]
    for sequence in zip(*(nest.flatten(given) for given in inputs)):
        turned = padding.reverse_sequence(joining.stack(sequence), lengths, 0, 1)
        for result, tensor, former in zip(results, joining.unstack(turned), sequence):
            tensor.set_shape(former._shape)
            result.append(tensor)
    return [nest.pack_as(given, result) for given, result in zip(inputs, results)]


def raw_rnn(
    cell: Any,
    loop_fn: Callable[..., Any],
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """A cell in a loop that `loop_fn` steers (`tf.nn.raw_rnn`): arrays of what it emits, last state, last loop state.

    ``loop_fn(time, cell_output, cell_state, loop_state)`` gives which rows are finished, the next input, the next
    state, what is emitted and the next loop state; at first it is called with time 0 and None otherwise.
    """
    assert_like_rnncell("cell", cell)
    if not callable(loop_fn):
        raise TypeError("loop_fn must be a callable")
    with variable_scope(scope or "rnn"):
        time = constant(0, dtype=int32)
        finished, given, state, emitted, first_loop_state = loop_fn(time, None, None, None)
        flat = nest.flatten(given)
        loop_state = constant(0, dtype=int32) if first_loop_state is None else first_loop_state
        fixed = next((tensor._shape[0] for tensor in flat if tensor._shape and tensor._shape[0] is not None), None)
        batch_size = fixed if fixed is not None else identities.shape(flat[0])[0]
        nest.assert_same(state, cell.state_size)
        state = nest.map_leaves(convert_to_tensor, state)
        if emitted is None:
            emitted = cell.output_size
            sizes: list[Any] = nest.flatten(emitted)
            kinds = [nest.flatten(state)[0].dtype] * len(sizes)
        else:
            sizes = [e._shape if shapes.is_static(e._shape) else identities.shape(e) for e in nest.flatten(emitted)]
            kinds = [e.dtype for e in nest.flatten(emitted)]
        arrays = [
            TensorArray(
                as_dtype(kind),
                size=0,
                dynamic_size=True,
                element_shape=element_shape([fixed], constant_shape(size) if isinstance(size, Tensor) else size),
                name=f"rnn_output_{i}",
            )
            for i, (kind, size) in enumerate(zip(kinds, sizes))
        ]
        zeros = [constants.zeros(with_batch(batch_size, size), kind) for size, kind in zip(sizes, kinds)]
        zero_emit = nest.pack_as(emitted, zeros)

        def body(time: Tensor, over: Tensor, given: Any, arrays: Any, state: Any, loop_state: Any) -> Any:
            output, after = cell(given, state)
            nest.assert_same(state, after)
            later = time + 1
            next_over, next_given, next_state, emit, next_loop_state = loop_fn(later, output, after, loop_state)
            nest.assert_same(state, next_state)
            nest.assert_same(given, next_given)
            nest.assert_same(zero_emit, emit)
            kept = [_chosen(over, z, e) for z, e in zip(nest.flatten(zero_emit), nest.flatten(emit))]
            states = [_chosen(over, s, n) for s, n in zip(nest.flatten(state), nest.flatten(next_state))]
            written = [array.write(time, e) for array, e in zip(nest.flatten(arrays), kept)]
            return (
                *(later, logical_or(over, next_over), next_given, nest.pack_as(arrays, written)),
                *(nest.pack_as(state, states), loop_state if next_loop_state is None else next_loop_state),
            )

        *_, filled, final, final_loop_state = while_loop(
            lambda _time, over, *_: logical_not(reductions.reduce_all(over)),
            body,
            loop_vars=[time, finished, given, nest.pack_as(emitted, arrays), state, loop_state],
            parallel_iterations=parallel_iterations or 32,
            swap_memory=swap_memory,
        )
        return filled, final, None if first_loop_state is None else final_loop_state
