"""Images dilated, eroded and looked at in parts; Fourier transforms."""

from typing import Any

import numpy as np


def numbers(*shape: int) -> Any:
    count = int(np.prod(shape))
    return (np.random.RandomState(3).permutation(count).reshape(shape) * (8.0 / count) - 4.0).astype(np.float32)


def dilated(padding: str, strides: Any, rates: Any, name: str = "dilation2d") -> Any:
    def program(tf: Any) -> Any:
        image, kernel = tf.constant(numbers(2, 6, 5, 2)), tf.constant(numbers(3, 2, 2) / 3)
        found = getattr(tf.nn, name)(image, kernel, [1, *strides, 1], [1, *rates, 1], padding)
        return found, tf.gradients(found * found, [image, kernel])

    return program


def glimpses(**options: Any) -> Any:
    def program(tf: Any) -> Any:
        image = tf.constant(numbers(2, 7, 9, 1))
        places = [[0.1, -0.2], [0.0, 0.3]] if options.get("normalized", True) else [[3.0, 3.0], [3.5, 5.0]]
        found = tf.image.extract_glimpse(image, [3, 4], places, **options)
        return found, tf.convert_to_tensor(tf.gradients(found, image)[0] is None)

    return program


def transformed(name: str) -> Any:
    cube = numbers(2, 3, 4, 2)

    def program(tf: Any) -> Any:
        real, imaginary = (tf.constant(part.astype(np.float64)) for part in (cube, cube[::-1]))
        found = getattr(tf, name)(tf.complex(real, imaginary))
        grads = tf.gradients(tf.real(found) * tf.imag(found) * tf.real(found), [real, imaginary])
        return tf.real(found), tf.imag(found), grads

    return program


PROGRAMS = {
    "dilated": dilated("SAME", [1, 1], [1, 1]),
    "dilated_by_steps": dilated("VALID", [2, 1], [1, 2]),
    "eroded": dilated("SAME", [1, 2], [1, 1], "erosion2d"),
    "dilated_by_other_channels": lambda tf: tf.nn.dilation2d(
        np.ones((1, 3, 3, 2), np.float32), np.ones((2, 2, 3), np.float32), [1, 1, 1, 1], [1, 1, 1, 1], "SAME"
    ),
    "glimpses": glimpses(),
    "glimpses_from_the_corner": glimpses(centered=False, normalized=False),
    "glimpses_by_pixels": glimpses(normalized=False, name="look"),
    **{f"transformed_{name}": transformed(name) for name in ("fft", "ifft", "fft2d", "ifft2d", "fft3d", "ifft3d")},
}
