"""Image files as pixels and pixels as files (`tf.image.decode_jpeg`, `tf.io.decode_png`, ...).

JPEG, PNG and GIF are read by Pillow, which is imported when the first of them is.  BMP, and what writes PNG, are here.

Sources: tensorflow/core/kernels/{decode_image,decode_bmp,encode_png,encode_jpeg}_op.cc, core/lib/{jpeg,png,gif}.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import control_dependencies
from tuigraph.engine.errors import InvalidArgumentError, UnimplementedError
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.comparison import equal, logical_and, not_equal
from tuigraph.engine.ops.control_flow import cond
from tuigraph.engine.ops.gathering import gather
from tuigraph.engine.ops.identities import graph_for
from tuigraph.engine.ops.image_checks import is_known_in_a_run
from tuigraph.engine.ops.image_colors import convert_image_dtype
from tuigraph.engine.ops.printing import Assert
from tuigraph.engine.ops.random import random_uniform
from tuigraph.engine.ops.strings import substr
from tuigraph.engine.png import png
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.values import Array

_STARTS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "GIF": b"GIF8"}

# ---------------------------------------------------------------- Pillow


def _pillow() -> ModuleType:
    try:
        from PIL import Image
    except ImportError:
        raise UnimplementedError(None, None, "JPEG, PNG and GIF are read by Pillow: pip install pillow") from None
    return Image


def _opened(contents: bytes) -> Any:
    """The image in a file of one of the three kinds.  Raises InvalidArgumentError for anything else."""
    for kind, start in _STARTS.items():
        if contents.startswith(start):
            return _pillow().open(io.BytesIO(contents), formats=[kind])
    found = f"unknown format starting with {contents[:16]!r}" if contents else "empty file"
    raise InvalidArgumentError(None, None, f"Expected image (JPEG, PNG, or GIF), got {found}")


def _refusing(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the library says of a damaged file is an InvalidArgumentError."""

    def kernel(contents: bytes, *others: Any) -> Any:
        try:
            return function(contents, *others)
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, _pillow().DecompressionBombError) as error:
            unreadable = isinstance(error, _pillow().UnidentifiedImageError)  # which names an object of Python's
            reason = "it is damaged" if unreadable else error
            text = f"Invalid image data of {len(contents)} bytes: {reason}"
            raise InvalidArgumentError(None, None, text) from None

    return kernel


_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def _own_mode(image: Any) -> str:
    """What an image is when its palette and its transparent colour are written out."""
    mode = {"1": "L", "P": "RGB"}.get(image.mode, image.mode)
    if mode in ("L", "RGB") and "transparency" in image.info:
        return "LA" if mode == "L" else "RGBA"
    return mode if mode in _MODES.values() else "RGB"


def _from_png(image: Any, channels: int, deep: bool, depth: int) -> Any:
    """The pixels of a PNG of so many bits in each channel; 0 takes as many channels as the file has."""
    own = _own_mode(image)
    if image.mode.startswith("I"):  # 16 bits of gray
        own, pixels = "L", np.asarray(image).astype(np.uint16)[..., None]
        if not deep:
            pixels = (pixels >> 8).astype(np.uint8)
        if channels > 2:
            pixels = np.repeat(pixels, channels, axis=2)
    elif channels == 1 and own in ("RGB", "RGBA"):
        weights = np.array([9797, 19234, 3737])  # libpng's, of 32768
        gray = np.asarray(image.convert("RGB")).astype(np.int64) @ weights
        pixels = (gray >> 15).astype(np.uint8)[..., None]
    else:
        pixels = np.asarray(image.convert(_MODES.get(channels, own)))
        pixels = pixels if pixels.ndim == 3 else pixels[..., None]
    if deep and pixels.dtype == np.uint8:
        if depth == 16:
            raise UnimplementedError(None, None, "Pillow reads colours of 16 bits as 8 bits: decode as uint8.")
        pixels = pixels.astype(np.uint16) * 257
    if channels == 4 and own in ("L", "RGB"):  # as opaque as the file's depth can say, which with a palette is little
        pixels = pixels.copy()
        pixels[..., 3] = np.iinfo(pixels.dtype).max if depth >= 8 else (1 << depth) - 1
    return pixels


# ---------------------------------------------------------------- decoding


