"""Word documents: out of the container, checked, and into paragraphs and tables."""

from __future__ import annotations

import re
import zipfile
from typing import Any, Final

from gkstats.documents.archive import open_zip, read_member
from gkstats.documents.docx_look import read_looks
from gkstats.documents.docx_walk import WordReader
from gkstats.documents.limits import check_length
from gkstats.documents.model import Document
from gkstats.documents.numbering import read_numbering, read_styles
from gkstats.documents.source import Source
from gkstats.documents.text import rejoined
from gkstats.errors import UnreadableDocument

__all__ = ["parse_document", "read_docx"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
MOST_TAGS: Final = 1_500_000
"""Most tags of a part; a report has some 50,000."""
# The strict variant of the format differs in its names only.
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_AGAIN: Final = "open it in Word or WPS and save it again"


def read_docx(source: Source) -> Document:
    """Read a Word document.

    Raises
    ------
    UnreadableDocument
        The container is damaged or encrypted, or holds no text.
    """
    archive = open_zip(source)
    root = parse_document(source, archive)
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableDocument(source.name, "the Word document has no text", _AGAIN)
    check_length(source.name, body.xpath("string-length(string(.))"))
    styling = _part(source, archive, "word/styles.xml")
    styles = read_styles(styling)
    numbering = read_numbering(_part(source, archive, "word/numbering.xml"), styles)
    reader = WordReader(source.name, numbering, styles, read_looks(styling))
    blocks = [piece.block for piece in reader.pieces(body, f"/*/*[{root.index(body) + 1}]")]
    if not blocks and body.find(f".//{W}altChunk") is not None:
        raise UnreadableDocument(source.name, "its text is embedded as another document", _AGAIN)
    if not blocks:
        raise UnreadableDocument(
            source.name, "the Word document holds no text, perhaps only pictures", "run OCR over them first"
        )
    return Document(
        source.name,
        "docx",
        tuple(rejoined(blocks)),
        title=_title(source, archive),
        warnings=(
            *(("text that is struck out was left out",) if reader.struck else ()),
            *reader.unseen.warnings(),
        ),
    )


def parse_document(source: Source, archive: zipfile.ZipFile | None = None) -> Any:
    """Return the tree of a document's main part, in which the paths of its anchors lead to the elements.

    Raises
    ------
    UnreadableDocument
        It is damaged.
    """
    archive = archive or open_zip(source)
    main = [name for name in archive.namelist() if re.fullmatch(r"word/document\d*\.xml", name)]
    root = _part(source, archive, main[0] if main else "word/document.xml", needed=True)
    assert root is not None
    return root


def _part(source: Source, archive: zipfile.ZipFile, name: str, *, needed: bool = False) -> Any | None:
    """Return the tree of a part; None if it is not there and need not be."""
    if not needed and name not in archive.namelist():
        return None
    data = read_member(source, archive, name).replace(_STRICT, W[1:-1].encode("ascii"))
    if data.count(b"<") > MOST_TAGS:
        raise UnreadableDocument(
            source.name, f"it has more than {MOST_TAGS} tags", "take the report out of the collection"
        )
    return _parse(source, data)


def _parse(source: Source, data: bytes) -> Any:
    from lxml import etree

    # A declaration of entities has no place in a Word document; without one there is nothing to expand.
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableDocument(
            source.name, "the Word document declares entities", "check where it comes from"
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(source.name, "the Word document is damaged", _AGAIN) from error


def _title(source: Source, archive: zipfile.ZipFile) -> str | None:
    """Return the title that the document's properties state."""
    properties = _part(source, archive, "docProps/core.xml")
    title = properties.findtext(_TITLE) if properties is not None else None
    return " ".join(title.split()) or None if title else None
