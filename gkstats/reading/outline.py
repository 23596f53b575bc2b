"""The outline of a report: its prose cut into the sections 一、 to 六、 and what stands before them."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from itertools import zip_longest
from typing import Final, NamedTuple

from gkstats.chinese import chinese_numeral, join_lines, simplify
from gkstats.documents.model import Anchor, Document, Line, Paragraph
from gkstats.records import Section

__all__ = ["read_headings", "read_outline"]

_HEADING: Final = re.compile(r"\s*([一二三四五六七八九十]{1,3})\s*[、．.，,]\s*(?=\S)")
_SENTENCE_END: Final = "。；;！!？?"
_LONGEST: Final = 45
"""Longest heading in characters; section four's full title has 36."""
_FRAGMENT: Final = 45
"""Longest line that may be a torn header or label beside a table of lines."""


class _Heading(NamedTuple):
    position: int
    """Index of the paragraph."""
    end: int
    """Offset in its text at which the heading ends and prose begins."""
    number: int
    known: bool


def read_outline(document: Document, regions: Sequence[Anchor] = ()) -> tuple[Section, ...]:
    """Cut the prose of a document into sections.

    Parameters
    ----------
    document : Document
    regions : sequence of Anchor
        First and last line of every table that was read from lines of text, in pairs: these are no prose.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph) and block.text.strip()]
    order = [(i, line) for i, paragraph in enumerate(paragraphs) for line in paragraph.lines]
    spans = _spans(order, regions)
    # The rows 一、, 二、 and 四、 of the requests table look like headings; they are none.
    rows = {order[k][0] for first, last in spans for k in range(first, last + 1)}
    headings = _headings(paragraphs, rows)
    prose = _without_tables(paragraphs, order, spans, {heading.position for heading in headings})
    first = headings[0].position if headings else len(prose)
    sections = [_section(0, "", prose[:first])]
    for heading, following in zip_longest(headings, headings[1:]):
        whole = prose[heading.position]
        body = prose[heading.position + 1 : following.position if following else None]
        if whole is None:
            continue
        rest = _tail(whole, heading.end)
        sections.append(
            _section(
                heading.number,
                whole.text[: heading.end].strip(),
                [rest, *body] if rest else body,
                page=whole.lines[0].anchor.page,
            )
        )
    return tuple(section for section in sections if section.number or section.paragraphs)


def read_headings(document: Document, lines: Sequence[Anchor] = ()) -> list[tuple[Anchor, int]]:
    """Return where the numbered headings of a report stand, with their numbers.

    Parameters
    ----------
    document : Document
    lines : sequence of Anchor
        Lines of tables: their rows 一、 and 二、 look like headings, and are none.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph) and block.text.strip()]
    of_tables = frozenset(lines)
    rows = {i for i, p in enumerate(paragraphs) if any(line.anchor in of_tables for line in p.lines)}
    return [
        (paragraphs[heading.position].lines[0].anchor, heading.number)
        for heading in _headings(paragraphs, rows)
    ]


def _section(
    number: int, title: str, paragraphs: Iterable[Paragraph | None], page: int | None = None
) -> Section:
    kept = tuple(paragraph for paragraph in paragraphs if paragraph is not None)
    if page is None and kept:
        page = kept[0].lines[0].anchor.page
    return Section(number, title, kept, page)


def _headings(paragraphs: Sequence[Paragraph], rows: set[int]) -> list[_Heading]:
    """Return the headings that count up from one, of the run that covers most of the text.

    A table of contents is such a run too, and so may be a list within a section.
    """
    found = [h for i, p in enumerate(paragraphs) if i not in rows and (h := _heading(i, p)) is not None]
    runs: list[list[_Heading]] = []
    for heading in found:
        if heading.number == 1 and (not runs or heading.known or not runs[-1][0].known):
            runs.append([heading])
        elif runs and _continues(runs[-1], heading):
            runs[-1].append(heading)
    if not runs:
        return []
    ends = [run[0].position for run in runs[1:]] + [len(paragraphs)]
    sizes = [
        sum(len(p.text) for p in paragraphs[run[0].position : end])
        for run, end in zip(runs, ends, strict=True)
    ]
    return max(zip(runs, sizes, strict=True), key=lambda pair: (sum(h.known for h in pair[0]) > 1, pair[1]))[
        0
    ]


