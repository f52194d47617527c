"""`tf.test` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.gradient_check import compute_gradient as compute_gradient
from tuigraph.engine.gradient_check import compute_gradient_error as compute_gradient_error
from tuigraph.interop.testing import TestCase as TestCase
from tuigraph.interop.testing import get_temp_dir as get_temp_dir
from tuigraph.interop.testing import gpu_device_name as gpu_device_name
from tuigraph.interop.testing import is_built_with_cuda as is_built_with_cuda
from tuigraph.interop.testing import is_gpu_available as is_gpu_available
from tuigraph.interop.testing import main as main

__all__ = [
    "TestCase",
    "compute_gradient",
    "compute_gradient_error",
    "get_temp_dir",
    "gpu_device_name",
    "is_built_with_cuda",
    "is_gpu_available",
    "main",
]
