"""Plain text, as it comes out of a page whose tables were copied cell by cell."""

from __future__ import annotations

from .content import Report, Table

__all__ = ["write_text"]


def write_text(report: Report) -> str:
    """Return the report as plain text; a table's row is a line, its cells parted by blanks."""
    lines = [report.title, ""]
    for block in report.blocks:
        if isinstance(block, Table):
            lines += [" ".join(cell.text for cell in row) for row in block.rows]
            lines.append("")
        else:
            lines.append(block.text)
    return "\n".join(lines).rstrip() + "\n"
