"""Images cut, turned, resized and coloured (`tf.image`)."""

from typing import Any


def image(tf: Any, *shape: int, **options: Any) -> Any:
    """Numbers of [0, 1] without a pattern, or of [0, 255] as uint8."""
    count = 1
    for size in shape:
        count *= size
    values = [(37 * i * i + 11 * i) % 101 / 100.0 for i in range(count)]
    if options.get("whole"):
        return tf.constant([int(255 * v) for v in values], tf.uint8, shape)
    return tf.constant(values, tf.float32, shape)


def unknown(tf: Any, value: Any, *shape: Any) -> Any:
    return tf.placeholder_with_default(value, shape)


def turned(tf: Any) -> Any:
    one, several = image(tf, 2, 3, 2), image(tf, 2, 2, 3, 1)
    there = unknown(tf, one, None, None, 2)
    of = tf.image
    made = [function(x) for function in (of.flip_left_right, of.flip_up_down) for x in (one, several, there)]
    made += [of.rot90(x, k) for x in (one, several) for k in (1, 3)] + [of.rot90(there, tf.constant(6))]
    made += [of.transpose_image(one), of.transpose(several)]
    made += [of.random_flip_left_right(one, seed=3), of.random_flip_up_down(several), of.random_flip_up_down(there, 5)]
    return made


def cut(tf: Any) -> Any:
    one, several = image(tf, 4, 5, 1), image(tf, 2, 3, 3, 1)
    there, nothing = unknown(tf, one, None, None, 1), tf.placeholder_with_default(one, None)
    of = tf.image
    made = [of.central_crop(x, f) for x, f in ((one, 0.5), (several, 0.4), (there, 0.6), (one, 1.0))]
    made += [of.crop_to_bounding_box(x, 1, 0, 2, 3) for x in (one, several, there, nothing)]
    made += [of.pad_to_bounding_box(x, 1, 2, 7, 8) for x in (one, several, there, nothing)]
    made += [of.resize_image_with_crop_or_pad(x, 3, 7) for x in (one, several, there)]
    made.append(of.resize_image_with_crop_or_pad(one, tf.constant(5), 2))
    return made


def resized(tf: Any, function: str, **options: Any) -> Any:
    x = image(tf, 2, 3, 4, 2)
    made = [getattr(tf.image, function)(x, size, **options) for size in ([6, 5], [2, 3], [3, 4], [1, 9])]
    made.append(getattr(tf.image, function)(image(tf, 1, 5, 5, 1, whole=True), [3, 7], **options))
    if function == "resize_area":
        return made
    return [*made, *(tf.gradients(tf.square(y + 0.3), x)[0] for y in made[:4])]


def resize_images(tf: Any) -> Any:
    one, several = image(tf, 3, 4, 1), image(tf, 1, 4, 4, 3, whole=True)
    there = unknown(tf, one, None, None, 1)
    method = tf.image.ResizeMethod
    made = [tf.image.resize_images(one, [2, 5], m) for m in (method.NEAREST_NEIGHBOR, method.BICUBIC, method.AREA)]
    made += [
        tf.image.resize_images(several, [3, 3], align_corners=True),
        tf.image.resize_images(several, (4, 4)),
        tf.image.resize_images(there, tf.constant([5, 2])),
        tf.image.resize_images(one, [6, 6], preserve_aspect_ratio=True, name="kept"),
        tf.image.resize_images(there, [6, 6], preserve_aspect_ratio=True),
        tf.image.resize_image_with_pad(one, 5, 5),
        tf.image.resize_image_with_pad(there, 2, 3, method.NEAREST_NEIGHBOR),
    ]
    return made


def coloured(tf: Any, whole: bool) -> Any:
    x, several = image(tf, 2, 3, 3, whole=whole), image(tf, 2, 2, 2, 3, whole=whole)
    of = tf.image
    made = [
        of.adjust_brightness(x, 0.2),
        of.adjust_contrast(several, 1.7),
        of.adjust_gamma(x, 2.0, 0.9),
        of.adjust_hue(several, 0.3),
        of.adjust_hue(x, -0.8),
        of.adjust_saturation(x, 0.4),
        of.adjust_saturation(several, 3.0),
        of.random_brightness(x, 0.3, seed=1),
        of.random_contrast(x, 0.5, 1.5, seed=2),
        of.random_hue(x, 0.2, seed=3),
        of.random_saturation(x, 0.5, 2.0),
        of.per_image_standardization(x),
        of.per_image_standardization(unknown(tf, several, None, None, None, 3)),
        of.rgb_to_grayscale(several),
        of.grayscale_to_rgb(x[..., :1]),
        of.grayscale_to_rgb(unknown(tf, several[..., :1], None, None, None, 1)),
    ]
    return made


