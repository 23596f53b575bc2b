"""Plain text to paragraphs: lines as printed, joined where they read on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from gkstats.chinese import join_lines
from gkstats.documents.limits import check_length
from gkstats.documents.model import Anchor, Block, Document, Line, Paragraph, Run
from gkstats.errors import UnreadableDocument

__all__ = [
    "is_page_number",
    "line_of",
    "paragraph_of",
    "paragraphs_of",
    "printed_lines",
    "read_text",
    "rejoined",
    "split_at_breaks",
    "starts_paragraph",
    "text_width",
]

MOST_LINES: Final = 100_000
"""Most lines of a text; a report has a few hundred, a book ten thousand."""
_BREAK: Final = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_NUMBER: Final = r"[一二三四五六七八九十百]{1,4}"
# 第二十条第（一）项 goes on, wherever the line breaks.
_SECTION: Final = rf"{_NUMBER}\s*[、．.]|[（(]\s*{_NUMBER}\s*[)）](?!\s*[项款目])"
_ITEM: Final = (
    r"\d{1,2}\s*[、．.](?!\s*\d)|[（(]\s*\d{1,2}\s*[)）](?!\s*[项款目])|\d{1,2}[)）]|[①-⑳⑴-⒇⒈-⒛]"
    r"|附(?:件|表)\s*\d*\s*[:：]|表\s*\d"
)
_OPENER: Final = re.compile(rf"\s*(?:{_SECTION}|{_ITEM})")
_ITEM_OPENER: Final = re.compile(rf"\s*(?:{_ITEM})")
_ENDERS: Final = "。！？!?；;：:"
_STOPS: Final = "。！？!?"
# After one of these nothing new begins, whatever number the next line opens with.
_DANGLING: Final = ("，", ",", "、", "（", "(", "第", "“", "《", "和", "及", "与", "或", "的")
# Nor does a sentence end with one of these.
_OPEN: Final = ("，", ",", "、", "（", "(", "第", "《", "“")
_CLOSERS: Final = '”’）)】〕]》」』"'
_GAP: Final = re.compile(r"\t+|\s{2,}|\u3000+")
_BLANK_CELL: Final = re.compile(r"\t[ \u3000]*(?:\t|\Z)")
_TABBED_FIGURE: Final = re.compile(r"\t[ \u3000]*[-+]?\d[\d,.]*[ \u3000]*(?:\t|\Z)")
_FIGURE: Final = r"[-+−－]?\d[\d,，.]*%?|[-—－/／]|无"
_TABLE_ROW: Final = re.compile(rf"(?:^|\s)(?:{_FIGURE})\s+(?:{_FIGURE})\s*$")
_PAGE_NUMBER: Final = re.compile(
    r"[-—–―－·]+\s*\d{1,3}\s*[-—–―－·]+|第\s*\d{1,3}\s*页(?:[，,／/\s]*共\s*\d{1,3}\s*页)?"
)
# What a line begins with cannot be broken: a word or number, and the marks that may not begin a line.
_TOKEN: Final = re.compile(r"(?:[A-Za-z0-9./:@_+%~=&?#-]+|.)[，。、；：！？”’）》】〕]*", re.DOTALL)
_LOOSE: Final = 0.8
"""Share of the usual width from which a line that ends within a sentence was broken by the margin."""
_WORD: Final = 8
"""Columns from which a word or number leaves a visible gap at the end of the line that it did not fit into."""
_LOOSE_END: Final = 8
"""Columns by which a line may run over the margin, as blanks that a PDF's text gains around figures make it do."""
_INDENT: Final = 4
"""Columns of the customary first-line indent, which most texts taken from PDFs have lost."""
_NARROWEST: Final = 30
"""Columns below which lines are those of a table or a list rather than of wrapped prose."""
_TORN_TITLE: Final = 45
"""Longest heading in characters that a forced break may divide."""
_TITLE_END: Final = re.compile(r"(?:情况|事项|方面|概述|问题|措施|工作|统计|说明)[:：]?$")
_MANY: Final = 8
"""Torn lines from which they are no chance."""
_WIDEST: Final = 160
"""Columns beyond which nothing is printed on one line."""


class _Page(NamedTuple):
    """How the lines of a text are set: the column at which they were broken, and that at which they begin."""

    margin: float
    left: float | None
    """None where no indents are kept."""
    wrapped: bool


def printed_lines(text: str) -> list[str]:
    """Return the lines of a text as editors number them; `Anchor.line` counts them from one."""
    return _BREAK.split(text)