def _continues(run: Sequence[_Heading], heading: _Heading) -> bool:
    last = run[-1].number
    return heading.number == last + 1 or (heading.known and heading.number > last)


def _heading(position: int, paragraph: Paragraph) -> _Heading | None:
    match = _HEADING.match(paragraph.text)
    if match is None:
        return None
    number = chinese_numeral(match[1])
    if number is None:
        return None
    text = paragraph.text
    known = _known_end(text, match.end(), number)
    if len(text) <= _LONGEST and text.rstrip()[-1] not in _SENTENCE_END + "，,：:":
        return _Heading(position, len(text), number, known is not None)
    if known is not None:
        return _Heading(position, known, number, True)
    return None


def _known_end(text: str, start: int, number: int) -> int | None:
    """Return where a heading that begins at `start` ends, if it says what the section of that number says."""
    title = re.split(rf"[{_SENTENCE_END}\s]", text[start : start + _LONGEST], maxsplit=1)[0]
    plain = simplify(title)
    for keyword in _keywords().get(number, ()):
        at = plain.find(keyword)
        if at >= 0:
            return (
                start + len(title)
                if len(title) < _LONGEST and "，" not in title
                else start + at + len(keyword)
            )
    return None


@functools.cache
def _keywords() -> dict[int, tuple[str, ...]]:
    data = tomllib.loads(resources.files(__package__).joinpath("outline.toml").read_text(encoding="utf-8"))
    return {section["number"]: tuple(section["keywords"]) for section in data["sections"]}


def _tail(paragraph: Paragraph, start: int) -> Paragraph | None:
    """Return what a paragraph says from `start` on."""
    text = paragraph.text[start:]
    if not text.strip():
        return None
    kept = [
        (line, max(offset - start, 0))
        for line, offset, end in zip(
            paragraph.lines, paragraph.starts, [*paragraph.starts[1:], len(paragraph.text)], strict=True
        )
        if end > start
    ]
    return Paragraph(text, tuple(line for line, _ in kept), tuple(offset for _, offset in kept))


def _spans(order: Sequence[tuple[int, Line]], regions: Sequence[Anchor]) -> list[tuple[int, int]]:
    """Return the first and last line of every table of lines, as positions in `order`."""
    position = {line.anchor: k for k, (_, line) in enumerate(order)}
    return [
        (position[first], position[last])
        for first, last in zip(regions[::2], regions[1::2], strict=True)
        if first in position and last in position
    ]


def _without_tables(
    paragraphs: Sequence[Paragraph],
    order: Sequence[tuple[int, Line]],
    spans: Sequence[tuple[int, int]],
    headings: set[int],
) -> list[Paragraph | None]:
    """Take the lines of tables, and the torn headers above them, out of the prose. Positions are kept."""
    if not spans:
        return list(paragraphs)
    table: set[int] = set()
    for start, end in spans:
        top = start
        while top and _is_fragment(order[top - 1][1]) and order[top - 1][0] not in headings:
            top -= 1
        table.update(range(top, end + 1))
    kept: list[list[Line]] = [[] for _ in paragraphs]
    for k, (i, line) in enumerate(order):
        if k not in table or i in headings:
            kept[i].append(line)
    return [
        paragraph if len(lines) == len(paragraph.lines) else _rebuilt(lines)
        for paragraph, lines in zip(paragraphs, kept, strict=True)
    ]


def _is_fragment(line: Line) -> bool:
    if "\t" in line.text or len(line.runs) > 2:
        return True
    return len(line.text) <= _FRAGMENT and not any(mark in line.text for mark in _SENTENCE_END)


def _rebuilt(lines: Sequence[Line]) -> Paragraph | None:
    if not lines:
        return None
    text, starts = "", []
    for line in lines:
        joined = join_lines(text, line.text) if text else line.text
        starts.append(len(joined) - len(line.text.lstrip()) if text else 0)
        text = joined
    return Paragraph(text, tuple(lines), tuple(starts))
