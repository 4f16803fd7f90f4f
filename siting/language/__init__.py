"""Two languages, one catalogue: English in the code, Japanese in ``reports/locale/ja.po``.

A ``Text`` is a message not yet said: it travels through results and problems and is put into words
where a person meets it.
"""

from siting.language.catalogue import LANGUAGES, Text, join, parts, text, translate, verbatim

__all__ = ["LANGUAGES", "Text", "join", "parts", "text", "translate", "verbatim"]
