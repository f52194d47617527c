"""Random operations and initializers."""

NAMES = {
    "tf": {
        "engine.ops.random": (
            "get_seed random_uniform random_normal truncated_normal random_shuffle multinomial "
            "random_crop random_gamma random_poisson"
        ),
    },
    "tf.random": {
        "engine.graph": "set_random_seed",
        "engine.ops.random": (
            "get_seed multinomial categorical normal=random_normal uniform=random_uniform truncated_normal shuffle=random_shuffle "
            "gamma=random_gamma poisson=random_poisson"
        ),
    },
}
