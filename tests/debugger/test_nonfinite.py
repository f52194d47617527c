"""Where NaN and Inf come from; and the way between an operation and its gradient."""

from __future__ import annotations

import numpy as np
import pytest

from tests.debugger.driver import Driver, english, run, to_the_end
from tuigraph.debugger.nonfinite import explain, newest, origin
from tuigraph.debugger.provenance import Provenance
from tuigraph.debugger.refusals import Unknown
from tuigraph.wire.commands import Move
from tuigraph.wire.gradient_names import forward_of, gradients_of

START = "import numpy as np\nimport tuigraph as tf\n"
END = "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
PLANTED = {
    "log of zero": ("bad = tf.log(tf.constant([1.0, 0.0]), name='bad')\nout = tf.reduce_sum(bad * 2.0)\n", "Log"),
    "zero by zero": (
        "z = tf.constant(0.0)\nbad = tf.divide(z, z * 3.0, name='bad')\nout = tf.maximum(bad, 1.0)\n",
        "RealDiv",
    ),
    "overflow": (
        "big = tf.constant(np.float32(3e38))\nbad = tf.multiply(big, 10.0, name='bad')\nout = bad - bad\n",
        "Mul",
    ),
    "root of a negative": ("bad = tf.sqrt(tf.constant(-1.0), name='bad')\nout = tf.reduce_mean([bad, 1.0])\n", "Sqrt"),
    "exponent": ("bad = tf.exp(tf.constant([1.0, 1000.0]), name='bad')\nout = bad / tf.reduce_sum(bad)\n", "Exp"),
    "zero to a negative power": ("bad = tf.pow(tf.zeros([2]), -1.0, name='bad')\nout = bad * 0.0\n", "Pow"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str) -> None:
    source, kind = PLANTED[planted]
    found = []

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        for root in (provenance.of(driver.names["out"].name), newest(provenance)):
            first = origin(root)
            found.append((first.name, first.op.type if first.op else ""))
            assert any("'bad'" in line and "cell_0.py:" in line for line in map(english, explain(root)))

    run(START + source + END + "sess.run(out)\n", to_the_end, look)
    assert found == [("bad", kind)] * 2


BLOWS_UP = """\
x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
w = tf.Variable([[1.0], [1.0]], name="w")
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)), name="loss")
train = tf.train.GradientDescentOptimizer(10.0).minimize(loss)
"""


def test_through_variables_into_the_runs_before() -> None:
    loop = "for i in range(40):\n    sess.run(train)\nlast = sess.run(loss)\n"

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        loss = provenance.of("loss")
        assert loss.value != loss.value
        first = origin(loss)
        assert first.run is not None
        assert loss.run is not None
        assert first.run.number < loss.run.number - 5
        assert first.op is not None
        assert all(np.isfinite(part.value).all() for part in first.causes)
        assert origin(newest(provenance)) is first

    driver = run(START + BLOWS_UP + END + loop, to_the_end, look)
    assert driver.last.problem is None


def test_what_was_fed_or_constant_is_named_as_the_origin() -> None:
    source = "p = tf.placeholder(tf.float32, [2], name='p')\nk = tf.constant(np.inf, tf.float32, name='k')\n"
    source += "a = tf.square(p)\nb = k + 1.0\n" + END + "sess.run(a, {p: [np.nan, 1]})\nsess.run(b)\n"

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        assert "p was fed in run 2" in english(explain(provenance.of(driver.names["a"].name))[1])
        assert "k, a constant" in english(explain(provenance.of(driver.names["b"].name))[1])

    run(START + source, to_the_end, look)


def test_of_finite_values_it_says_so_also_in_the_past() -> None:
    source, _ = PLANTED["log of zero"]
    source += "good = tf.square(3.0, name='good')\n"

    def look(driver: Driver) -> None:
        provenance = Provenance(driver.debugger.timeline)
        with pytest.raises(Unknown, match="good is finite: 9"):
            origin(provenance.of("good"))

    def nothing_yet(driver: Driver) -> None:
        with pytest.raises(Unknown, match="finite at this moment"):
            newest(Provenance(driver.debugger.timeline))

    run(START + source + END + "sess.run([good, out])\n", to_the_end, look, Move("back_run"), nothing_yet)


def test_an_operation_and_its_gradient_lead_to_each_other() -> None:
    source = (
        START + BLOWS_UP + "with tf.name_scope('gradients'):\n    second = tf.gradients(tf.gradients(loss, w)[0], w)\n"
    )
    names: list[str] = []

    def look(driver: Driver) -> None:
        names.extend(op.name for op in driver.names["loss"].graph.get_operations())

    run(source, to_the_end, look)
    of_product = gradients_of("MatMul", names)
    assert {"gradients/MatMul_grad/MatMul", "gradients/MatMul_grad/MatMul_1"} <= set(of_product)
    assert all(forward_of(name, names) == "MatMul" for name in of_product)
    assert forward_of("gradients/Square_grad/Mul", names) == "Square"
    assert forward_of("MatMul", names) is None
    assert forward_of("w/read", names) is None
    twice = [name for name in names if name.count("_grad/") == 2]
    assert twice
    assert all(forward_of(name, names) in names for name in twice)
    for name in names:
        forward = forward_of(name, names)
        assert forward is None or name in gradients_of(forward, names)
