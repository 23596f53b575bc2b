"""Web pages as government sites publish them: the report out of its page, paragraphs and tables out of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from gkstats.chinese import fold
from gkstats.documents.encoding import decode
from gkstats.documents.model import Anchor, Block, Document, Line, Paragraph
from gkstats.documents.source import Source
from gkstats.documents.spans import SpannedCell, lay_out
from gkstats.documents.text import paragraph_of, starts_paragraph
from gkstats.errors import UnreadableDocument

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["read_html"]

_SKIPPED: Final = frozenset(
    "script style noscript template head title meta link iframe frame object embed svg math canvas audio video "
    "select option button input textarea nav footer map".split()
)
_INLINE: Final = frozenset(
    "span font b strong i em u s sub sup a small big o:p st1:chsdate abbr label ins tt code mark nobr wbr bdo".split()
)
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff\u2002\u2003\u2009]+")
_BETWEEN_CHINESE: Final = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\uffef])")
_HIDDEN: Final = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE
)
_SECTION: Final = re.compile(r"\s*[一二三四五六]\s*[、．.]\s*\S{2}")
_REPORT: Final = re.compile(r"信息公开.{0,12}报告")
_DATE: Final = r"((?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2})"
# In the order of how surely they speak of the publication.
_PUBLISHED: Final = tuple(
    re.compile(label + r"[】\]]?[:：]?" + _DATE)
    for label in ("(?:发布|公开|发文|公布)(?:日期|时间)", "(?:时间|日期)", "(?:生成|成文|印发)日期")
)
_LAYOUT_CELL: Final = 400
"""Characters from which a cell is a part of the page rather than a cell: no label of a form is a third as long."""
DEEPEST: Final = 2_000
"""Deepest nesting of elements; pages made by hand or by Word stay below fifty."""


def read_html(source: Source) -> Document:
    """Read a web page; what surrounds the report is kept out of it.

    Raises
    ------
    UnreadableDocument
        The page holds nothing but frames or a redirection, or is no page at all.
    """
    root = _parse(source)
    report = _report_root(root)
    return Document(
        source=source.name,
        format="html",
        blocks=tuple(_blocks(report)),
        title=_title(root),
        published=_published(root, report),
    )


def _parse(source: Source) -> HtmlElement:
    from lxml import etree, html

    text = decode(source.data).replace("\x00", "")
    # An XML declaration names the encoding that the bytes had; the text has none any more.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    _limit_depth(source, text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            source.name, "the page cannot be read", "save it again from a browser"
        ) from error
    if not root.xpath("//body//text()[normalize-space()]"):
        frames = root.xpath("//frame/@src | //iframe/@src")
        moved = root.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']")
        if frames or moved:
            raise UnreadableDocument(
                source.name,
                "the page only points to another one",
                "open it in a browser and save the page it shows",
            )
    return root


def _limit_depth(source: Source, text: str) -> None:
    """Refuse a page whose elements nest without end; a parser would build them all."""
    depth = deepest = 0
    for match in re.finditer(
        r"<(/?)(?:div|span|table|font|b|i|a|ul|li|td|tr|p|section|em|u|strong|center|dl|ol|form|s)\b", text
    ):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    # Elements that are never closed count here but do not nest when parsed, hence the wide margin.
    if deepest > DEEPEST * 25:
        raise UnreadableDocument(
            source.name, "its elements nest too deeply", "check where the page comes from"
        )


def _tag(element: Any) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _is_skipped(element: Any) -> bool:
    if _tag(element) in _SKIPPED or not isinstance(element.tag, str):
        return True
    style = element.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None


def _report_root(root: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds the report: all its section headings and statutory tables."""
    body = root.find("body")
    whole = root if body is None else body
    markers = [
        element
        for element in whole.iter()
        if element.text and _SECTION.match(element.text) and not _is_skipped(element)
    ]
    markers += [
        t for t in whole.iter("table") if not len(t.xpath(".//table")) and "信息公开" in t.text_content()
    ]
    if len(markers) < 2:
        return _densest(whole)
    common = [*reversed(list(markers[0].iterancestors())), markers[0]]
    for marker in markers[1:]:
        line = {*marker.iterancestors(), marker}
        common = [element for element in common if element in line]
    found = common[-1]
    while _tag(found) in {"tr", "tbody", "p", "table"} | _INLINE and found.getparent() is not None:
        found = found.getparent()
    return found


