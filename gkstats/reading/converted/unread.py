"""Tables whose words stand in a text while none of their figures could be read: it must be said."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from gkstats.chinese import label_key
from gkstats.documents.model import Document, Paragraph
from gkstats.forms import all_forms

__all__ = ["unread_tables"]

_SHORTEST: Final = 4
"""Characters from which a label is no chance in prose."""


def unread_tables(document: Document, read: Collection[str]) -> Iterator[str]:
    """Yield a warning for every table that was not read and half of whose labels stand in the prose, in a converted text.

    Examples
    --------
    >>> from gkstats.documents import read_document
    >>> from gkstats.forms import get_form
    >>> rows = get_form("fujian").tables[0].blocks[0].rows
    >>> document = read_document("".join(f"{row.label}条00" for row in rows).encode())
    >>> list(unread_tables(document, ()))
    ['table statistics: its labels stand in the text, but its figures cannot be told from each other']
    """
    if document.format != "text":
        return
    text = label_key("".join(b.text for b in document.blocks if isinstance(b, Paragraph)))
    told = set(read)
    for form in all_forms():
        for table in form.tables:
            rows = [row for block in table.blocks for row in block.rows if not row.optional]
            labels = {label_key(row.label) for row in rows if len(label_key(row.label)) >= _SHORTEST}
            if table.id not in told and labels and 2 * sum(label in text for label in labels) >= len(labels):
                told.add(table.id)
                yield (
                    f"table {table.id}: its labels stand in the text, "
                    "but its figures cannot be told from each other"
                )
