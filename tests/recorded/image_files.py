"""Image files read and written."""

import base64
from typing import Any

from tests.recorded.images import image

FILES = {
    "rgb.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHCAIAAACk8qu6AAAAL0lEQVR42mNkYGDQQEUsDHIMDAyCyAgupARHyELGEIQm5MLA4IIp"
        "FIomlMbAEAoAX4QGXhySaZEAAAAASUVORK5CYII="
    ),
    "gray.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHCAAAAAAO+2MxAAAAGElEQVR42mNkEBERERFh4ufn5+fnJ4ICAD9oAo6xQzViAAAAAElFTkSuQmCC"
    ),
    "alpha.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHCAYAAAArkDztAAAAN0lEQVR4nGNkYGBg0GBgEEHHLAxyDPwMDIIYGElCCQWjSRjDMRYJ"
        "F34GBhdcEqHYJNL4GRhC+QGr7Ajemuuj1QAAAABJRU5ErkJggg=="
    ),
    "palette.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHBAMAAADZviHeAAAAElBMVEWMlpSMWrMUhyagHkRQHiIUHgmTra8XAAAAJUlEQVR4nGMM"
        "ff+eieE/AxMDwz2ms/8YGJQYDRiUGBmYGP4zAAB9/QdajCuDlgAAAABJRU5ErkJggg=="
    ),
    "deep.png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHEAAAAABea79yAAAAN0lEQVR4nEXJwQ0AIAwCQDVdAD7tmAzDwD6q6YOEg71WKlVKlQKm"
        "GDAFBz18W/M9zQPTP2cqfAG64BajCOE6egAAAABJRU5ErkJggg=="
    ),
    "rgb.jpg": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
        "UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
        "T09PT09PT0//wAARCAAHAAYDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        "4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
        "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm"
        "Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq"
        "8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCno/h1DCPkUkjPWiiitsNBTpqT/JfqjXB46sqMdT//2Q=="
    ),
    "gray.jpg": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
        "UlNSMj5aYVpQYEpRUk//wAALCAAHAAYBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        "4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AK3h/Rl+z9B0r//Z"
    ),
    "two.gif": (
        "R0lGODdhBgAHAIIAAKCWjVCWqoxasxSHJqAeRFAeIhQeCQAAACwAAAAABgAHAAAIJAANGChQgAABgQUNIiQgQMCAAQEaOoQogACA"
        "hwECALgIcSOAgAAh+QQBAAAHACwAAAAABgAHAILr8PfD8Obh0tml6cbrtNXDtKqltMAAAAAIIwABCAxAcCDBAQIFBBiAUICAAhAJ"
        "EIAYwIBEiAYsTiRgoEBAADs="
    ),
    "one.gif": (
        "R0lGODdhBgAHAIIAAKCWjVCWqoxasxSHJqAtZqAAAFAeIhQeCSwAAAAABgAHAAAIIwAPHDBQoKBAAwYIEDioUMCAAQEESHwYkQAA"
        "igEAXISoEUBAADs="
    ),
    "rgb.bmp": (
        "Qk3CAAAAAAAAADYAAAAoAAAABgAAAAcAAAABABgAAAAAAIwAAADEDgAAxA4AAAAAAAAAAAAAALQAZrQozLRQMrR4mLSg/rTIAAAA"
        "lgBVliiqllD/lnhUlqCplsgAAAB4AER4KIh4UMx4eBB4oFR4yAAAAFoAM1ooZlpQmVp4zFqg/1rIAAAAPAAiPChEPFBmPHiIPKCq"
        "PMgAAAAeABEeKCIeUDMeeEQeoFUeyAAAAAAAAAAoAABQAAB4AACgAADIAAA="
    ),
}


def file(tf: Any, name: str) -> Any:
    return tf.constant(base64.b64decode(FILES[name]))