def _densest(whole: HtmlElement) -> HtmlElement:
    """Return the element that directly holds most of the page's prose."""
    weights: dict[Any, int] = {}
    for element in whole.iter("p", "div", "td", "span"):
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        if own > 20 and not any(_is_skipped(a) for a in (element, *element.iterancestors())):
            holder = element.getparent() if _tag(element) in ("p", "span") else element
            weights[holder] = weights.get(holder, 0) + own
    total = sum(weights.values())
    for element in sorted(weights, key=lambda e: weights[e], reverse=True):
        return element if weights[element] * 2 > total else whole
    return whole


def _title(root: HtmlElement) -> str | None:
    """Return what the page calls the report."""
    candidates = [*root.xpath("//h1 | //h2 | //*[contains(@class, 'title') or contains(@id, 'title')]")]
    texts = [_flat(element) for element in candidates if not _is_skipped(element)]
    for meta in root.xpath("//meta[translate(@name,'ARTICLE','article')='articletitle']/@content"):
        texts.insert(0, str(meta))
    texts += [str(text) for text in root.xpath("//title/text()")]
    for text in texts:
        if len(text) <= 120 and _REPORT.search(fold(text)):
            return text.strip()
    return next((t.strip() for t in reversed(texts) if t.strip() and len(t) <= 120), None)


def _published(root: HtmlElement, report: HtmlElement) -> str | None:
    """Return the publication date that the page prints around the report."""
    for name in root.xpath("//meta[@content]"):
        if (name.get("name") or "").lower() in (
            "pubdate",
            "publishdate",
            "pub_date",
            "article:published_time",
        ):
            return str(name.get("content"))
    around = re.sub(r"\s+", "", fold(_around(root, report)))
    for pattern in _PUBLISHED:
        match = pattern.search(around)
        if match:
            return match[1]
    return None


def _around(root: HtmlElement, report: HtmlElement) -> str:
    """Return the text of the page without the report's own."""
    parts: list[str] = []
    for event, element in _walk(root):
        if event == "start":
            if element is report or _tag(element) in ("script", "style"):
                event.skip()
                parts.append(" ")
                continue
            parts.append(element.text or "")
        else:
            parts.append(element.tail or "")
    return " ".join(parts)


class _Event(str):
    """The name of a step of a walk; a start can be told to leave the element's content out."""

    _walker: Any

    def __new__(cls, name: str, walker: Any) -> _Event:
        event = super().__new__(cls, name)
        event._walker = walker
        return event

    def skip(self) -> None:
        self._walker.skip_subtree()


def _walk(root: HtmlElement) -> Iterator[tuple[_Event, HtmlElement]]:
    """Step through a tree without recursion, however deep it is."""
    from lxml import etree

    walker = etree.iterwalk(root, events=("start", "end"))
    for name, element in walker:
        yield _Event(name, walker), element


def _flat(element: HtmlElement) -> str:
    return _SPACE.sub(" ", str(element.text_content())).strip()


class _Collector:
    """Gathers running text into lines, and lines into paragraphs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] = []

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def end_line(self) -> None:
        """Close the line; blanks between Chinese characters that only the source's line breaks made are dropped."""
        text = _BETWEEN_CHINESE.sub("", "".join(self._parts))
        text = _SPACE.sub(" ", text)
        self._parts = []
        if text.strip():
            self.lines.append(text)

    def take(self) -> list[str]:
        self.end_line()
        lines, self.lines = self.lines, []
        return lines


