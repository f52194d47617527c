"""`tf.contrib.framework` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.framework import nest as nest
from tuigraph.training.arg_scope import add_arg_scope as add_arg_scope
from tuigraph.training.arg_scope import arg_scope as arg_scope
from tuigraph.training.arg_scope import arg_scope_func_key as arg_scope_func_key
from tuigraph.training.arg_scope import arg_scoped_arguments as arg_scoped_arguments
from tuigraph.training.arg_scope import current_arg_scope as current_arg_scope
from tuigraph.training.arg_scope import has_arg_scope as has_arg_scope
from tuigraph.training.checkpoints import list_variables as list_variables
from tuigraph.training.checkpoints import load_checkpoint as load_checkpoint
from tuigraph.training.checkpoints import load_variable as load_variable
from tuigraph.training.model_variables import add_model_variable as add_model_variable
from tuigraph.training.model_variables import assign_from_checkpoint as assign_from_checkpoint
from tuigraph.training.model_variables import assign_from_checkpoint_fn as assign_from_checkpoint_fn
from tuigraph.training.model_variables import assign_from_values as assign_from_values
from tuigraph.training.model_variables import assign_from_values_fn as assign_from_values_fn
from tuigraph.training.model_variables import filter_variables as filter_variables
from tuigraph.training.model_variables import get_local_variables as get_local_variables
from tuigraph.training.model_variables import get_model_variables as get_model_variables
from tuigraph.training.model_variables import get_trainable_variables as get_trainable_variables
from tuigraph.training.model_variables import get_unique_variable as get_unique_variable
from tuigraph.training.model_variables import get_variable_full_name as get_variable_full_name
from tuigraph.training.model_variables import get_variables as get_variables
from tuigraph.training.model_variables import get_variables_by_name as get_variables_by_name
from tuigraph.training.model_variables import get_variables_by_suffix as get_variables_by_suffix
from tuigraph.training.model_variables import get_variables_to_restore as get_variables_to_restore
from tuigraph.training.model_variables import global_variable as global_variable
from tuigraph.training.model_variables import local_variable as local_variable
from tuigraph.training.model_variables import model_variable as model_variable
from tuigraph.training.model_variables import variable as variable
from tuigraph.training.step_counter import assert_global_step as assert_global_step
from tuigraph.training.step_counter import create_global_step as create_global_step
from tuigraph.training.step_counter import get_global_step as get_global_step
from tuigraph.training.step_counter import get_or_create_global_step as get_or_create_global_step
from tuigraph.training.warm_start import init_from_checkpoint as init_from_checkpoint

__all__ = [
    "add_arg_scope",
    "add_model_variable",
    "arg_scope",
    "arg_scope_func_key",
    "arg_scoped_arguments",
    "assert_global_step",
    "assign_from_checkpoint",
    "assign_from_checkpoint_fn",
    "assign_from_values",
    "assign_from_values_fn",
    "create_global_step",
    "current_arg_scope",
    "filter_variables",
    "get_global_step",
    "get_local_variables",
    "get_model_variables",
    "get_or_create_global_step",
    "get_trainable_variables",
    "get_unique_variable",
    "get_variable_full_name",
    "get_variables",
    "get_variables_by_name",
    "get_variables_by_suffix",
    "get_variables_to_restore",
    "global_variable",
    "has_arg_scope",
    "init_from_checkpoint",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "local_variable",
    "model_variable",
    "nest",
    "variable",
]