def _image_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[0]._shape, 0)
    channels = op.attrs["channels"]
    if channels < 0:
        raise ValueError(f"channels must be non-negative, got {channels}")
    return [(None, None, channels or None)]


def _pixels(contents: bytes, channels: int, deep: bool, attrs: Any) -> Any:
    """The pixels of an image of one frame, as its kind of file has them."""
    ratio = attrs.get("ratio", 1)
    if channels not in (0, 1, 3, 4):
        raise InvalidArgumentError(None, None, f"channels must be 0, 1, 3, or 4, got {channels}")
    if ratio not in (1, 2, 4, 8):
        raise InvalidArgumentError(None, None, f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if not attrs.get("fancy_upscaling", True):
        raise UnimplementedError(None, None, "Pillow reads JPEG with fancy_upscaling only.")
    if attrs.get("try_recover_truncated"):
        contents += b"\xff\xd9"  # the end of an image
    image = _opened(contents)
    if image.format == "PNG":
        return _from_png(image, channels, deep, contents[24])
    if deep:
        raise InvalidArgumentError(None, None, f"{image.format} does not support uint16 output")
    if image.format == "GIF":
        if channels not in (0, 3):
            raise InvalidArgumentError(None, None, f"channels must be 0 or 3 for GIF, got {channels}")
        if image.n_frames > 1:
            raise InvalidArgumentError(
                None,
                None,
                f"Got {image.n_frames} frames, but animated gifs can only be decoded by tf.image.decode_gif "
                "or tf.image.decode_image",
            )
        return np.asarray(image.convert("RGB"))
    if channels == 4:
        raise InvalidArgumentError(None, None, "channels must be 0, 1, or 3 for JPEG, got 4")
    width, height = image.size
    image.draft("L" if channels == 1 else image.mode, (max(width // ratio, 1), max(height // ratio, 1)))
    found = np.asarray(image.convert(_MODES.get(channels, _own_mode(image))))
    return found if found.ndim == 3 else found[..., None]


def _decode_kernel(op: Operation, store: Store) -> Kernel:
    channels, deep = op.attrs["channels"], op.outputs[0].dtype is dtypes.uint16

    def kernel(contents: bytes, window: Array | None = None) -> Any:
        pixels = _pixels(contents, channels, deep, op.attrs)
        return np.array(pixels) if window is None else _cropped(pixels, window)

    return _refusing(kernel)


def _cropped(pixels: Any, window: Any) -> Any:
    top, left, height, width = (int(v) for v in window)
    inside = top >= 0 and left >= 0 and 0 < height <= pixels.shape[0] - top and 0 < width <= pixels.shape[1] - left
    if not inside:
        raise InvalidArgumentError(None, None, f"Invalid crop window {[top, left, height, width]}")
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def _gif_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(contents: bytes) -> Any:
        image = _opened(contents)
        if image.format != "GIF":
            return np.array(_pixels(contents, 3, False, {})[None])
        frames = []
        for i in range(image.n_frames):
            image.seek(i)
            frames.append(np.asarray(image.convert("RGB")))
        return np.stack(frames)

    return _refusing(kernel)


def _bmp_kernel(op: Operation, store: Store) -> Kernel:
    channels = op.attrs["channels"]

    def kernel(contents: bytes) -> Any:
        if len(contents) < 32:
            raise InvalidArgumentError(
                None,
                None,
                f"Incomplete bmp content, requires at least 32 bytes to find the header, got {len(contents)}",
            )
        start, width, height = (struct.unpack_from("<i", contents, at)[0] for at in (10, 18, 22))
        own = struct.unpack_from("<h", contents, 28)[0] // 8
        if channels and channels != own:
            raise InvalidArgumentError(
                None, None, f"channels attribute {channels} does not match bits per pixel from file {own}"
            )
        if own not in (1, 3, 4):
            raise InvalidArgumentError(None, None, f"Number of channels must be 1, 3 or 4, was {own}")
        if width <= 0 or not height or start < 0:
            raise InvalidArgumentError(None, None, f"Incomplete bmp content: width {width}, height {height}")
        row = (own * 8 * width + 31) // 32 * 4
        rows = abs(height)
        if start + row * (rows - 1) + own * width > len(contents):
            raise InvalidArgumentError(
                None, None, f"Incomplete bmp content, requires at least {start + row * rows} bytes, got {len(contents)}"
            )
        found = np.frombuffer((contents + bytes(4))[start : start + row * rows].ljust(row * rows, b"\0"), np.uint8)
        pixels = found.reshape(rows, row)[:, : own * width].reshape(rows, width, own)
        order = [2, 1, 0, 3][:own] if own > 1 else [0]  # blue comes first, and the last row
        return np.ascontiguousarray((pixels[::-1] if height > 0 else pixels)[..., order])

    return kernel


_JPEG = {
    "channels": 0,
    "ratio": 1,
    "fancy_upscaling": True,
    "try_recover_truncated": False,
    "acceptable_fraction": 1.0,
    "dct_method": "",
}
_CHANNELS = {"channels": 0}

for _name, _signature, _attrs, _shape, _kernel in (
    ("DecodeJpeg", "contents: string -> image: uint8", _JPEG, _image_shape, _decode_kernel),
    ("DecodeAndCropJpeg", "contents: string, crop_window: int32 -> image: uint8", _JPEG, _image_shape, _decode_kernel),
    ("DecodePng", "contents: string -> image: dtype", _CHANNELS, _image_shape, _decode_kernel),
    ("DecodeBmp", "contents: string -> image: uint8", _CHANNELS, _image_shape, _bmp_kernel),
    ("DecodeGif", "contents: string -> image: uint8", {}, lambda op: [(None, None, None, 3)], _gif_kernel),
):
    define(
        _name,
        _signature,
        types={"dtype": frozenset({dtypes.uint8, dtypes.uint16})} if _name == "DecodePng" else {},
        attrs=_attrs,
        shape=_shape,
        kernel=_kernel,
        differentiable=False,
        can_fail=True,
    )


def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The pixels of a JPEG file, uint8 [height, width, channels] (`tf.image.decode_jpeg`).

    `channels`: 1 for gray, 3 for colours, 0 for what the file has; `ratio` divides height and width.  PNG and GIF of
    one frame are read as well.  InvalidArgumentError in a run for anything else.  The arithmetic is that of the method
    INTEGER_ACCURATE, whichever `dct_method` is given; TensorFlow's default differs from it by up to 3 in a pixel.
    """
    return tensor(
        "DecodeJpeg",
        contents,
        channels=channels or 0,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=acceptable_fraction,
        dct_method=dct_method,
        name=name,
    )


def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """As `decode_jpeg`, and of the image the part [y, x, height, width] (`tf.image.decode_and_crop_jpeg`)."""
    return tensor(
        "DecodeAndCropJpeg",
        contents,
        crop_window,
        channels=channels or 0,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=acceptable_fraction,
        dct_method=dct_method,
        name=name,
    )


def decode_png(contents: Any, channels: int = 0, dtype: Any = dtypes.uint8, name: str | None = None) -> Tensor:
    """The pixels of a PNG file, uint8 or uint16 [height, width, channels] (`tf.image.decode_png`).

    `channels`: 1, 3 or 4, 0 for what the file has.  InvalidArgumentError in a run for anything but an image.
    """
    return tensor("DecodePng", contents, channels=channels or 0, dtype=dtypes.as_dtype(dtype), name=name)


def decode_gif(contents: Any, name: str | None = None) -> Tensor:
    """The frames of a GIF file, uint8 [frames, height, width, 3] (`tf.image.decode_gif`)."""
    return tensor("DecodeGif", contents, name=name)


def decode_bmp(contents: Any, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels of a BMP file, uint8 [height, width, channels] (`tf.image.decode_bmp`)."""
    return tensor("DecodeBmp", contents, channels=channels or 0, name=name)


# ---------------------------------------------------------------- encoding


def _check_pixels(pixels: Any, allowed: tuple[int, ...]) -> None:
    if np.ndim(pixels) != 3:
        raise InvalidArgumentError(
            None, None, f"image must be 3-dimensional, but has shape {shapes.listed(np.shape(pixels))}"
        )
    if pixels.shape[2] not in allowed:
        named = ", ".join(map(str, allowed[:-1])) + f" or {allowed[-1]}"
        raise InvalidArgumentError(None, None, f"image must have {named} channels, has {pixels.shape[2]}")
    if not pixels.size:
        raise InvalidArgumentError(None, None, "image cannot be empty")


def _png_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(pixels: Array) -> Any:
        _check_pixels(pixels, (1, 2, 3, 4))
        return png(pixels, op.attrs["compression"])

    return kernel


def _jpeg(pixels: Any, quality: int, attrs: Any) -> bytes:
    wanted = attrs.get("format")
    allowed = {"grayscale": (1,), "rgb": (3,)}.get(wanted, (1, 3))
    _check_pixels(pixels, allowed)
    if not 0 <= quality <= 100:
        raise InvalidArgumentError(None, None, f"quality must be in [0,100], got {quality}")
    unit = 2.54 if attrs.get("density_unit") == "cm" else 1
    options = {"xmp": attrs["xmp_metadata"].encode()} if attrs.get("xmp_metadata") else {}
    file = io.BytesIO()
    image = _pillow().fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    image.save(
        file,
        "JPEG",
        quality=quality,
        progressive=attrs.get("progressive", False),
        optimize=attrs.get("optimize_size", False),
        subsampling="4:2:0" if attrs.get("chroma_downsampling", True) else "4:4:4",
        dpi=(attrs.get("x_density", 300) * unit, attrs.get("y_density", 300) * unit),
        **options,
    )
    return file.getvalue()


def _jpeg_kernel(op: Operation, store: Store) -> Kernel:
    return lambda pixels: _jpeg(pixels, op.attrs["quality"], op.attrs)


def _jpeg_of_kernel(op: Operation, store: Store) -> Kernel:
    return lambda pixels, quality: _jpeg(pixels, int(quality), {})


def _text_shape(op: Operation) -> list[MaybeShape]:
    shapes.with_rank(op.inputs[0]._shape, 3)
    return [()]


define(
    "EncodePng",
    "image: T -> contents: string",
    types={"T": frozenset({dtypes.uint8, dtypes.uint16})},
    defaults={"T": dtypes.uint8},
    attrs={"compression": -1},
    shape=_text_shape,
    kernel=_png_kernel,
    differentiable=False,
    can_fail=True,
)
define(
    "EncodeJpeg",
    "image: uint8 -> contents: string",
    attrs={
        "format": "",
        "quality": 95,
        "progressive": False,
        "optimize_size": False,
        "chroma_downsampling": True,
        "density_unit": "in",
        "x_density": 300,
        "y_density": 300,
        "xmp_metadata": "",
    },
    shape=_text_shape,
    kernel=_jpeg_kernel,
    differentiable=False,
    can_fail=True,
)
define(
    "EncodeJpegVariableQuality",
    "images: uint8, quality: int32 -> contents: string",
    shape=_text_shape,
    kernel=_jpeg_of_kernel,
    differentiable=False,
    can_fail=True,
)


def encode_png(image: Any, compression: int = -1, name: str | None = None) -> Tensor:
    """A PNG file of uint8 or uint16 pixels [height, width, 1 to 4] (`tf.image.encode_png`)."""
    return tensor("EncodePng", image, compression=compression, name=name)


def encode_jpeg(
    image: Any,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
    name: str | None = None,
) -> Tensor:
    """A JPEG file of uint8 pixels [height, width, 1 or 3] (`tf.image.encode_jpeg`)."""
    return tensor(
        "EncodeJpeg",
        image,
        format=format,
        quality=quality,
        progressive=progressive,
        optimize_size=optimize_size,
        chroma_downsampling=chroma_downsampling,
        density_unit=density_unit,
        x_density=x_density,
        y_density=y_density,
        xmp_metadata=xmp_metadata,
        name=name,
    )


def adjust_jpeg_quality(image: Any, jpeg_quality: Any, name: str | None = None) -> Tensor:
    """An image as it looks after it has been a JPEG file of a quality of [0, 100] (`tf.image.adjust_jpeg_quality`)."""
    with graph_for(image, jpeg_quality).name_scope(name or "adjust_jpeg_quality"):
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        image = convert_image_dtype(image, dtypes.uint8)
        if not is_known_in_a_run(jpeg_quality):
            jpeg_quality = convert_to_tensor(jpeg_quality, dtypes.int32)
        return convert_image_dtype(decode_jpeg(tensor("EncodeJpegVariableQuality", image, jpeg_quality)), given)


def random_jpeg_quality(image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None) -> Tensor:
    """`adjust_jpeg_quality` by a number of [min, max) (`tf.image.random_jpeg_quality`).

    Raises ValueError for an empty range and for one outside of [0, 100].
    """
    if not (0 <= min_jpeg_quality <= 100 and 0 <= max_jpeg_quality <= 100):
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if min_jpeg_quality >= max_jpeg_quality:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, seed=seed, dtype=dtypes.int32)
    return adjust_jpeg_quality(image, quality)


# ---------------------------------------------------------------- kinds of files


def _size_kernel(op: Operation, store: Store) -> Kernel:
    dtype = op.outputs[0].dtype.numpy

    def kernel(contents: bytes) -> Any:
        image = _pillow().open(io.BytesIO(contents), formats=["JPEG"])
        return np.array([image.height, image.width, len(image.getbands())], dtype)

    return _refusing(kernel)


define(
    "ExtractJpegShape",
    "contents: string -> image_shape: output_type",
    types={"output_type": dtypes.INDEX},
    shape=lambda op: [(3,)],
    kernel=_size_kernel,
    differentiable=False,
    can_fail=True,
)


def extract_jpeg_shape(contents: Any, output_type: Any = dtypes.int32, name: str | None = None) -> Tensor:
    """[height, width, channels] of a JPEG file, of which only the header is read (`tf.image.extract_jpeg_shape`)."""
    return tensor("ExtractJpegShape", contents, output_type=dtypes.as_dtype(output_type), name=name)


def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether a file begins as JPEG does (`tf.image.is_jpeg`)."""
    with graph_for(contents).name_scope(name or "is_jpeg"):
        return equal(substr(contents, 0, 3), b"\xff\xd8\xff", name=name)


def _is_png(contents: Any) -> Tensor:
    with graph_for(contents).name_scope("is_png"):
        return equal(substr(contents, 0, 3), b"\211PN")


def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = dtypes.uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The pixels of a JPEG, PNG, GIF or BMP file in a type (`tf.image.decode_image`).

    A GIF has four dimensions unless `expand_animations` is False, which takes its first frame.  Raises ValueError for
    other `channels` than 0, 1, 3 and 4; InvalidArgumentError in a run for anything but an image.
    """
    kind = dtypes.as_dtype(dtype)
    with graph_for(contents).name_scope(name or "decode_image"):
        if channels not in (None, 0, 1, 3, 4):
            raise ValueError("channels must be in (None, 0, 1, 3, 4)")
        count = channels or 0
        start = substr(contents, 0, 3)

        def bmp() -> Tensor:
            is_bmp = equal(substr(contents, 0, 2), "BM", name="is_bmp")
            checks = [Assert(is_bmp, ["Unable to decode bytes as JPEG, PNG, GIF, or BMP"])]
            good = not_equal(count, 1, name="check_channels")
            checks.append(Assert(good, ["Channels must be in (None, 0, 3) when decoding BMP images"]))
            with control_dependencies(checks):
                return convert_image_dtype(decode_bmp(contents), kind)

        def gif() -> Tensor:
            good = logical_and(
                not_equal(count, 1, name="check_gif_channels"), not_equal(count, 4, name="check_gif_channels")
            )
            with control_dependencies([Assert(good, ["Channels must be in (None, 0, 3) when decoding GIF images"])]):
                frames = convert_image_dtype(decode_gif(contents), kind)
                return frames if expand_animations else gather(frames, 0)

        def of_png() -> Tensor:
            found = decode_png(contents, count, dtypes.uint8 if kind is dtypes.uint8 else dtypes.uint16)
            return convert_image_dtype(found, kind)

        def jpeg() -> Tensor:
            good = not_equal(count, 4, name="check_jpeg_channels")
            with control_dependencies(
                [Assert(good, ["Channels must be in (None, 0, 1, 3) when decoding JPEG images"])]
            ):
                return convert_image_dtype(decode_jpeg(contents, count), kind)

        def no_png() -> Any:
            return cond(equal(start, b"GIF", name="is_gif"), gif, bmp, name="cond_gif")

        def no_jpeg() -> Any:
            return cond(_is_png(contents), of_png, no_png, name="cond_png")

        made: Tensor = cond(is_jpeg(contents), jpeg, no_jpeg, name="cond_jpeg")
        return made
