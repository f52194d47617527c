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

_DATA = {
    "training.dataset": (
        "Dataset Options make_one_shot_iterator make_initializable_iterator get_output_types get_output_shapes "
        "get_output_classes"
    ),
    "training.iterator": "Iterator",
    "training.elements": "DatasetSpec",
    "training.dataset_readers": "TextLineDataset TFRecordDataset FixedLengthRecordDataset",
}
_TRANSFORMATIONS = (
    "map_and_batch shuffle_and_repeat parallel_interleave unbatch enumerate_dataset ignore_errors prefetch_to_device "
    "get_single_element Counter"
)

NAMES = {
    "tf": {"training.elements": "TensorSpec", "engine.ops.pipelines": "matching_files"},
    "tf.io": {"engine.ops.pipelines": "matching_files"},
    "tf.data": _DATA,
    "tf.data.experimental": {
        "training.dataset": "AUTOTUNE get_structure",
        "training.dataset_readers": "CsvDataset",
        "training.dataset_transformations": _TRANSFORMATIONS,
    },
    "tf.contrib.data": {
        **_DATA,
        "training.dataset_readers": f"CsvDataset {_DATA['training.dataset_readers']}",
        "training.dataset_transformations": (
            f"{_TRANSFORMATIONS} batch_and_drop_remainder padded_batch_and_drop_remainder"
        ),
    },
    "tf.examples.tutorials.mnist.input_data": _MNIST,
    "tf.contrib.learn.datasets.mnist": _MNIST,
    **{f"tf.keras.datasets.{name}": modules for name, modules in _KERAS.items()},
    **{f"tf.contrib.keras.datasets.{name}": modules for name, modules in _KERAS.items()},
}
