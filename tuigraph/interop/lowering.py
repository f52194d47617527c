"""Calls of functions, If, Case and While of control flow v2, as the nodes that TensorFlow makes of them to run them.

A GraphDef may hold functions in its library.  A node that calls one becomes its nodes, in a scope of their own;
`If` becomes Switch and Merge, `Case` one If after the other, `While` Enter, Merge, Switch, NextIteration and Exit
around the functions' nodes; and under the name of the call stands an IdentityN that gives its results.

Source: lower_if_op.cc, lower_while_op.cc and inline_function_utils.cc of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tensorboard.compat.proto import graph_pb2, node_def_pb2

from tuigraph.engine import dtypes
from tuigraph.engine.opdef import find
from tuigraph.interop.checked_nodes import wrong

NodeDef = node_def_pb2.NodeDef

CALLS = ("PartitionedCall", "StatefulPartitionedCall")
CONDITIONALS = ("If", "StatelessIf")
CHOICES = ("Case", "StatelessCase")
LOOPS = ("While", "StatelessWhile")
LOWERED = frozenset((*CALLS, *CONDITIONALS, *CHOICES, *LOOPS))
"""The operations that are no operations of tuigraph, and are understood all the same."""
MOST = 1_000_000  # nodes that functions become: a short library can ask for any number


class _Call(NamedTuple):
    """A node whose functions are still to be put in its place, and the functions that it was made in."""

    node: NodeDef
    inside: tuple[str, ...]


def functions_of(graph_def: graph_pb2.GraphDef) -> dict[str, Any]:
    """The functions of a graph by their names."""
    library: Any = graph_def.library
    return {function.signature.name: function for function in library.function}


def lowered(graph_def: graph_pb2.GraphDef) -> Sequence[NodeDef]:
    """The nodes of a graph, without calls.  Raises ValueError for functions that are not there or do not fit."""
    functions = functions_of(graph_def)
    if not any(_is_call(node, functions) for node in graph_def.node):
        return graph_def.node
    return _Lowering(functions, {node.name for node in graph_def.node}).run(graph_def.node)


def _is_call(node: NodeDef, functions: Mapping[str, Any]) -> bool:
    return node.op in LOWERED or node.op in functions


class _Lowering:
    def __init__(self, functions: dict[str, Any], taken: set[str]) -> None:
        self._functions = functions
        self._taken = taken  # names
        self._made: list[NodeDef] = []
        self._calls: list[_Call] = []
        self._inside: tuple[str, ...] = ()
        self._by_op: dict[str, Callable[[NodeDef, str], tuple[list[str], list[str]]]] = {
            **dict.fromkeys(CALLS, self._call),
            **dict.fromkeys(CONDITIONALS, self._conditional),
            **dict.fromkeys(CHOICES, self._choice),
            **dict.fromkeys(LOOPS, self._loop),
        }

    def run(self, nodes: Sequence[NodeDef]) -> list[NodeDef]:
        for node in nodes:
            self._keep(node)
        while self._calls:
            node, self._inside = self._calls.pop()
            try:
                prefix = self._name(node.name, "/")  # its scope
                results, after = self._by_op.get(node.op, self._call)(node, prefix)
                types = [dtype.type_enum for dtype in self._result_types(node)]
            except (KeyError, TypeError) as error:
                raise wrong(node, str(error)) from None
            if results:
                if len(types) != len(results):
                    raise wrong(node, f"{len(results)} results for {len(types)} types")
                made = self._node(node.name, "IdentityN", results, after)
                made.attr["T"].list.type.extend(types)
            else:
                self._node(node.name, "NoOp", (), after)
        return self._made

    def _keep(self, node: NodeDef) -> None:
        if _is_call(node, self._functions):
            self._calls.append(_Call(node, self._inside))
        else:
            self._made.append(node)
        if len(self._made) + len(self._calls) > MOST:
            raise ValueError(f"The functions of this graph become more than {MOST} nodes.")

    def _name(self, name: str, end: str = "") -> str:
        """A name with that end, or with a number before it where the name is taken."""
        found, number = f"{name}{end}", 0
        while found in self._taken:
            number += 1
            found = f"{name}_{number}{end}"
        self._taken.add(found)
        return found

    def _node(
        self, name: str, op: str, inputs: Sequence[str], after: Sequence[str] = (), dtype: dtypes.DType | None = None
    ) -> NodeDef:
        node = node_def_pb2.NodeDef(name=name, op=op, input=[*inputs, *dict.fromkeys(after)])
        if dtype is not None:
            node.attr["T"].type = dtype.type_enum
        self._made.append(node)
        return node

    def _make(
        self, name: str, op: str, inputs: Sequence[str], after: Sequence[str] = (), dtype: dtypes.DType | None = None
    ) -> str:
        """A node of a name that is still free; its name."""
        return self._node(self._name(name), op, inputs, after, dtype).name

    # the kinds of calls: their results, and what is to be waited for

    def _call(self, node: NodeDef, prefix: str) -> tuple[list[str], list[str]]:
        function, attrs = self._function_of(node, "f") if node.op in CALLS else (node.op, node.attr)
        data, after = _split(node.input)
        if after:
            types = self._types(node, "Tin") if node.op in CALLS else self._argument_types(function, attrs)
            data = [
                self._make(f"{prefix}input_{i}", "Identity", [text], after, dtype)
                for i, (text, dtype) in enumerate(zip(data, types))
            ]
        return self._body(node, function, attrs, prefix, data, after)

    def _conditional(self, node: NodeDef, prefix: str) -> tuple[list[str], list[str]]:
        data, after = _split(node.input)
        if not data:
            raise ValueError(f"Node '{node.name}' ({node.op}) has no condition")
        pred = data[0]
        kind = node.attr["Tcond"].type
        if kind != dtypes.bool_.type_enum:
            cast = self._node(self._name(f"{prefix}pred"), "Cast", [pred])
            cast.attr["SrcT"].type, cast.attr["DstT"].type = kind, dtypes.bool_.type_enum
            pred = cast.name
        switch = self._make(f"{prefix}switch_pred", "Switch", [pred, pred], after, dtypes.bool_)
        taken = self._types(node, "Tin")
        if len(taken) != len(data) - 1:
            raise wrong(node, f"{len(data) - 1} arguments for {len(taken)} types")
        branches, pivots, effects = [], [], []
        for at, side in enumerate(("else", "then")):
            pivot = self._make(f"{prefix}{side}", "Identity", [f"{switch}:{at}"], (), dtypes.bool_)
            function, attrs = self._function_of(node, f"{side}_branch")
            values = [  # a Switch for each branch, as where a conditional is built: by it gradients know where they are
                f"{self._make(f'{prefix}{side}/switch_{i}', 'Switch', [text, pred], after, dtype)}:{at}"
                for i, (text, dtype) in enumerate(zip(data[1:], taken))
            ]
            results, has_effects = self._body(node, function, attrs, f"{prefix}{side}/", values, [f"^{pivot}"])
            branches.append(results)
            pivots.append(pivot)
            effects.append(has_effects)
        if len(branches[0]) != len(branches[1]):
            raise wrong(node, "its branches do not give the same number of results")
        types = self._types(node, "Tout")
        merged = [
            self._merge(f"{prefix}merge_{i}", pair, dtype) for i, (pair, dtype) in enumerate(zip(zip(*branches), types))
        ]
        if not any(effects):
            return merged, after
        done = [
            self._make(f"{pivot}_done", "Identity", [pivot], waits, dtypes.bool_)
            for pivot, waits in zip(pivots, effects)
        ]
        return merged, [*after, f"^{self._merge(f'{prefix}done', done, dtypes.bool_)}"]

    def _choice(self, node: NodeDef, prefix: str) -> tuple[list[str], list[str]]:
        """The first branch where the index is 0, else the others by an index that is less by one; the last is left."""
        data, after = _split(node.input)
        branches: list[Any] = list(node.attr["branches"].list.func)
        if not data or not branches:
            raise wrong(node, "it has no index or no branches")
        if len(branches) == 1:
            call = _calling(node, "PartitionedCall", [*data[1:], *after])
            call.attr["f"].func.CopyFrom(branches[0])
            return self._call(call, prefix)
        zero = self._make(f"{prefix}zero", "ZerosLike", data[:1], after, dtypes.int32)
        pred = self._make(f"{prefix}is_first", "Equal", [data[0], zero], (), dtypes.int32)
        chosen = _calling(node, "If", [pred, *node.input])
        chosen.attr["Tcond"].type = dtypes.bool_.type_enum
        chosen.attr["Tin"].list.type.insert(0, dtypes.int32.type_enum)
        arguments = [f"data_{i}" for i in range(len(data) - 1)]
        first, rest = _calling(node, "PartitionedCall", arguments), _calling(node, node.op, ["next:z:0", *arguments])
        first.attr["f"].func.CopyFrom(branches[0])
        rest.attr["branches"].list.func.extend(branches[1:])
        one = node_def_pb2.NodeDef(name="one", op="OnesLike", input=["index"])
        following = node_def_pb2.NodeDef(name="next", op="Sub", input=["index", "one:y:0"])
        for made in (one, following):
            made.attr["T"].type = dtypes.int32.type_enum
        for side, nodes in (("then", [first]), ("else", [one, following, rest])):
            chosen.attr[f"{side}_branch"].func.name = self._made_function(f"{prefix}{side}", node, nodes)
        return self._conditional(chosen, prefix)

    def _made_function(self, name: str, choice: NodeDef, nodes: Sequence[NodeDef]) -> str:
        """A function of an index and the data of a choice; it gives what its last node does."""
        library: Any = graph_pb2.GraphDef().library
        function = library.function.add()
        function.signature.name = self._name(name)
        function.signature.input_arg.add(name="index", type=dtypes.int32.type_enum)
        for i, number in enumerate(choice.attr["Tin"].list.type):
            function.signature.input_arg.add(name=f"data_{i}", type=number)
        function.node_def.extend(nodes)
        called = nodes[-1].name
        for i, number in enumerate(choice.attr["Tout"].list.type):
            function.signature.output_arg.add(name=f"result_{i}", type=number)
            function.ret[f"result_{i}"] = f"{called}:output:{i}"
        function.control_ret[called] = called
        self._functions[function.signature.name] = function
        return str(function.signature.name)

    def _merge(self, name: str, values: Sequence[str], dtype: dtypes.DType) -> str:
        node = self._node(self._name(name), "Merge", values, (), dtype)
        node.attr["N"].i = len(values)
        return node.name

    def _loop(self, node: NodeDef, prefix: str) -> tuple[list[str], list[str]]:
        data, after = _split(node.input)
        types = self._types(node, "T")
        if len(types) != len(data):
            raise wrong(node, f"{len(data)} variables for {len(types)} types")
        body, body_attrs = self._function_of(node, "body")
        condition, condition_attrs = self._function_of(node, "cond")
        returned = [result.partition(":")[0] for result in _returned(self._functions[body])]
        arguments = [argument.name for argument in self._functions[body].signature.input_arg]
        stays = [a == b for a, b in zip(arguments, returned)] if len(arguments) == len(returned) else []
        if len(stays) != len(data) or all(stays):
            stays = [False] * len(data)
        shapes = node.attr["output_shapes"].list.shape
        enters = []
        for i, (text, dtype, same) in enumerate(zip(data, types, stays)):
            enter = self._node(self._name(f"{prefix}enter_{i}"), "Enter", [text], after, dtype)
            enter.attr["frame_name"].s = prefix[:-1].encode()
            enter.attr["is_constant"].b = same
            enter.attr["parallel_iterations"].i = node.attr["parallel_iterations"].i or 10
            if i < len(shapes):
                enter.attr["_output_shapes"].list.shape.add().CopyFrom(shapes[i])
            enters.append(enter.name)
        rounds = [i for i, same in enumerate(stays) if not same]
        if not rounds:
            raise ValueError(f"Node '{node.name}' ({node.op}) has no variables")
        following = {i: self._name(f"{prefix}next_{i}") for i in rounds}
        merges = {i: self._merge(f"{prefix}merge_{i}", [enters[i], following[i]], types[i]) for i in rounds}
        for i, merge in zip(rounds, self._made[-len(rounds) :]):
            if i < len(shapes):
                merge.attr["_output_shapes"].list.shape.add().CopyFrom(shapes[i])
        seen = [enters[i] if same else merges[i] for i, same in enumerate(stays)]
        asked, effects = self._body(node, condition, condition_attrs, f"{prefix}cond/", seen, [f"^{merges[rounds[0]]}"])
        if len(asked) != 1:
            raise wrong(node, "its condition is no one value")
        goes_on = self._make(f"{prefix}loop_cond", "LoopCond", asked, effects)
        switches = {i: self._make(f"{prefix}switch_{i}", "Switch", [merges[i], goes_on], (), types[i]) for i in rounds}
        inner = {i: self._make(f"{prefix}body_{i}", "Identity", [f"{switches[i]}:1"], (), types[i]) for i in rounds}
        seen = [enters[i] if same else inner[i] for i, same in enumerate(stays)]
        results, effects = self._body(node, body, body_attrs, f"{prefix}body/", seen, [f"^{inner[rounds[0]]}"])
        if len(results) != len(data):
            raise wrong(node, f"{len(results)} results for {len(data)} variables")
        for i in rounds:
            self._node(following[i], "NextIteration", [results[i]], effects, types[i])
        exits = {i: self._make(f"{prefix}exit_{i}", "Exit", [switches[i]], (), types[i]) for i in rounds}
        return [data[i] if same else exits[i] for i, same in enumerate(stays)], after

    # functions

    def _function_of(self, node: NodeDef, attribute: str) -> tuple[str, Any]:
        function: Any = node.attr[attribute].func
        if function.name not in self._functions:
            raise wrong(node, f"the graph has no function '{function.name}'")
        return function.name, function.attr

    def _types(self, node: NodeDef, attribute: str) -> list[dtypes.DType]:
        return [dtypes.as_dtype(number) for number in node.attr[attribute].list.type]

    def _result_types(self, node: NodeDef) -> list[dtypes.DType]:
        if node.op in CALLS or node.op in CONDITIONALS or node.op in CHOICES:
            return self._types(node, "Tout")
        if node.op in LOOPS:
            return self._types(node, "T")
        signature = self._functions[node.op].signature
        return [t for argument in signature.output_arg for t in _types_of(argument, node.attr)]

    def _argument_types(self, function: str, attrs: Any) -> list[dtypes.DType]:
        return [t for a in self._functions[function].signature.input_arg for t in _types_of(a, attrs)]

    def _body(
        self, call: NodeDef, name: str, attrs: Any, prefix: str, arguments: Sequence[str], pivot: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """Make the nodes of a function: its results for these arguments, and what has effects in it.

        What reads nothing waits for `pivot`, so that it runs where the function does.
        """
        if name in self._inside:
            raise wrong(call, f"the function '{name}' calls itself")
        function = self._functions[name]
        found: dict[str, list[str]] = {}  # tensors by what the function calls them
        at = 0
        for argument in function.signature.input_arg:
            count = len(_types_of(argument, attrs))
            found[argument.name] = list(arguments[at : at + count])
            at += count
        if at != len(arguments):
            raise wrong(call, f"{len(arguments)} arguments for '{name}', which takes {at}")
        inside, self._inside = self._inside, (*self._inside, name)
        names = {node.name: self._name(prefix + node.name) for node in function.node_def}
        kinds = {node.name: node for node in function.node_def}

        def tensor(text: str) -> str:
            if text.startswith("^"):
                return f"^{names[text[1:]]}" if text[1:] in names else "".join(pivot[:1])
            node, _, rest = text.partition(":")
            output, _, index = rest.partition(":")
            if node in found:
                return found[node][int(output or 0)]
            return f"{names[node]}:{self._place(kinds[node], output) + int(index or 0)}"

        try:
            for node in function.node_def:
                made = node_def_pb2.NodeDef()
                made.CopyFrom(node)
                made.name = names[node.name]
                read = [text for text in map(tensor, node.input) if text]
                del made.input[:]
                made.input.extend(read if any(not text.startswith("^") for text in read) else [*read, *pivot])
                _fill_in(made, attrs)
                self._keep(made)
            results = [tensor(text) for text in _returned(function)]
            effects = [f"^{names[effect]}" for effect in function.control_ret.values()]
        except (KeyError, IndexError, ValueError) as error:
            if isinstance(error, ValueError) and str(error).startswith(("Node", "The functions")):
                raise
            raise wrong(call, f"the function '{name}' reads what is not there") from None
        self._inside = inside
        return results, effects

    def _place(self, node: NodeDef, output: str) -> int:
        """The number of the first tensor of an output of a node in a function."""
        if not _is_call(node, self._functions) and find(node.op) is None:
            return 0  # whoever makes it will say so
        at = 0
        for argument, count in self._outputs(node):
            if argument == output:
                return at
            at += count
        raise KeyError(output)

    def _outputs(self, node: NodeDef) -> Iterator[tuple[str, int]]:
        if node.op in LOWERED:
            yield "output", 0
        elif node.op in self._functions:
            for argument in self._functions[node.op].signature.output_arg:
                yield argument.name, len(_types_of(argument, node.attr))
        else:
            definition = find(node.op)
            for argument in definition.outputs if definition is not None else ():
                count = 1
                if argument.number_attr is not None:
                    count = node.attr[argument.number_attr].i
                elif argument.type_list_attr is not None:
                    count = len(node.attr[argument.type_list_attr].list.type)
                yield argument.name, count


def _calling(choice: NodeDef, op: str, inputs: Sequence[str]) -> NodeDef:
    """A call that takes and gives the types that a choice does."""
    made = node_def_pb2.NodeDef(name="called", op=op, input=inputs)
    for name in ("Tin", "Tout"):
        made.attr[name].CopyFrom(choice.attr[name])
    return made


def _split(inputs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Values, and what is merely waited for."""
    return [text for text in inputs if not text.startswith("^")], [text for text in inputs if text.startswith("^")]


def _returned(function: Any) -> list[str]:
    return [function.ret[argument.name] for argument in function.signature.output_arg if argument.name in function.ret]


def _types_of(argument: Any, attrs: Any) -> list[dtypes.DType]:
    """The types of an argument of a function as it is called with these attributes."""
    if argument.type_list_attr:
        return [dtypes.as_dtype(number) for number in attrs[argument.type_list_attr].list.type]
    dtype = dtypes.as_dtype(argument.type or attrs[argument.type_attr].type)
    return [dtype] * (attrs[argument.number_attr].i if argument.number_attr else 1)


def _fill_in(node: NodeDef, attrs: Any) -> None:
    """Attributes that the function leaves to those who call it."""
    for name, value in node.attr.items():
        if value.placeholder:
            if value.placeholder not in attrs:
                raise wrong(node, f"nobody says its attribute '{name}'")
            node.attr[name].CopyFrom(attrs[value.placeholder])
