"""Variables and variable scopes."""

NAMES = {
    "tf": {
        "engine.variables": (
            "Variable global_variables trainable_variables local_variables model_variables moving_average_variables "
            "all_variables=global_variables"
        ),
        "engine.variable": "enable_resource_variables disable_resource_variables resource_variables_enabled",
        "engine.initialization": (
            "variables_initializer global_variables_initializer local_variables_initializer "
            "report_uninitialized_variables assert_variables_initialized initialize_variables=variables_initializer "
            "initialize_all_variables=global_variables_initializer "
            "initialize_local_variables=local_variables_initializer"
        ),
        "engine.scopes": "VariableScope variable_scope get_variable_scope variable_op_scope op_scope AUTO_REUSE",
        "engine.shared_variables": "get_variable get_local_variable no_regularizer create_partitioned_variables",
        "engine.partitions": ("fixed_size_partitioner min_max_variable_partitioner variable_axis_size_partitioner"),
        "engine.template": "make_template",
        "engine.distribution": "VariableSynchronization VariableAggregation",
        "engine.ops.state": "assign assign_add assign_sub is_variable_initialized count_up_to",
        "engine.ops.scatter": (
            "scatter_update scatter_add scatter_sub scatter_mul scatter_div scatter_min scatter_max "
            "scatter_nd_update scatter_nd_add scatter_nd_sub"
        ),
    },
}