def read_text(text: str, source: str) -> Document:
    """Read plain text.

    Raises
    ------
    UnreadableDocument
        It is longer than any report.
    """
    check_length(source, len(text))
    raw = printed_lines(text)
    if len(raw) > MOST_LINES:
        raise UnreadableDocument(
            source, f"it has more than {MOST_LINES} lines", "take the report itself out of the collection"
        )
    groups: list[list[Line]] = [[]]
    for number, shown in enumerate(raw, start=1):
        line = _line(shown, number)
        if line is not None:
            groups[-1].append(line)
        elif groups[-1] and not shown.strip():
            groups.append([])
    kept = [group for group in groups if group]
    lines = [line for group in kept for line in group]
    if not _blank_lines_part(kept, raw):
        return Document(source, "text", tuple(paragraphs_of(lines)))
    page = _page_of(lines)
    return Document(source, "text", tuple(p for group in kept for p in _joined(group, page)))


def _line(shown: str, number: int) -> Line | None:
    """Return a line with its runs; None for one that prints nothing or only a page's number."""
    shown = shown.strip("\f\ufeff\u200b").replace("\f", "  ").rstrip(" \r\n\u3000")
    if is_page_number(shown):
        return None
    return line_of(shown, Anchor(line=number)) if shown.strip() else None


def is_page_number(text: str) -> bool:
    """Return whether a line prints nothing but the number of its page.

    Examples
    --------
    >>> is_page_number("— 4 —"), is_page_number("第 4 页"), is_page_number("4")
    (True, True, False)
    """
    return _PAGE_NUMBER.fullmatch(text.strip()) is not None


def line_of(text: str, anchor: Anchor) -> Line:
    """Return text as a line; stretches between tabs or several blanks become runs, as those of a typed table are.

    A row between tabs keeps them: runs would close up over a blank cell, and tabs say nothing of columns.
    """
    if "\t" in text and _TABBED_FIGURE.search(text):
        return Line(text.lstrip(" \u3000"), anchor)
    runs = tuple(_runs(text))
    return Line(" ".join(run.text for run in runs), anchor, runs)


def _blank_lines_part(groups: Sequence[Sequence[Line]], raw: Sequence[str]) -> bool:
    """Return whether blank lines separate paragraphs; where they stand between all lines they mean nothing.

    Neither do they where a page ends in the middle of a sentence.
    """
    lines = sum(len(group) for group in groups)
    if "\f" in "".join(raw[:2000]) or len(groups) < 2 or len(groups) > lines * 0.6:
        return False
    torn = sum(
        1
        for g in groups[:-1]
        if text_width(g[-1].text) > _NARROWEST and g[-1].text[-1] not in _ENDERS + _CLOSERS
    )
    return torn * 5 <= len(groups)


