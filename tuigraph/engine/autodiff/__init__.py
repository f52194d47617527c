"""The four ways to a derivative, on one and the same graph (`tf.autodiff`).

| function | traversals for n variables | exact to           | what it needs                         |
|----------|----------------------------|--------------------|---------------------------------------|
| numeric  | n + 1                      | half of the digits | a graph that can be run               |
| symbolic | none; builds a new graph   | all digits         | a rule for every type of operation    |
| forward  | n                          | all digits         | the gradient rules of `tf.gradients`  |
| reverse  | 2                          | all digits         | the same                              |

Each returns a `Result` that counts what was done; `compare` runs all and measures how exact they are.
"""

from tuigraph.engine.autodiff.compare import compare
from tuigraph.engine.autodiff.forward import forward, pushforward
from tuigraph.engine.autodiff.numeric import numeric
from tuigraph.engine.autodiff.result import Result
from tuigraph.engine.autodiff.reverse import reverse
from tuigraph.engine.autodiff.symbolic import symbolic

__all__ = ["Result", "compare", "forward", "numeric", "pushforward", "reverse", "symbolic"]
