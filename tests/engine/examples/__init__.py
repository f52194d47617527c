"""Example inputs for the operations, by area: `test_registry` checks shapes and gradients with them."""

from tests.engine.examples import arrays, elementwise, flow, linalg, neural, reductions
from tests.engine.examples.example import Example

AREAS = (arrays, elementwise, flow, linalg, neural, reductions)
EXAMPLES: dict[str, list[Example]] = {}
for area in AREAS:
    for op_type, examples in area.EXAMPLES.items():
        EXAMPLES.setdefault(op_type, []).extend(examples)
