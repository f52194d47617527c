"""`tf.image` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.glimpses import extract_glimpse as extract_glimpse
from tuigraph.engine.ops.image_boxes import crop_and_resize as crop_and_resize
from tuigraph.engine.ops.image_boxes import draw_bounding_boxes as draw_bounding_boxes
from tuigraph.engine.ops.image_boxes import non_max_suppression as non_max_suppression
from tuigraph.engine.ops.image_boxes import non_max_suppression_padded as non_max_suppression_padded
from tuigraph.engine.ops.image_boxes import non_max_suppression_with_overlaps as non_max_suppression_overlaps
from tuigraph.engine.ops.image_boxes import non_max_suppression_with_scores as non_max_suppression_with_scores
from tuigraph.engine.ops.image_boxes import sample_distorted_bounding_box as sample_distorted_bounding_box
from tuigraph.engine.ops.image_colors import adjust_brightness as adjust_brightness
from tuigraph.engine.ops.image_colors import adjust_contrast as adjust_contrast
from tuigraph.engine.ops.image_colors import adjust_gamma as adjust_gamma
from tuigraph.engine.ops.image_colors import adjust_hue as adjust_hue
from tuigraph.engine.ops.image_colors import adjust_saturation as adjust_saturation
from tuigraph.engine.ops.image_colors import convert_image_dtype as convert_image_dtype
from tuigraph.engine.ops.image_colors import grayscale_to_rgb as grayscale_to_rgb
from tuigraph.engine.ops.image_colors import hsv_to_rgb as hsv_to_rgb
from tuigraph.engine.ops.image_colors import per_image_standardization as per_image_standardization
from tuigraph.engine.ops.image_colors import random_brightness as random_brightness
from tuigraph.engine.ops.image_colors import random_contrast as random_contrast
from tuigraph.engine.ops.image_colors import random_hue as random_hue
from tuigraph.engine.ops.image_colors import random_saturation as random_saturation
from tuigraph.engine.ops.image_colors import rgb_to_grayscale as rgb_to_grayscale
from tuigraph.engine.ops.image_colors import rgb_to_hsv as rgb_to_hsv
from tuigraph.engine.ops.image_colors import rgb_to_yiq as rgb_to_yiq
from tuigraph.engine.ops.image_colors import rgb_to_yuv as rgb_to_yuv
from tuigraph.engine.ops.image_colors import yiq_to_rgb as yiq_to_rgb
from tuigraph.engine.ops.image_colors import yuv_to_rgb as yuv_to_rgb
from tuigraph.engine.ops.image_files import adjust_jpeg_quality as adjust_jpeg_quality
from tuigraph.engine.ops.image_files import decode_and_crop_jpeg as decode_and_crop_jpeg
from tuigraph.engine.ops.image_files import decode_bmp as decode_bmp
from tuigraph.engine.ops.image_files import decode_gif as decode_gif
from tuigraph.engine.ops.image_files import decode_image as decode_image
from tuigraph.engine.ops.image_files import decode_jpeg as decode_jpeg
from tuigraph.engine.ops.image_files import decode_png as decode_png
from tuigraph.engine.ops.image_files import encode_jpeg as encode_jpeg
from tuigraph.engine.ops.image_files import encode_png as encode_png
from tuigraph.engine.ops.image_files import extract_jpeg_shape as extract_jpeg_shape
from tuigraph.engine.ops.image_files import is_jpeg as is_jpeg
from tuigraph.engine.ops.image_files import random_jpeg_quality as random_jpeg_quality
from tuigraph.engine.ops.image_places import central_crop as central_crop
from tuigraph.engine.ops.image_places import crop_to_bounding_box as crop_to_bounding_box
from tuigraph.engine.ops.image_places import flip_left_right as flip_left_right
from tuigraph.engine.ops.image_places import flip_up_down as flip_up_down
from tuigraph.engine.ops.image_places import pad_to_bounding_box as pad_to_bounding_box
from tuigraph.engine.ops.image_places import random_flip_left_right as random_flip_left_right
from tuigraph.engine.ops.image_places import random_flip_up_down as random_flip_up_down
from tuigraph.engine.ops.image_places import resize_image_with_crop_or_pad as resize_image_with_crop_or_pad
from tuigraph.engine.ops.image_places import resize_image_with_crop_or_pad as resize_with_crop_or_pad
from tuigraph.engine.ops.image_places import rot90 as rot90
from tuigraph.engine.ops.image_places import transpose as transpose
from tuigraph.engine.ops.image_places import transpose as transpose_image
from tuigraph.engine.ops.image_quality import image_gradients as image_gradients
from tuigraph.engine.ops.image_quality import psnr as psnr
from tuigraph.engine.ops.image_quality import sobel_edges as sobel_edges
from tuigraph.engine.ops.image_quality import ssim as ssim
from tuigraph.engine.ops.image_quality import ssim_multiscale as ssim_multiscale
from tuigraph.engine.ops.image_quality import total_variation as total_variation
from tuigraph.engine.ops.patches import extract_image_patches as extract_image_patches
from tuigraph.engine.ops.patches import extract_patches as extract_patches
from tuigraph.engine.ops.random import random_crop as random_crop
from tuigraph.engine.ops.resizing import ResizeMethod as ResizeMethod
from tuigraph.engine.ops.resizing import resize_area as resize_area
from tuigraph.engine.ops.resizing import resize_bicubic as resize_bicubic
from tuigraph.engine.ops.resizing import resize_bilinear as resize_bilinear
from tuigraph.engine.ops.resizing import resize_image_with_pad as resize_image_with_pad
from tuigraph.engine.ops.resizing import resize_images as resize
from tuigraph.engine.ops.resizing import resize_images as resize_images
from tuigraph.engine.ops.resizing import resize_nearest_neighbor as resize_nearest_neighbor

__all__ = [
    "ResizeMethod",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_jpeg_quality",
    "adjust_saturation",
    "central_crop",
    "convert_image_dtype",
    "crop_and_resize",
    "crop_to_bounding_box",
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "draw_bounding_boxes",
    "encode_jpeg",
    "encode_png",
    "extract_glimpse",
    "extract_image_patches",
    "extract_jpeg_shape",
    "extract_patches",
    "flip_left_right",
    "flip_up_down",
    "grayscale_to_rgb",
    "hsv_to_rgb",
    "image_gradients",
    "is_jpeg",
    "non_max_suppression",
    "non_max_suppression_overlaps",
    "non_max_suppression_padded",
    "non_max_suppression_with_scores",
    "pad_to_bounding_box",
    "per_image_standardization",
    "psnr",
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_hue",
    "random_jpeg_quality",
    "random_saturation",
    "resize",
    "resize_area",
    "resize_bicubic",
    "resize_bilinear",
    "resize_image_with_crop_or_pad",
    "resize_image_with_pad",
    "resize_images",
    "resize_nearest_neighbor",
    "resize_with_crop_or_pad",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "rgb_to_yiq",
    "rgb_to_yuv",
    "rot90",
    "sample_distorted_bounding_box",
    "sobel_edges",
    "ssim",
    "ssim_multiscale",
    "total_variation",
    "transpose",
    "transpose_image",
    "yiq_to_rgb",
    "yuv_to_rgb",
]
