"""Variables and variable scopes."""

NAMES = {
    "tf": {
        "engine.variables": (
            "Variable global_variables trainable_variables variables_initializer global_variables_initializer"
        ),
        "engine.ops.state": "assign assign_add assign_sub is_variable_initialized",
    },
}
