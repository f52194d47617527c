"""The four ways to a derivative, on one and the same graph (`tf.autodiff`).

| function  | traversals of the graph for n variables | how exact            | what it needs                            |
|-----------|------------------------------------------|----------------------|------------------------------------------|
| numeric   | n + 1                                    | half of the digits   | nothing: any graph that can be run       |
| symbolic  | none; it builds a new graph              | all                  | a rule for every type of operation       |
| forward   | n                                        | all                  | the gradient rules that `tf.gradients` has |
| reverse   | 2                                        | all                  | the same                                 |

Each returns a `Result` that counts what was done; `compare` runs all and measures how exact they are.
"""

from tuigraph.engine.autodiff.compare import compare
from tuigraph.engine.autodiff.forward import forward, pushforward
from tuigraph.engine.autodiff.numeric import numeric
from tuigraph.engine.autodiff.result import Result
from tuigraph.engine.autodiff.reverse import reverse
from tuigraph.engine.autodiff.symbolic import symbolic

__all__ = ["Result", "compare", "forward", "numeric", "pushforward", "reverse", "symbolic"]
