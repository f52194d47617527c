"""The words of everything that a person reads, in each language: one catalogue, a gettext file per language.

``en.po``, ``zh.po``: the key of a message is an identifier (``msgid "saved"``), its text has ``{fields}``.  The files
themselves are read when the program runs, so another language is another file and nothing else.  Of the code, only what
a person looks at turns an identifier into words; everybody else makes a `tuigraph.wire.said.Said`.
"""

from tuigraph.words.catalogue import Words, languages, message, of_locale

__all__ = ["Words", "languages", "message", "of_locale"]