def spaces(tf: Any) -> Any:
    x = image(tf, 3, 4, 3)
    of = tf.image
    there = [of.rgb_to_hsv(x), of.rgb_to_yiq(x), of.rgb_to_yuv(x)]
    back = [of.hsv_to_rgb(x), of.yiq_to_rgb(x), of.yuv_to_rgb(x), of.rgb_to_hsv(tf.ones([2, 3]))]
    weights = tf.reshape(tf.cast(tf.range(1, 37), tf.float32) / 9.0, [3, 4, 3])
    return [*there, *back, tf.gradients(there[0] * weights, x)[0]]


def types(tf: Any) -> Any:
    kinds = [tf.uint8, tf.int16, tf.int32, tf.float16, tf.float32, tf.float64]
    values = tf.constant([0.0, 0.25, 0.5, 0.9])
    made = []
    for one in kinds:
        x = tf.image.convert_image_dtype(values, one)
        made += [tf.image.convert_image_dtype(x, other, saturate=one is tf.float32) for other in kinds]
    return [tf.cast(v, tf.float64) for v in made]


BOXES = [[0.1, 0.2, 0.6, 0.9], [0.0, 0.0, 1.0, 1.0], [0.9, 0.8, 0.2, 0.1], [-0.2, 0.3, 0.5, 1.3], [0.3, 0.3, 0.3, 0.3]]


def boxes(tf: Any) -> Any:
    x, boxes = image(tf, 2, 5, 6, 2), tf.constant(BOXES)
    of, owners = tf.image, [0, 1, 1, 0, 1]
    made = [of.crop_and_resize(x, boxes, owners, size) for size in ([3, 4], [1, 2])]
    made.append(of.crop_and_resize(x, boxes, crop_size=[2, 3], method="nearest", box_indices=owners))
    made.append(of.crop_and_resize(image(tf, 2, 3, 3, 1, whole=True), boxes, owners, [2, 2], extrapolation_value=9.0))
    slopes = [*tf.gradients([tf.square(y) for y in made[:2]], [x, boxes]), tf.gradients(made[2], x)[0]]
    several = tf.reshape(boxes, [1, 5, 4])
    drawn = [of.draw_bounding_boxes(image(tf, 1, 9, 8, depth), several) for depth in (1, 3)]
    drawn.append(of.draw_bounding_boxes(image(tf, 1, 9, 8, 3), several, colors=[[0.5, 0.1, 0.2], [1.0, 0.0, 0.3]]))
    return [*made, *slopes, *drawn]


def thinned(tf: Any) -> Any:
    starts = [0.0, 0.1, -0.1, 10.0, 10.1, 100.0]
    boxes = tf.constant([[0.0, start, 1.0, start + 1] for start in starts])
    scores = tf.constant([0.9, 0.75, 0.6, 0.95, 0.5, 0.3])
    of = tf.image
    made = [of.non_max_suppression(boxes, scores, 3), of.non_max_suppression(boxes, scores, 9, 0.9, 0.4)]
    made += of.non_max_suppression_with_scores(boxes, scores, 6, soft_nms_sigma=0.5)
    made += of.non_max_suppression_with_scores(boxes, scores, 6, 0.3, 0.4)
    made += of.non_max_suppression_padded(boxes, scores, 5, pad_to_max_output_size=True)
    made.append(of.non_max_suppression_overlaps(tf.eye(6) + 0.2, scores, 4, 0.1))
    return made


def sampled(tf: Any) -> Any:
    boxes, size = tf.constant([BOXES[:2]]), tf.constant([30, 41, 3])
    sample = tf.image.sample_distorted_bounding_box
    options = {"use_image_if_no_bounding_boxes": True}
    made = [
        sample(size, boxes, seed=1, seed2=2),
        sample(size, boxes, seed=3, min_object_covered=0.7, aspect_ratio_range=[0.5, 2.0], area_range=[0.3, 0.9]),
        sample(size, tf.zeros([1, 0, 4]), 4, area_range=[0.1, 0.2], name="mine", **options),
        sample(size, boxes, 5, min_object_covered=1.0, area_range=[0.01, 0.02], max_attempts=3),
    ]
    return [part for parts in made for part in parts]


