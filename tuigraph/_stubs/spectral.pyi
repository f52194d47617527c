"""`tf.spectral` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.fourier import fft as fft
from tuigraph.engine.ops.fourier import fft2d as fft2d
from tuigraph.engine.ops.fourier import fft3d as fft3d
from tuigraph.engine.ops.fourier import ifft as ifft
from tuigraph.engine.ops.fourier import ifft2d as ifft2d
from tuigraph.engine.ops.fourier import ifft3d as ifft3d

__all__ = [
    "fft",
    "fft2d",
    "fft3d",
    "ifft",
    "ifft2d",
    "ifft3d",
]