def png(tf: Any) -> Any:
    names = ["rgb.png", "gray.png", "alpha.png", "palette.png", "deep.png"]
    made = [tf.image.decode_png(file(tf, name), channels) for name in names for channels in (0, 1, 3, 4)]
    made += [tf.io.decode_png(file(tf, name), dtype=tf.uint16) for name in names]
    return [tf.cast(pixels, tf.int32) for pixels in made] + [tf.shape(pixels) for pixels in made]


def jpeg(tf: Any) -> Any:
    names = ["rgb.jpg", "gray.jpg"]
    exact = {"dct_method": "INTEGER_ACCURATE"}
    made = [tf.image.decode_jpeg(file(tf, name), channels, **exact) for name in names for channels in (0, 1, 3)]
    made += [tf.image.decode_jpeg(file(tf, "rgb.jpg"), 3, 2, **exact), tf.image.decode_jpeg(file(tf, "rgb.png"), 4)]
    made.append(tf.image.decode_and_crop_jpeg(file(tf, "rgb.jpg"), [1, 2, 3, 4], **exact))
    return [*made, tf.image.extract_jpeg_shape(file(tf, "rgb.jpg")), tf.image.is_jpeg(file(tf, "rgb.png"))]


def others(tf: Any) -> Any:
    return [
        tf.image.decode_gif(file(tf, "two.gif")),
        tf.image.decode_png(file(tf, "one.gif")),
        tf.image.decode_bmp(file(tf, "rgb.bmp")),
    ]


def any_image(tf: Any) -> Any:
    names = ["rgb.png", "two.gif", "rgb.bmp"]
    made = [tf.image.decode_image(tf.placeholder_with_default(file(tf, name), [])) for name in names]
    made.append(tf.image.decode_image(file(tf, "two.gif"), 3, tf.float32, expand_animations=False))
    return made


def written(tf: Any) -> Any:
    pixels, gray = image(tf, 9, 8, 3, whole=True), image(tf, 5, 6, 1, whole=True)
    of = tf.image
    files = [
        of.encode_png(pixels),
        of.encode_png(tf.cast(gray, tf.uint16), compression=9),
        of.encode_jpeg(pixels),
        of.encode_jpeg(gray, quality=30),
        of.encode_jpeg(pixels, "rgb", 80, progressive=True, optimize_size=True, chroma_downsampling=False),
    ]
    made = [of.decode_jpeg(one, dct_method="INTEGER_ACCURATE") for one in files]
    of.random_jpeg_quality(image(tf, 4, 4, 3), 20, 60, seed=5)
    return [tf.cast(one, tf.float32) for one in made]


PROGRAMS = {
    "png": png,
    "jpeg": jpeg,
    "others": others,
    "any_image": any_image,
    "written": written,
    "no_image": lambda tf: tf.image.decode_jpeg(tf.constant(b"nothing")),
    "a_broken_image": lambda tf: tf.image.decode_png(tf.constant(base64.b64decode(FILES["rgb.png"])[:60])),
    "a_gif_of_two_as_png": lambda tf: tf.image.decode_png(file(tf, "two.gif")),
    "a_bmp_of_other_channels": lambda tf: tf.image.decode_bmp(file(tf, "rgb.bmp"), 4),
    "a_png_as_gif": lambda tf: tf.image.decode_gif(file(tf, "alpha.png")),
    "a_jpeg_of_four_channels": lambda tf: tf.image.decode_jpeg(file(tf, "rgb.jpg"), 4),
    "a_gif_of_one_channel": lambda tf: tf.image.decode_png(file(tf, "one.gif"), 1),
    "an_image_cut_off": lambda tf: tf.image.decode_jpeg(tf.constant(base64.b64decode(FILES["rgb.jpg"])[:-30])),
    "a_jpeg_of_two_channels": lambda tf: tf.image.encode_jpeg(image(tf, 2, 2, 2, whole=True)),
    "a_crop_beyond": lambda tf: tf.image.decode_and_crop_jpeg(file(tf, "rgb.jpg"), [1, 2, 8, 4]),
}
