"""Reads a facts file: figures and our own sentences, and puts the figures into the sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, Final

from gkstats.forms import get_form

from .content import Paragraph, Report, Role, Table
from .statutory import lay_out, lay_out_statistics

_HEADING: Final = re.compile(r"[一二三四五六七八九十]{1,2}、[^，。；：]{1,30}$")
_SUBHEADING: Final = re.compile(r"（[一二三四五六七八九十]{1,2}）[^，。；：]{1,24}$")


def read_facts(path: Path) -> Report:
    """Return the report of a facts file.

    `[figures]` names the counts of the narrative; `{name}` in a sentence stands for one. Every figure has to be
    used and every name has to be known. A line `[table NAME]` in the text puts a statutory table there.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        blocks = _blocks(data)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return Report(
        path.stem, data["title"], data["agency"], data.get("published"), data.get("source_line"), blocks
    )


def _blocks(data: dict[str, Any]) -> tuple[Paragraph | Table, ...]:
    used: set[str] = set()
    blocks = tuple(_read_blocks(data, used))
    if unused := (set(data["figures"]) | set(data["tables"])) - used:
        raise ValueError(f"without a place in the text: {', '.join(sorted(unused))}")
    return blocks


def _read_blocks(data: dict[str, Any], used: set[str]) -> Iterator[Paragraph | Table]:
    for line in filter(None, map(str.strip, data["text"].splitlines())):
        if line.startswith("[table "):
            table = line.removeprefix("[table ").removesuffix("]")
            used.add(table)
            yield _table(data, table)
        else:
            yield _paragraph(line, data["figures"], used)


def _table(data: dict[str, Any], table: str) -> Table:
    figures = data["tables"][table]
    if table == "statistics":
        return lay_out_statistics(data["year"], figures)
    return lay_out(get_form(data["form"]), table, figures)


def _paragraph(line: str, figures: dict[str, Any], used: set[str]) -> Paragraph:
    wanted = {field for _, field, _, _ in Formatter().parse(line) if field is not None}
    if unknown := wanted - set(figures):
        raise ValueError(f"no figure for {', '.join(sorted(unknown))}")
    used |= wanted
    text = line.format_map(figures)
    role: Role = "text"
    if _HEADING.match(text):
        role = "heading"
    elif _SUBHEADING.match(text):
        role = "subheading"
    return Paragraph(text, role)
