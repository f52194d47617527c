"""`tf.lookup` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.lookup import experimental as experimental
from tuigraph.engine.lookup import KeyValueTensorInitializer as KeyValueTensorInitializer
from tuigraph.engine.lookup import StaticHashTable as StaticHashTable
from tuigraph.engine.lookup import StaticVocabularyTable as StaticVocabularyTable
from tuigraph.engine.lookup import TextFileIndex as TextFileIndex
from tuigraph.engine.lookup import TextFileInitializer as TextFileInitializer

__all__ = [
    "KeyValueTensorInitializer",
    "StaticHashTable",
    "StaticVocabularyTable",
    "TextFileIndex",
    "TextFileInitializer",
    "experimental",
]
