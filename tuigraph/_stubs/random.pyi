"""`tf.random` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.default_graph import set_random_seed as set_random_seed
from tuigraph.engine.ops.candidates import all_candidate_sampler as all_candidate_sampler
from tuigraph.engine.ops.candidates import fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler
from tuigraph.engine.ops.candidates import learned_unigram_candidate_sampler as learned_unigram_candidate_sampler
from tuigraph.engine.ops.candidates import log_uniform_candidate_sampler as log_uniform_candidate_sampler
from tuigraph.engine.ops.candidates import uniform_candidate_sampler as uniform_candidate_sampler
from tuigraph.engine.ops.random import categorical as categorical
from tuigraph.engine.ops.random import get_seed as get_seed
from tuigraph.engine.ops.random import multinomial as multinomial
from tuigraph.engine.ops.random import random_gamma as gamma
from tuigraph.engine.ops.random import random_normal as normal
from tuigraph.engine.ops.random import random_poisson as poisson
from tuigraph.engine.ops.random import random_shuffle as shuffle
from tuigraph.engine.ops.random import random_uniform as uniform
from tuigraph.engine.ops.random import truncated_normal as truncated_normal
from tuigraph.engine.ops.stateless import stateless_normal as stateless_normal
from tuigraph.engine.ops.stateless import stateless_truncated_normal as stateless_truncated_normal
from tuigraph.engine.ops.stateless import stateless_uniform as stateless_uniform

__all__ = [
    "all_candidate_sampler",
    "categorical",
    "fixed_unigram_candidate_sampler",
    "gamma",
    "get_seed",
    "learned_unigram_candidate_sampler",
    "log_uniform_candidate_sampler",
    "multinomial",
    "normal",
    "poisson",
    "set_random_seed",
    "shuffle",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
    "uniform_candidate_sampler",
]
