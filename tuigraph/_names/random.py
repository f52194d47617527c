"""Random operations and initializers."""

_INITIALIZERS = {
    "zeros": "Zeros",
    "ones": "Ones",
    "constant": "Constant",
    "random_uniform": "RandomUniform",
    "random_normal": "RandomNormal",
    "truncated_normal": "TruncatedNormal",
    "uniform_unit_scaling": "UniformUnitScaling",
    "variance_scaling": "VarianceScaling",
    "glorot_uniform": "GlorotUniform",
    "glorot_normal": "GlorotNormal",
    "orthogonal": "Orthogonal",
}

NAMES = {
    "tf": {
        "engine.ops.random": (
            "get_seed random_uniform random_normal truncated_normal random_shuffle multinomial "
            "random_crop random_gamma random_poisson"
        ),
        "engine.initializers": " ".join(f"{name}_initializer={made}" for name, made in _INITIALIZERS.items()),
    },
    "tf.random": {
        "engine.default_graph": "set_random_seed",
        "engine.ops.random": (
            "get_seed multinomial categorical normal=random_normal uniform=random_uniform truncated_normal "
            "shuffle=random_shuffle gamma=random_gamma poisson=random_poisson"
        ),
        "engine.ops.stateless": "stateless_uniform stateless_normal stateless_truncated_normal",
    },
    "tf.initializers": {
        "engine.initializers": (
            "Initializer identity=Identity lecun_normal lecun_uniform he_normal he_uniform "
            + " ".join(f"{name}={made}" for name, made in _INITIALIZERS.items())
        ),
        "engine.initialization": (
            "global_variables=global_variables_initializer local_variables=local_variables_initializer "
            "variables=variables_initializer"
        ),
        "engine.lookup": "tables_initializer",
    },
    "tf.contrib.layers": {
        "engine.initializers": (
            "xavier_initializer xavier_initializer_conv2d=xavier_initializer "
            "variance_scaling_initializer=contrib_variance_scaling"
        ),
    },
}
