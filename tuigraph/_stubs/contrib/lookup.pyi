"""`tf.contrib.lookup` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.lookup import DenseHashTable as MutableDenseHashTable
from tuigraph.engine.lookup import FastHashSpec as FastHashSpec
from tuigraph.engine.lookup import HashTable as HashTable
from tuigraph.engine.lookup import HasherSpec as HasherSpec
from tuigraph.engine.lookup import IdTableWithHashBuckets as IdTableWithHashBuckets
from tuigraph.engine.lookup import KeyValueTensorInitializer as KeyValueTensorInitializer
from tuigraph.engine.lookup import LookupInterface as LookupInterface
from tuigraph.engine.lookup import MutableHashTable as MutableHashTable
from tuigraph.engine.lookup import StrongHashSpec as StrongHashSpec
from tuigraph.engine.lookup import TableInitializerBase as TableInitializerBase
from tuigraph.engine.lookup import TextFileIdTableInitializer as TextFileIdTableInitializer
from tuigraph.engine.lookup import TextFileIndex as TextFileIndex
from tuigraph.engine.lookup import TextFileInitializer as TextFileInitializer
from tuigraph.engine.lookup import TextFileStringTableInitializer as TextFileStringTableInitializer
from tuigraph.engine.lookup import index_table_from_file as index_table_from_file
from tuigraph.engine.lookup import index_table_from_file as string_to_index_table_from_file
from tuigraph.engine.lookup import index_table_from_tensor as index_table_from_tensor
from tuigraph.engine.lookup import index_table_from_tensor as string_to_index_table_from_tensor
from tuigraph.engine.lookup import index_to_string as index_to_string
from tuigraph.engine.lookup import index_to_string_table_from_file as index_to_string_table_from_file
from tuigraph.engine.lookup import index_to_string_table_from_tensor as index_to_string_table_from_tensor
from tuigraph.engine.lookup import string_to_index as string_to_index

__all__ = [
    "FastHashSpec",
    "HashTable",
    "HasherSpec",
    "IdTableWithHashBuckets",
    "KeyValueTensorInitializer",
    "LookupInterface",
    "MutableDenseHashTable",
    "MutableHashTable",
    "StrongHashSpec",
    "TableInitializerBase",
    "TextFileIdTableInitializer",
    "TextFileIndex",
    "TextFileInitializer",
    "TextFileStringTableInitializer",
    "index_table_from_file",
    "index_table_from_tensor",
    "index_to_string",
    "index_to_string_table_from_file",
    "index_to_string_table_from_tensor",
    "string_to_index",
    "string_to_index_table_from_file",
    "string_to_index_table_from_tensor",
]