def text_width(text: str) -> int:
    """Return the width of text in character columns; characters of Chinese and its punctuation count two.

    Examples
    --------
    >>> text_width("公开12条")
    8
    """
    # A character of three bytes is a wide one, as good as always, and counting bytes is quick.
    return (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


def _runs(line: str) -> Iterator[Run]:
    column = start = 0
    for gap in [*_GAP.finditer(line), None]:
        piece = line[start : gap.start() if gap else len(line)]
        width = text_width(piece)
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield Run(piece.strip(), float(column + lead), float(column + width))
        column += width
        if gap:
            for character in gap[0]:
                column += 8 - column % 8 if character == "\t" else 2 if character == "\u3000" else 1
            start = gap.end()


def starts_paragraph(text: str) -> bool:
    """Return whether a line opens with a heading's or list item's number.

    Examples
    --------
    >>> starts_paragraph("（一）主动公开方面"), starts_paragraph("2.5万条信息"), starts_paragraph("读 2 个")
    (True, False, False)
    >>> starts_paragraph("（五）项规定的信息")
    False
    """
    return _OPENER.match(text) is not None


def paragraphs_of(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Join lines that read on.

    A line belongs to the one before it if that was broken by the margin rather than by its writer: if what follows
    would not have fitted into it. Headings, list items and the rows of tables begin a paragraph of their own.
    """
    yield from _joined(lines, _page_of(lines))


def _joined(lines: Iterable[Line], page: _Page) -> Iterator[Paragraph]:
    pending: list[Line] = []
    for line in lines:
        if pending and not (page.wrapped and _reads_on(pending, line, page)):
            yield paragraph_of(pending)
            pending = []
        pending.append(line)
    if pending:
        yield paragraph_of(pending)


def _start(line: Line) -> float:
    return line.runs[0].x0 if line.runs else 0.0


def _end(line: Line) -> float:
    return line.runs[-1].x1 if line.runs else float(text_width(line.text))


def _is_row(line: Line) -> bool:
    """Return whether a line looks like the row of a table: several runs, or a few figures at its end."""
    return len(line.runs) > 2 or _TABLE_ROW.search(line.text[-80:]) is not None


def _page_of(lines: Sequence[Line]) -> _Page:
    prose = [line for line in lines if not _is_row(line)]
    ends = Counter(int(_end(line)) for line in prose)
    margin = float(max(ends, default=0))
    # One line may run over; the margin is where several end.
    for end in sorted(ends, reverse=True):
        if sum(ends[end - k] for k in range(5)) >= min(3, len(prose)):
            margin = float(end)
            break
    full = [line for line in prose if _end(line) >= margin * _LOOSE]
    torn = sum(1 for line in full if line.text.rstrip(_CLOSERS)[-1:] not in _ENDERS)
    beyond = sum(1 for line in full if _end(line) > margin + _LOOSE_END)
    wrapped = margin >= _NARROWEST and torn * 3 >= len(full) and beyond * 10 <= len(full)
    starts = Counter(int(_start(line)) for line in full)
    left = min(starts, default=0)
    indented = sum(1 for line in prose if _start(line) >= left + 3)
    kept = indented > 1 and starts[left] + starts[left + 1] >= len(full) * 0.3
    return _Page(margin, float(left) if kept else None, wrapped)


def split_at_breaks(lines: Sequence[Line], *, heading: bool = False) -> list[Paragraph]:
    """Return the paragraphs that lines between forced breaks make: a break may begin one or only a new line.

    The blanks that the first lines of paragraphs are indented by are still in the lines' text.
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _breaks_within(groups[-1][-1].text, line.text):
            groups[-1].append(line._replace(text=line.text.strip()))
        else:
            groups.append([line._replace(text=line.text.strip())])
    if len(groups) == len(lines) > 4:  # text pasted from elsewhere, perhaps broken by its margin
        joined = paragraphs_of([group[0] for group in groups])
        return [Paragraph(p.text, p.lines, p.starts, heading) for p in joined]
    return [paragraph_of(group, heading=heading) for group in groups]


def _breaks_within(last: str, text: str) -> bool:
    """Return whether a forced break only breaks the line: within a sentence, or within a heading."""
    if text.startswith("\u3000") or starts_paragraph(text):
        return False
    text = text.strip()
    if starts_paragraph(last) and not re.search(r"[，,。；;：:！？]", last):
        return (
            len(last) + len(text) <= _TORN_TITLE
            and not _TITLE_END.search(last)
            and _TITLE_END.search(text) is not None
        )
    return len(last) > 20 and last[-1] not in _ENDERS


def rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join paragraphs that are but lines, as text that was a PDF before leaves them; others stay as they are."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    lines = [paragraph.lines[0] for paragraph in paragraphs if len(paragraph.lines) == 1]
    page = _page_of(lines)
    full = [line for line in lines if _end(line) >= page.margin * _LOOSE]
    torn = sum(1 for line in full if line.text[-1] not in _ENDERS + _CLOSERS)
    if len(full) < _MANY or page.margin > _WIDEST or torn * 3 < len(full) * 2:
        yield from blocks
        return
    for is_line, group in groupby(blocks, key=lambda b: isinstance(b, Paragraph) and len(b.lines) == 1):
        if is_line:
            yield from _joined([p.lines[0] for p in group if isinstance(p, Paragraph)], page)
        else:
            yield from group


def _reads_on(pending: Sequence[Line], line: Line, page: _Page) -> bool:
    last = pending[-1]
    if _is_row(last) or _is_row(line):
        return False
    if starts_paragraph(line.text) and not (
        last.text.endswith(_DANGLING) and _ITEM_OPENER.match(line.text) and _end(last) >= page.margin * _LOOSE
    ):
        return False
    if page.left is not None and _start(line) >= page.left + 3 and _start(last) < page.left + 3:
        return False
    # The opening line has lost its indent, so it may seem short.
    lost = _INDENT if len(pending) == 1 and _start(last) < 3 else 0
    room = page.margin - lost - _end(last)
    following = _TOKEN.match(line.text.lstrip())
    width = text_width(following[0]) if following else 0
    fits = width + 2 <= room
    if last.text.rstrip(_CLOSERS)[-1:] in _STOPS:
        return not fits
    if last.text.endswith(_OPEN) and not _OPENER.fullmatch(last.text):
        return True
    if len(pending) == 1 and starts_paragraph(last.text) and not re.search(r"[，,。；;：:]", last.text):
        return not fits and not _TITLE_END.search(last.text)  # a heading, unless it goes on
    return not fits or _end(last) + max(0, width - _WORD) >= page.margin * _LOOSE


def paragraph_of(lines: Iterable[Line], *, heading: bool = False) -> Paragraph:
    """Return lines as one paragraph.

    Examples
    --------
    >>> paragraph_of([Line("公开政策解", Anchor(line=1)), Line("读 2 个", Anchor(line=2))]).text
    '公开政策解读 2 个'
    """
    lines = tuple(lines)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in lines:
        if parts:
            last, text = parts[-1].rstrip(), line.text.lstrip()
            length -= len(parts[-1]) - len(last)
            joined = join_lines(last, text)
            parts[-1] = joined[: len(joined) - len(text)]
            length += len(parts[-1]) - len(last)
        else:
            text = line.text
        starts.append(length)
        parts.append(text)
        length += len(text)
    return Paragraph("".join(parts), lines, tuple(starts), heading)
