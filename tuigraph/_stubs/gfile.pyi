"""`tf.gfile` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.gfile import GFile as FastGFile
from tuigraph.interop.gfile import GFile as GFile
from tuigraph.interop.gfile import GFile as Open
from tuigraph.interop.gfile import copy as Copy
from tuigraph.interop.gfile import exists as Exists
from tuigraph.interop.gfile import glob as Glob
from tuigraph.interop.gfile import isdir as IsDirectory
from tuigraph.interop.gfile import listdir as ListDirectory
from tuigraph.interop.gfile import makedirs as MakeDirs
from tuigraph.interop.gfile import mkdir as MkDir
from tuigraph.interop.gfile import remove as Remove
from tuigraph.interop.gfile import rename as Rename
from tuigraph.interop.gfile import rmtree as DeleteRecursively
from tuigraph.interop.gfile import stat as Stat
from tuigraph.interop.gfile import walk as Walk

__all__ = [
    "Copy",
    "DeleteRecursively",
    "Exists",
    "FastGFile",
    "GFile",
    "Glob",
    "IsDirectory",
    "ListDirectory",
    "MakeDirs",
    "MkDir",
    "Open",
    "Remove",
    "Rename",
    "Stat",
    "Walk",
]
