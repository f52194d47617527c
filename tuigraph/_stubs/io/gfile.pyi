"""`tf.io.gfile` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.gfile import GFile as GFile
from tuigraph.interop.gfile import copy as copy
from tuigraph.interop.gfile import exists as exists
from tuigraph.interop.gfile import glob as glob
from tuigraph.interop.gfile import isdir as isdir
from tuigraph.interop.gfile import listdir as listdir
from tuigraph.interop.gfile import makedirs as makedirs
from tuigraph.interop.gfile import mkdir as mkdir
from tuigraph.interop.gfile import remove as remove
from tuigraph.interop.gfile import rename as rename
from tuigraph.interop.gfile import rmtree as rmtree
from tuigraph.interop.gfile import stat as stat
from tuigraph.interop.gfile import walk as walk

__all__ = [
    "GFile",
    "copy",
    "exists",
    "glob",
    "isdir",
    "listdir",
    "makedirs",
    "mkdir",
    "remove",
    "rename",
    "rmtree",
    "stat",
    "walk",
]
