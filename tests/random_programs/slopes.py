"""Statements that differentiate: first and second order, by values, by variables, inside branches and bodies."""

from __future__ import annotations

from tests.random_programs.statements import kind, pair
from tests.random_programs.writer import Shape, Writer


def differentiate(w: Writer, y: str, xs: list[tuple[str, Shape]], options: str = "") -> list[str]:
    """`slopes` is in the prelude: dense gradients, and a number that stands for None."""
    names = [w.fresh("g") for _ in xs]
    source = f"slopes({y}, [{', '.join(x for x, _ in xs)}]{options})"
    w.line(f"{', '.join(names)}{',' if len(xs) == 1 else ''} = {source}")
    for name, (x, shape) in zip(names, xs):
        w.add(name, "float32", shape, x)
    return names


def what(w: Writer) -> tuple[str, list[tuple[str, Shape]]] | None:
    """Something to differentiate, and by what; inside a branch or a body mostly what was made there."""
    values = w.reachable("float32")
    if w.scope.kind != "top":
        values = [v for v in values[-8:] if v.name[0] in "taxe"]
    if len(values) < 2:
        return None
    by = [(v.name, v.shape) for v in w.draw.sample(values, w.draw.randint(1, 2))]
    if w.scope.kind == "top" or w.odds(0.3):
        by += [(v.name, v.shape) for v in w.variables if w.odds(0.4)]
    made = [v for v in values if v.name[0] != "g"] or values
    return w.draw.choice(made[-4:] if w.odds(0.75) else values[-4:]).name, by


@kind(2.2)
def gradient(w: Writer) -> None:
    asked = what(w)
    if asked is None:
        return pair(w)
    y, xs = asked
    options = ""
    if w.odds(0.12):
        options = w.one(
            f", stop_gradients=[{xs[0][0]}]", f", grad_ys=tf.ones_like({y}) * 2.0", ", unconnected_gradients='zero'"
        )
    differentiate(w, y, xs, options)
    return None


@kind(0.9)
def second_gradient(w: Writer) -> None:
    asked = what(w)
    if asked is None:
        return pair(w)
    y, xs = asked
    first = differentiate(w, y, xs[:1])[0]
    if w.odds(0.4):
        first = w.let(f"tf.reduce_sum(tf.square({first}))")
    differentiate(w, first, xs)
    return None


@kind(0.5)
def gradient_of_several(w: Writer) -> None:
    asked = what(w)
    if asked is None:
        return pair(w)
    y, xs = asked
    differentiate(w, f"[{y}, {w.some()}]", xs)
    return None
