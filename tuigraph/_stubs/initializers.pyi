"""`tf.initializers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.initialization import global_variables_initializer as global_variables
from tuigraph.engine.initialization import local_variables_initializer as local_variables
from tuigraph.engine.initialization import variables_initializer as variables
from tuigraph.engine.initializers import Constant as constant
from tuigraph.engine.initializers import GlorotNormal as glorot_normal
from tuigraph.engine.initializers import GlorotUniform as glorot_uniform
from tuigraph.engine.initializers import Identity as identity
from tuigraph.engine.initializers import Initializer as Initializer
from tuigraph.engine.initializers import Ones as ones
from tuigraph.engine.initializers import Orthogonal as orthogonal
from tuigraph.engine.initializers import RandomNormal as random_normal
from tuigraph.engine.initializers import RandomUniform as random_uniform
from tuigraph.engine.initializers import TruncatedNormal as truncated_normal
from tuigraph.engine.initializers import UniformUnitScaling as uniform_unit_scaling
from tuigraph.engine.initializers import VarianceScaling as variance_scaling
from tuigraph.engine.initializers import Zeros as zeros
from tuigraph.engine.initializers import he_normal as he_normal
from tuigraph.engine.initializers import he_uniform as he_uniform
from tuigraph.engine.initializers import lecun_normal as lecun_normal
from tuigraph.engine.initializers import lecun_uniform as lecun_uniform
from tuigraph.engine.lookup import tables_initializer as tables_initializer

__all__ = [
    "Initializer",
    "constant",
    "global_variables",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "local_variables",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "tables_initializer",
    "truncated_normal",
    "uniform_unit_scaling",
    "variables",
    "variance_scaling",
    "zeros",
]