def compared(tf: Any) -> Any:
    x, y = image(tf, 2, 5, 6, 1), image(tf, 5, 6, 1)
    there = unknown(tf, tf.reverse(x, [1]), None, None, None, None)
    of = tf.image
    made = [
        of.total_variation(x),
        of.total_variation(y),
        of.psnr(x, there, 1.0),
        of.psnr(image(tf, 3, 3, 1, whole=True), tf.ones([3, 3, 1], tf.uint8), 255),
        of.ssim(unknown(tf, x, None, None, None, None), there, 1.0, filter_size=4),
        *of.image_gradients(x),
        of.sobel_edges(x),
        of.sobel_edges(there),
    ]
    return [*made, tf.gradients(made[4], x)[0]]


def compared_at_scales(tf: Any) -> Any:
    x = image(tf, 1, 9, 8, 2)
    return tf.image.ssim_multiscale(x, x * 0.8 + 0.1, 1.0, power_factors=(0.4, 0.6), filter_size=3)


PROGRAMS = {
    "turned": turned,
    "cut": cut,
    "bilinear": lambda tf: resized(tf, "resize_bilinear"),
    "bilinear_to_corners": lambda tf: resized(tf, "resize_bilinear", align_corners=True),
    "bilinear_by_centers": lambda tf: resized(tf, "resize_bilinear", half_pixel_centers=True),
    "bicubic": lambda tf: resized(tf, "resize_bicubic"),
    "bicubic_to_corners": lambda tf: resized(tf, "resize_bicubic", align_corners=True),
    "bicubic_by_centers": lambda tf: resized(tf, "resize_bicubic", half_pixel_centers=True),
    "nearest": lambda tf: resized(tf, "resize_nearest_neighbor"),
    "nearest_to_corners": lambda tf: resized(tf, "resize_nearest_neighbor", align_corners=True),
    "nearest_by_centers": lambda tf: resized(tf, "resize_nearest_neighbor", half_pixel_centers=True),
    "area": lambda tf: resized(tf, "resize_area"),
    "area_to_corners": lambda tf: resized(tf, "resize_area", align_corners=True),
    "resize_images": resize_images,
    "coloured": lambda tf: coloured(tf, False),
    "coloured_bytes": lambda tf: coloured(tf, True),
    "spaces": spaces,
    "types": types,
    "boxes": boxes,
    "thinned": thinned,
    "sampled": sampled,
    "boxes_of_no_image": lambda tf: tf.image.crop_and_resize(image(tf, 1, 2, 2, 1), [[0, 0, 1.0, 1]], [1], [2, 2]),
    "sampled_without_boxes": lambda tf: tf.image.sample_distorted_bounding_box([3, 3, 1], tf.zeros([1, 0, 4])),
    "compared": compared,
    "compared_at_scales": compared_at_scales,
    "compared_to_another_shape": lambda tf: tf.image.psnr(image(tf, 2, 2, 1), image(tf, 2, 3, 1), 1.0),
    "compared_in_too_small_windows": lambda tf: tf.image.ssim(image(tf, 2, 2, 1), image(tf, 2, 2, 1), 1.0),
    "crop_of_too_much": lambda tf: tf.image.crop_to_bounding_box(image(tf, 2, 2, 1), 1, 0, 2, 2),
    "crop_of_too_much_in_a_run": lambda tf: tf.image.crop_to_bounding_box(
        unknown(tf, image(tf, 2, 2, 1), None, None, 1), 1, 0, 2, 2
    ),
    "flip_of_a_matrix": lambda tf: tf.image.flip_up_down(tf.ones([2, 2])),
    "hue_of_one_channel": lambda tf: tf.image.adjust_hue(image(tf, 2, 2, 1), 0.1),
    "resize_to_nothing": lambda tf: tf.image.resize_images(image(tf, 2, 2, 1), [0, 2]),
    "resize_to_three": lambda tf: tf.image.resize_images(image(tf, 2, 2, 1), [1, 2, 3]),
    "resize_in_another_way": lambda tf: tf.image.resize_images(image(tf, 2, 2, 1), [1, 2], 9),
    "contrast_without_range": lambda tf: tf.image.random_contrast(image(tf, 2, 2, 1), 2.0, 1.0),
}
