"""Images."""

_PLACES = (
    "flip_left_right flip_up_down random_flip_left_right random_flip_up_down rot90 transpose transpose_image=transpose "
    "central_crop crop_to_bounding_box pad_to_bounding_box resize_image_with_crop_or_pad "
    "resize_with_crop_or_pad=resize_image_with_crop_or_pad"
)
_COLORS = (
    "convert_image_dtype adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation random_brightness "
    "random_contrast random_hue random_saturation per_image_standardization rgb_to_hsv hsv_to_rgb rgb_to_grayscale "
    "grayscale_to_rgb rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb"
)

_FILES = (
    "decode_jpeg decode_and_crop_jpeg decode_png decode_gif decode_bmp decode_image encode_jpeg encode_png "
    "extract_jpeg_shape is_jpeg"
)

NAMES = {
    "tf.image": {
        "engine.ops.glimpses": "extract_glimpse",
        "engine.ops.image_places": _PLACES,
        "engine.ops.image_colors": _COLORS,
        "engine.ops.image_files": f"{_FILES} adjust_jpeg_quality random_jpeg_quality",
        "engine.ops.patches": "extract_image_patches extract_patches",
        "engine.ops.random": "random_crop",
        "engine.ops.image_boxes": (
            "crop_and_resize draw_bounding_boxes non_max_suppression non_max_suppression_with_scores "
            "non_max_suppression_padded non_max_suppression_overlaps=non_max_suppression_with_overlaps "
            "sample_distorted_bounding_box"
        ),
        "engine.ops.image_quality": ("total_variation psnr ssim ssim_multiscale image_gradients sobel_edges"),
        "engine.ops.resizing": (
            "ResizeMethod resize_images resize=resize_images resize_area resize_bicubic resize_bilinear "
            "resize_nearest_neighbor resize_image_with_pad"
        ),
    },
    "tf.io": {"engine.ops.image_files": _FILES},
}
