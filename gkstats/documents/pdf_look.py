"""A cheap look at a PDF before any engine sees it: how much it unpacks to, draws and counts.

The engines are bounded in much, but forms that draw each other twice, streams that unpack to gigabytes and tables of
billions of entries end the process, or take it for minutes. This looks at the bytes alone: objects wherever they lie,
streams unpacked piece by piece and dropped, forms by the names under which they are drawn. What it can prove to be too
much is refused. What it cannot vouch for (encrypted files, rare filters) is for a process of its own.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from gkstats.documents.pdf_streams import FLATE, PICTURES, PIECE, inflated, unlettered
from gkstats.errors import UnreadableDocument

__all__ = ["look"]

MOST_OBJECTS: Final = 300_000
"""Most objects; a report of a hundred pages has some thousand."""
MOST_ENTRIES: Final = 8_000_000
"""Largest number of an object, and most entries of a table of objects: twice what PDFium takes."""
LARGEST_STREAM: Final = 128 * 2**20
"""Most bytes that a stream unpacks to."""
QUIET: Final = 64 * 2**20
"""Bytes that all streams may unpack to in the process of a user."""
UNPACKED: Final = 256 * 2**20
"""Most bytes that all streams unpack to, pictures included."""
DRAWN: Final = 24 * 2**20
"""Most bytes of content that are drawn, each form as often as it is called; a report has one or two million."""
RATIO: Final = 1032
"""Most bytes that one byte unpacks to."""
CALL: Final = 512
"""Bytes of content that calling a form stands for: engines take as long for it."""
DRAWN_IN_ALL: Final = 96 * 2**20
"""Most bytes of content that all pages draw."""
LEVELS: Final = 40
"""Forms within forms that engines follow."""
MOST_CODES: Final = 500_000
"""Most codes that the ranges of a character map or of widths list; a face of all of Chinese has 65,536."""
_SMALL: Final = 2 * PIECE // RATIO
_HEAD: Final = 16 * 1024
"""Bytes of an object in which its dictionary ends."""

_OBJECT: Final = re.compile(b"obj")
_AFTER: Final = frozenset(bytes([byte]) for byte in b" \0\t\r\n<[(/%")
_FILTER: Final = re.compile(rb"/Filter[\s\0]*(?:(/[A-Za-z0-9]+)|\[([^\[\]]*)\]|(\d+)[\s\0]+\d+[\s\0]+R)")
_REFERENCE: Final = re.compile(rb"(\d{1,10})[\s\0]+\d{1,10}[\s\0]+R\b")
_NAMED: Final = re.compile(rb"/([^\s\0()<>\[\]{}/%]+)[\s\0]*(\d{1,10})[\s\0]+\d{1,10}[\s\0]+R\b")
_DO: Final = re.compile(rb"/([^\s\0()<>\[\]{}/%]+)[\s\0]*Do(?![^\s\0()<>\[\]{}/%])")
_NUMBER_SIGN: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# Not the single codes (bfchar, cidchar), nor which codes there may be at all (codespacerange).
_RANGES: Final = re.compile(
    rb"begin(?:bf|cid|notdef)range(.*?)(?=endbfrange|endcidrange|endnotdefrange|\Z)", re.DOTALL
)
_EACH: Final = re.compile(rb"\[[^\]]*\]?")
_RANGE: Final = re.compile(
    rb"<\s*([0-9A-Fa-f][0-9A-Fa-f\s]{0,15})>\s*<\s*([0-9A-Fa-f][0-9A-Fa-f\s]{0,15})>\s*[<\[\d]"
)
_BLANK: Final = b" \t\r\n\f\v"
_LISTED: Final = re.compile(rb"[\s\0]*\[?((?:[\s\0]*\d{1,20}(?=[\s\0\]/>])){1,2000})")
_WIDTHS: Final = re.compile(rb"/W2?[\s\0]*\[")
_LONG_NUMBER: Final = re.compile(rb"\d{6}")
_TRIPLE: Final = re.compile(rb"(\d{1,12})[\s\0]+(\d{1,12})[\s\0]+-?[\d.]+")
_FORM: Final = re.compile(rb"/Form\b|/Subtype[\s\0]+\d")
_OPEN: Final = re.compile(rb"/Form\b|/Subtype[\s\0]+\d|/ObjStm\b|/XRef\b")
_INTERPRETED: Final = (b"/Contents", b"/ToUnicode", b"/Encoding", b"/UseCMap")
_VALUE: Final = re.compile(rb"[\s\0]*(\[[^\]]*|<<[^>]*|\d+[\s\0]+\d+[\s\0]+R)")
_GLYPHS: Final = b"/CharProcs"
_CONTENTS: Final = re.compile(rb"/Contents[\s\0]*(\[[^\]]*\]|\d{1,10}[\s\0]+\d{1,10}[\s\0]+R)")
_NESTED: Final = re.compile(rb"\[[^\[\]]*\]")


class _Stream(NamedTuple):
    number: int
    head: bytes
    size: int
    content: bytes
    """What it unpacks to, as far as it is text that engines interpret; otherwise empty."""


def look(data: bytes, source: str) -> str | None:
    """Return why a PDF is one for a process of its own, None when it is harmless.

    Raises
    ------
    UnreadableDocument
        It unpacks to, draws or counts more than any report.
    """
    return _Look(data, source).verdict()


class _Look:
    """One look at one file."""

    def __init__(self, data: bytes, source: str) -> None:
        self.data, self.source = data, source
        self.heads: defaultdict[int, list[bytes]] = defaultdict(list)
        self.streams: dict[int, list[_Stream]] = {}
        self.doubt: str | None = None
        self.objects = self.unpacked = self.codes = 0
        self.closed: defaultdict[int, list[tuple[bytes, int, int]]] = defaultdict(list)
        """Streams that are unpacked only where they are drawn or could be bombs, such as faces and pictures."""

    def verdict(self) -> str | None:
        for number, start, end in self._places():
            self._object(number, start, end)
        if b"/Encrypt" in self.data:
            # Nothing within can be looked at; and what was unpacked was not what an engine unpacks.
            return "it is encrypted"
        for streams in list(self.streams.values()):
            for stream in streams:
                if b"/ObjStm" in stream.head:
                    self._packed(stream)
        self._open(self._interpreted())
        if (
            RATIO * sum(end - start for parts in self.closed.values() for _, start, end in parts)
            > 2 * UNPACKED
        ):
            self._open(list(self.closed))
        self._widths()
        self._drawn()
        return self.doubt

    def _open(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            for head, start, end in self.closed.pop(number, ()):
                self.streams.setdefault(number, []).append(self._stream(number, head, start, end))

    def _interpreted(self) -> set[int]:
        """Return the streams that are more than bytes to an engine: pages, glyphs that may call forms, character maps."""
        found: set[int] = set()
        forms = any(_FORM.search(one.head) for streams in self.streams.values() for one in streams)
        names = (*_INTERPRETED, _GLYPHS) if forms else _INTERPRETED
        # To look for one name after the other, in all of them together, takes a fraction of the time; no value goes on.
        heads = b">]\n".join(head for several in self.heads.values() for head in several)
        for name in names:
            place = heads.find(name)
            while place >= 0:
                place += len(name)
                # The encoding of a drawn face lists hundreds of glyphs, mostly without a single reference.
                if (value := _VALUE.match(heads, place)) and b"R" in value[1]:
                    found.update(map(int, _REFERENCE.findall(value[1])))
                place = heads.find(name, place)
        for number in [n for n in found if n not in self.closed and n not in self.streams]:
            for head in self.heads.get(number, ()):
                found.update(map(int, _REFERENCE.findall(head)))
        return found & self.closed.keys()

    def _refuse(self, trouble: str) -> UnreadableDocument:
        return UnreadableDocument(self.source, trouble, "print it to a new PDF, or check where it comes from")

    def _count(self, more: int) -> None:
        self.objects += more
        if self.objects > MOST_OBJECTS:
            raise self._refuse(f"it has more than {MOST_OBJECTS:,} objects")

    def _tables(self, text: bytes) -> None:
        """Refuse tables of objects that claim more entries than there can be."""
        for key in (b"/Index", b"/Size"):
            place = text.find(key)
            while place >= 0:
                listed = _LISTED.match(text, place + len(key))
                if listed and any(int(number) > MOST_ENTRIES for number in listed[1].split()):
                    raise self._refuse(f"its tables of objects have more than {MOST_ENTRIES:,} entries")
                place = text.find(key, place + len(key))

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Yield number, begin and end of each object, wherever one seems to begin."""
        data = self.data
        begun: list[tuple[int, int]] = []
        for found in _OBJECT.finditer(data):
            place = found.start()
            if data[place - 3 : place] == b"end":
                continue
            before = data[place - 24 if place > 24 else 0 : place].replace(b"\0", b" ")
            words = before.rsplit(None, 2)
            if len(words) > 1 and words[-1].isdigit():
                word = words[-2]
                while (
                    word and not word.isdigit()
                ):  # what stands right before a number belongs to something else
                    word = word[1:]
                if word:
                    begun.append((int(word[-10:]), place + 3))
                    continue
            if before[-1:].isspace() and data[place + 3 : place + 4] in _AFTER:
                self.doubt = "its objects are written oddly"
        self._count(len(begun))
        for (number, start), (_, end) in pairwise([*begun, (0, len(data))]):
            yield number, start, end

    def _object(self, number: int, start: int, end: int) -> None:
        data = self.data
        long = end - start > _HEAD
        begin = data.find(b"stream", start, start + _HEAD if long else end)
        if begin < 0 and long:
            begin = data.find(b"stream", start, end)
        plain = data[start : begin if begin >= 0 else end]
        if b"#" in plain:
            plain = _plain(plain)
        self.heads[number].append(plain)
        if begin < 0:
            return
        begin += len(b"stream")
        begin += 2 if data.startswith(b"\r\n", begin) else data.startswith((b"\n", b"\r"), begin)
        if b"/XRef" in plain:
            self._tables(plain)
        if not _OPEN.search(plain):
            self.closed[number].append((plain, begin, end))
        else:
            self.streams.setdefault(number, []).append(self._stream(number, plain, begin, end))

    def _stream(self, number: int, head: bytes, start: int, end: int) -> _Stream:
        filters = self._filters(head)
        if filters is None:
            self.doubt = self.doubt or "its streams are packed in a rare way"
            return _Stream(number, head, 0, b"")
        if filters and filters[-1] in PICTURES and len(filters) == 1:
            return _Stream(number, head, 0, b"")
        raw: bytes | memoryview = memoryview(self.data)[start:end]
        if not filters:
            return self._keep(number, head, bytes(raw), end - start)
        for name in filters[:-1] if filters[-1] in FLATE else filters:
            decoded = self._unfiltered(bytes(raw), name)
            if decoded is None:
                self.doubt = self.doubt or "its streams are packed in a rare way"
                return _Stream(number, head, 0, b"")
            raw = decoded
        if filters[-1] not in FLATE:
            return self._keep(number, head, bytes(raw), len(raw))
        if len(raw) < _SMALL:
            with contextlib.suppress(zlib.error):
                content = zlib.decompressobj().decompress(raw, PIECE * 2)
                self.unpacked += len(content)
                return self._keep(number, head, content, len(content))
        pieces: list[bytes] = []
        size = 0
        for piece in inflated(raw):
            size += len(piece)
            self.unpacked += len(piece)
            if size > LARGEST_STREAM or self.unpacked > UNPACKED:
                raise self._refuse(f"its streams unpack to more than {UNPACKED // 2**20} MB")
            if size <= DRAWN:
                pieces.append(piece)
        return self._keep(number, head, b"".join(pieces), size)

    def _unfiltered(self, raw: bytes, name: bytes) -> bytes | None:
        """Return a stream without the first of several filters; None where that is a rare one."""
        if name not in FLATE:
            return unlettered(raw, name)
        pieces: list[bytes] = []
        for piece in inflated(raw):
            self.unpacked += len(piece)
            if self.unpacked > QUIET:
                raise self._refuse(
                    f"its streams unpack to more than {QUIET // 2**20} MB before they are unpacked again"
                )
            pieces.append(piece)
        return b"".join(pieces)

    def _keep(self, number: int, head: bytes, content: bytes, size: int) -> _Stream:
        """Return a stream with what matters of its content."""
        if size > DRAWN or self.unpacked > QUIET:
            self.doubt = self.doubt or "it unpacks to much"
        if b"range" in content and b"begin" in content:
            self._ranges(content)
        drawing = b"Do" in content or b"/ObjStm" in head
        return _Stream(number, head, size, content if drawing else b"")

    def _filters(self, head: bytes) -> list[bytes] | None:
        found = _FILTER.search(head)
        if found is None:
            return None if b"/Filter" in head else []
        if found[3]:  # the length of a chain that is written elsewhere is not worth another pass
            return None
        return [name.strip(b"/") for name in re.findall(rb"/[^\s\0/\[\]]+", found[1] or found[2] or b"")]

    def _packed(self, stream: _Stream) -> None:
        """Take the objects of an object stream."""
        first = re.search(rb"/First[\s\0]+(\d{1,9})", stream.head)
        if first is None or not stream.content:
            if stream.size:
                self.doubt = self.doubt or "its objects are written oddly"
            return
        begin = int(first[1])
        listed = [int(word) for word in stream.content[:begin].split() if word.isdigit() and len(word) < 11]
        self._count(len(listed) // 2)
        numbers, offsets = listed[::2], listed[1::2]
        ends = [*offsets[1:], len(stream.content)]
        for number, offset, end in zip(numbers, offsets, ends, strict=False):
            body = _plain(stream.content[begin + offset : begin + end if end > offset else None][: 2**20])
            self.heads[number].append(body)

    def _ranges(self, content: bytes) -> None:
        for listed in _RANGES.finditer(content):
            # A range may list what each of its codes stands for; those are no ranges.
            for found in _RANGE.finditer(_EACH.sub(b"[", listed[1])):
                low, high = found.groups()
                self._codes(int(high.translate(None, _BLANK), 16) - int(low.translate(None, _BLANK), 16))

    def _codes(self, more: int) -> None:
        self.codes += max(0, more)
        if self.codes > MOST_CODES * 20 or more > MOST_CODES:
            raise self._refuse("its faces list more characters than there are")

    def _widths(self) -> None:
        """Add up the widths that the ranges of a face list."""
        for heads in self.heads.values():
            for head in heads:
                if head.lstrip().startswith(b"["):
                    self._ranges_of_widths(head)
                elif b"/W" in head:
                    for found in _WIDTHS.finditer(head):
                        self._ranges_of_widths(head[found.end() - 1 :])

    def _ranges_of_widths(self, listing: bytes) -> None:
        """Add up ``first last width`` of a list in which a list of its own stands for single widths."""
        if not _LONG_NUMBER.search(listing) and len(listing) < _HEAD:
            return
        flat = _NESTED.sub(b" x ", listing.lstrip()[1:]).split(b"]")[0]
        for found in _TRIPLE.finditer(flat):
            self._codes(int(found[2]) - int(found[1]))

    def _drawn(self) -> None:
        """Add up what the pages draw, forms as often as they are called, as deep as engines follow."""
        own = {number: max(one.size for one in streams) for number, streams in self.streams.items()}
        forms = {n for n, streams in self.streams.items() if any(_FORM.search(one.head) for one in streams)}
        calls: dict[int, Counter[int]] = {}
        shared: dict[bytes, set[int]] | None = None
        for number, streams in self.streams.items() if forms else ():
            names = Counter(name for one in streams for name in _DO.findall(one.content))
            if not names:
                continue
            shared = self._shared() if shared is None else shared
            listed: dict[bytes, set[int]] = {}
            for head in self.heads[number]:
                self._names(head, listed, 4)
            # A form without resources of its own finds names in those of the page.
            called = Counter[int]()
            for name, times in names.items():
                for other in (listed.get(_plain(name)) or shared.get(_plain(name), set())) & forms:
                    called[other] += times
            if called:
                calls[number] = called
        own |= self._bounded(own, calls)
        pages = 0
        for heads in self.heads.values():
            for head in heads:
                if b"/Contents" in head:
                    pages += sum(own.get(number, 0) for number in self._contents(head))
        if pages > DRAWN_IN_ALL:
            raise self._refuse("its pages draw the same without end")

    def _contents(self, head: bytes) -> Iterator[int]:
        """Yield the streams that a page draws."""
        place = head.find(b"/Contents")
        if place < 0:
            return
        found = _CONTENTS.match(head, place)
        for number in _REFERENCE.findall(found[1]) if found else ():
            if int(number) in self.streams:
                yield int(number)
            else:
                for inner in self.heads.get(int(number), ()):
                    yield from map(int, _REFERENCE.findall(inner))

    def _names(self, head: bytes, found: dict[bytes, set[int]], depth: int) -> None:
        """Gather names with the objects that they stand for, through resources that are written elsewhere."""
        for name, number in _NAMED.findall(head):
            found.setdefault(name, set()).add(int(number))
            if depth and name in (b"Resources", b"XObject"):
                for inner in self.heads.get(int(number), ()):
                    self._names(inner, found, depth - 1)

    def _shared(self) -> dict[bytes, set[int]]:
        """Return what the names in the resources of pages stand for."""
        found: dict[bytes, set[int]] = {}
        for number, heads in self.heads.items():
            for head in heads if number not in self.streams else ():
                if b"/XObject" in head or b"/Resources" in head:
                    self._names(head, found, 3)
        return found

    def _bounded(self, own: Mapping[int, int], calls: Mapping[int, Counter[int]]) -> dict[int, int]:
        """Return what each stream draws together with the forms that it calls."""
        drawn: dict[int, int] = {}
        for _ in range(LEVELS if calls else 0):
            before, drawn = drawn, {}
            for number, called in calls.items():
                total = own[number]
                for other, times in called.items():
                    total += times * (CALL + before.get(other, own[other]))
                drawn[number] = total
                if total > DRAWN:
                    raise self._refuse("its forms draw each other without end")
            if drawn == before:
                break
        return drawn


def _plain(head: bytes) -> bytes:
    """Return a dictionary with the escapes of its names resolved."""
    return _NUMBER_SIGN.sub(lambda found: bytes([int(found[1], 16)]), head) if b"#" in head else head
