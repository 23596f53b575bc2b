"""Plain text, as a page gives it when it is copied: a line a paragraph, a line a row, tabs between cells."""

from __future__ import annotations

from collections.abc import Sequence

from gkstats.synthetic.content import Block, Paragraph

__all__ = ["write_text"]


def write_text(blocks: Sequence[Block]) -> bytes:
    r"""Return the text in UTF-8.

    Examples
    --------
    >>> from gkstats.synthetic.content import Table
    >>> write_text([Paragraph("一、总体情况"), Table([[("规章", 1, 1), ("3", 1, 1)]])]).decode()
    '一、总体情况\n\n规章\t3\n'
    """
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        else:
            rows = ("\t".join(text.replace("\n", "") for text, _, _ in row) for row in block.rows)
            parts.append("\n".join(rows))
    return ("\n\n".join(parts) + "\n").encode()
