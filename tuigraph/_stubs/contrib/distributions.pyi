"""`tf.contrib.distributions` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.distributions import Bernoulli as Bernoulli
from tuigraph.training.distributions import Categorical as Categorical
from tuigraph.training.distributions import Distribution as Distribution
from tuigraph.training.distributions import FULLY_REPARAMETERIZED as FULLY_REPARAMETERIZED
from tuigraph.training.distributions import NOT_REPARAMETERIZED as NOT_REPARAMETERIZED
from tuigraph.training.distributions import Normal as Normal
from tuigraph.training.distributions import RegisterKL as RegisterKL
from tuigraph.training.distributions import ReparameterizationType as ReparameterizationType
from tuigraph.training.distributions import Uniform as Uniform
from tuigraph.training.distributions import kl_divergence as kl_divergence

__all__ = [
    "Bernoulli",
    "Categorical",
    "Distribution",
    "FULLY_REPARAMETERIZED",
    "NOT_REPARAMETERIZED",
    "Normal",
    "RegisterKL",
    "ReparameterizationType",
    "Uniform",
    "kl_divergence",
]