def _blocks(root: HtmlElement) -> Iterator[Block]:
    collector = _Collector()
    holder = root
    bold = 0
    for event, element in _walk(root):
        tag = _tag(element)
        starting = event == "start"
        if starting:
            if element is not root and _is_skipped(element):
                event.skip()
                continue
            if tag == "table" and not _is_layout(element):
                yield from _paragraphs(collector, holder)
                table = _table(element)
                if table.cells:
                    yield table
                event.skip()
                continue
        elif tag in _SKIPPED or (tag == "table" and element is not root and not _is_layout(element)):
            collector.add(element.tail)
            continue
        if tag == "br":
            if starting:
                collector.end_line()
        elif tag not in _INLINE:
            yield from _paragraphs(collector, holder, heading=tag in _HEADINGS)
            holder = element if starting else element.getparent()
            if holder is None:
                holder = root
        bold += (tag in ("b", "strong")) * (1 if starting else -1)
        if element is root and not starting:
            break
        collector.add(element.text if starting else element.tail)
    yield from _paragraphs(collector, holder)


def _paragraphs(collector: _Collector, holder: Any, *, heading: bool = False) -> Iterator[Paragraph]:
    """Turn the gathered lines into paragraphs: a break inside a sentence is only a break in the line."""
    lines = collector.take()
    if not lines:
        return
    anchor = Anchor(path=holder.getroottree().getpath(holder))
    pending: list[Line] = []
    for text in lines:
        if pending and not _reads_on(pending[-1].text, text):
            yield paragraph_of(pending, heading=heading)
            pending = []
        pending.append(Line(text.strip(" "), anchor))
    yield paragraph_of(pending, heading=heading)


def _reads_on(last: str, text: str) -> bool:
    if text.startswith(("\u3000", "  ")) or starts_paragraph(text):
        return False
    return len(last) > 20 and last.rstrip()[-1] not in "。！？；：:;!?"


def _is_layout(table: HtmlElement) -> bool:
    """Return whether a table arranges the page rather than data."""
    if table.get("role") == "presentation":
        return True
    if table.xpath(".//table"):
        inner = sum(len(t.text_content()) for t in table.xpath(".//table[not(.//table)]"))
        return inner * 2 > len(table.text_content()) or any(_is_long(cell) for cell in table.iter("td"))
    return any(_is_long(cell) for cell in table.iter("td", "th"))


def _is_long(cell: HtmlElement) -> bool:
    text = cell.text_content()
    return len(text) > _LAYOUT_CELL and "。" in text


def _table(table: HtmlElement) -> Any:
    tree = table.getroottree()
    rows = [
        [
            SpannedCell(
                _cell_text(cell),
                _span(cell.get("rowspan"), least=0),
                _span(cell.get("colspan"), least=1),
                Anchor(path=tree.getpath(cell)),
            )
            for cell in row
            if _tag(cell) in ("td", "th") and not _is_skipped(cell)
        ]
        for row in _rows(table)
    ]
    return lay_out(rows, Anchor(path=tree.getpath(table)))


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the rows of a table itself, not those of tables within it."""
    for child in table:
        if _tag(child) == "tr" and not _is_skipped(child):
            yield child
        elif _tag(child) in ("tbody", "thead", "tfoot", "form", "div"):
            yield from (row for row in child if _tag(row) == "tr" and not _is_skipped(row))


def _span(text: str | None, *, least: int) -> int:
    digits = re.match(r"\s*(\d{1,6})", text or "")
    return max(least, int(digits[1])) if digits else 1


def _cell_text(cell: HtmlElement) -> str:
    collector = _Collector()
    for event, element in _walk(cell):
        starting = event == "start"
        if starting and element is not cell and _is_skipped(element):
            event.skip()
            continue
        if not starting and element is cell:
            break
        if _tag(element) not in _INLINE and not (_tag(element) == "br" and not starting):
            collector.end_line()
        collector.add(element.text if starting else element.tail)
    return "\n".join(line.strip() for line in collector.take())
