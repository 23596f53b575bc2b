"""Web pages as government sites publish them: the report out of its page, paragraphs and tables out of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from gkstats.chinese import fold, simplify
from gkstats.documents.encoding import decode
from gkstats.documents.html_sheet import sheet_of
from gkstats.documents.html_walk import pieces_of
from gkstats.documents.limits import MOST_CHARACTERS, check_length
from gkstats.documents.model import Anchor, Document, Surrounding
from gkstats.documents.nesting import text_of
from gkstats.documents.page import lines_around, part_page
from gkstats.documents.source import Source
from gkstats.documents.text import rejoined
from gkstats.errors import UnreadableDocument

__all__ = ["parse_page", "read_html"]

MOST_ATTRIBUTES: Final = 2_000
_PIECE: Final = re.compile("[<>][^<>]+")
MOST_TAGS: Final = 150_000
"""Most tags of a page; a Word export of a report with all its annexes has some 50,000."""
_REPORT: Final = re.compile(r"信息公开.{0,16}(?:报告|年报)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d|二[〇○零]")
_LONGEST_TITLE: Final = 120
_TITLES: Final = frozenset(("articletitle", "title", "og:title"))
_HEADINGS: Final = "//h1 | //h2 | //@class[contains(., 'title')]/.. | //@id[contains(., 'title')]/.."
"""By way of the attributes: few elements have any, and each is looked at once."""
_MOST_HEADINGS: Final = 200
_LONGEST_PROPERTY: Final = 300
_SAVE = "open it in a browser and save the page it shows"


def read_html(source: Source) -> Document:
    """Read a web page; what surrounds the report is kept out of it.

    Raises
    ------
    UnreadableDocument
        The page holds nothing but frames, a redirection or a script, or it is no page at all.
    """
    root = parse_page(source)
    body = root.find("body")
    whole = root if body is None else body
    if len(source.data) > MOST_CHARACTERS:  # text is never longer than what it is written in
        check_length(source.name, whole.xpath("string-length(string(.))"))
    walked = pieces_of(whole, str(root.getroottree().getpath(whole)), sheet_of(root))
    pieces = walked.pieces
    if not pieces:
        _refuse_empty(source, root, hidden=bool(walked.unseen.warnings()))
    parts = part_page(pieces)
    around = (*_head(root), *lines_around(parts.before))
    warnings = []
    if walked.struck:
        warnings.append("text that is struck out was left out")
    if any("\ufffd" in text_of([piece.block]) for piece in parts.report):
        warnings.append("some characters could not be decoded")
    warnings += walked.unseen.warnings()
    return Document(
        source=source.name,
        format="html",
        blocks=tuple(rejoined([piece.block for piece in parts.report])),
        title=_title(around),
        around=around,
        warnings=tuple(warnings),
    )


def parse_page(source: Source) -> Any:
    """Return the tree of a page, in which the paths of a document's anchors lead to the elements.

    Raises
    ------
    UnreadableDocument
        It is no page, or nests or repeats beyond any report.
    """
    from lxml import etree

    text = decode(source.data).replace("\x00", "")
    if text.count("<") > MOST_TAGS:
        raise UnreadableDocument(
            source.name, f"it has more than {MOST_TAGS} tags", "save the report itself as a page"
        )
    if _crowded(text):
        raise UnreadableDocument(
            source.name,
            f"a tag of it has more than {MOST_ATTRIBUTES} attributes",
            "save the report itself as a page",
        )
    # An XML declaration names the encoding that the bytes had; the text has none any more. Word marks the numbers
    # of lists by <![if ...]>, which is no comment but prints nothing itself.
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    if "<![" in text:
        text = re.sub(r"<!\[(?:if [^\]>]*|endif)\]>", "", text)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root: Any = etree.fromstring(text, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(source.name, "the page cannot be read", _SAVE) from error
    if root is None:
        raise UnreadableDocument(source.name, "the page holds no text", _SAVE)
    # The parser stops at its limit of depth and would lose the rest without a word.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument(
            source.name, "its elements nest too deeply", "check where the page comes from"
        )
    return root


def _crowded(text: str) -> bool:
    """Return whether a tag may have so many attributes that the parser, which compares each with all, takes minutes."""
    found = max(map(_attributes, _PIECE.findall(text)), default=0)
    if found <= MOST_ATTRIBUTES:
        return False
    # A comparison within a script is no tag, and a tag that holds the word "script" no script.
    return (
        found > 10 * MOST_ATTRIBUTES
        or max(map(_attributes, _PIECE.findall(_unscripted(text))), default=0) > MOST_ATTRIBUTES
    )


def _attributes(piece: str) -> int:
    """Return how many attributes what stands between two brackets may hold; quotes may hide that it begins within a tag."""
    if len(piece) <= 2 * MOST_ATTRIBUTES:
        return 0
    words = len(piece.split())
    return words if piece[0] == "<" and piece[1:2].isalpha() else min(words, piece.count("="))


def _unscripted(text: str) -> str:
    kept, low, at = [], text.lower(), 0
    while (start := low.find("<script", at)) >= 0 and (end := low.find("</script", start)) >= 0:
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:]))


def _refuse_empty(source: Source, root: Any, *, hidden: bool) -> None:
    if hidden:
        raise UnreadableDocument(source.name, "nobody sees any of its text: its styles hide all of it", _SAVE)
    targets = root.xpath("//frame/@src | //iframe/@src | //embed/@src | //object/@data")
    moved = root.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content")
    if targets or moved:
        where = str([*targets, *moved][0])[:200]
        raise UnreadableDocument(source.name, f"the page only points to another one ({where})", _SAVE)
    if root.find(".//script") is not None:
        raise UnreadableDocument(source.name, "a script puts the text into the page", _SAVE)
    raise UnreadableDocument(source.name, "the page holds no text", _SAVE)


def _title(around: Sequence[Surrounding]) -> str | None:
    """Return what the page calls the report: the most telling of the places where a title may stand."""
    order = {"property": 0, "heading": 1, "line": 2, "title": 3}
    telling = [place for place in around if place.kind != "property" or place.name in _TITLES]
    texts = [place.text for place in sorted(telling, key=lambda place: order[place.kind])]
    texts = [text for text in texts if 4 <= len(text) <= _LONGEST_TITLE]
    plain = [simplify(fold(text)) for text in texts]
    for wanted in (lambda t: _REPORT.search(t) and _YEAR.search(t), _REPORT.search):
        for text, t in zip(texts, plain, strict=True):
            if wanted(t):
                return text
    return texts[-1] if texts else None


def _head(root: Any) -> Iterator[Surrounding]:
    """Yield what the page says of itself: the properties and the title of its head, and its headings."""
    tree = root.getroottree()
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        text = _flat(meta.get("content") or "")
        if name and text and len(text) <= _LONGEST_PROPERTY:
            yield Surrounding("property", name, text, Anchor(path=tree.getpath(meta)))
    for element in (*root.iter("title"), *root.xpath(_HEADINGS)[:_MOST_HEADINGS]):
        text = _flat("".join(element.itertext()))
        if text and len(text) <= _LONGEST_PROPERTY:
            kind: Literal["title", "heading"] = "title" if element.tag == "title" else "heading"
            yield Surrounding(kind, "", text, Anchor(path=tree.getpath(element)))


def _flat(text: str) -> str:
    return " ".join(text.split())
