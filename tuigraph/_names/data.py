"""Data sets that tutorials read."""

_MNIST = {
    "mnist": (
        "DEFAULT_SOURCE_URL DataSet Datasets read_data_sets load_mnist dense_to_one_hot extract_images extract_labels"
    )
}
_KERAS = {
    "mnist": {"mnist": "load_data"},
    "fashion_mnist": {"mnist": "load_data=load_fashion"},
    "boston_housing": {"mnist": "load_data=load_boston_housing"},
}

NAMES = {
    "tf.examples.tutorials.mnist.input_data": _MNIST,
    "tf.contrib.learn.datasets.mnist": _MNIST,
    **{f"tf.keras.datasets.{name}": modules for name, modules in _KERAS.items()},
    **{f"tf.contrib.keras.datasets.{name}": modules for name, modules in _KERAS.items()},
}
