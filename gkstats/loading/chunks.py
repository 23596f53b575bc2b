"""Some documents read one after the other; the one place that catches everything, for each, and records it.

Executors send it to their workers: names go there, bytes come back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from gkstats.agencies.placeless import id_apart, site_of
from gkstats.corrections.applied import replaced
from gkstats.documents import Source, open_source, read_source
from gkstats.documents.source import ForeignFormat, is_part, sniff
from gkstats.errors import GkstatsError, NoSuchReport, NotAReport, SeveralReports, UnreadableDocument
from gkstats.isolation import attempt
from gkstats.keeping import SKIPPED, Failure, Loaded
from gkstats.keeping.readings import Cache, digest_of, document_key, reader_key
from gkstats.loading.sources import Item
from gkstats.reading import read_records
from gkstats.records import Records
from gkstats.workers import Why

__all__ = ["Read", "Settings", "decode_read", "encode", "lost", "read_chunk", "read_item", "read_payloads"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read, and whether they come back as tables or whole."""

    cache: str | None = None
    tables: bool = False
    isolate: bool = False
    """Whether a process of its own reads what is no plain text, because what reads here must not end."""
    timeout: float = 120.0
    memory: int | None = None
    reader: str = field(default_factory=reader_key)
    """What names the way of reading; whatever else decides how documents are read belongs into it."""
    words: str = ""
    """The user's words, as a TOML text; `reader` holds their digest."""


_HERE: Final = Settings()


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a chunk, by position in it; what is in neither list is as it was when last read.

    A document that holds several reports stands there once for each. Where tables were asked for they stand in
    ``tables``, and the lists are empty; ``trouble`` is what came up with the cache.
    """

    loaded: list[tuple[int, Loaded]]
    failed: list[tuple[int, Failure]]
    tables: bytes = b""
    trouble: str = ""


def encode(value: Item | Settings | Read) -> bytes:
    """Return a value as bytes."""
    import msgspec

    return msgspec.msgpack.encode(value)


@functools.cache
def _decoder(kind: type[Any]) -> Callable[[bytes], Any]:
    import msgspec

    decode: Callable[[bytes], Any] = msgspec.msgpack.Decoder(kind).decode
    return decode


def decode_read(data: bytes) -> Read:
    """Return what `read_payloads` gave back."""
    read: Read = _decoder(Read)(data)
    return read


def read_payloads(payloads: Sequence[bytes], settings: bytes) -> bytes:
    """Read a chunk of encoded items; at module level, so that executors can send it to their workers."""
    return read_chunk(payloads, settings, lambda _: None)


def read_chunk(payloads: Sequence[bytes], settings: bytes, started: Callable[[int], None]) -> bytes:
    """Read a chunk of encoded items, and say which one is begun."""
    chosen: Settings = _decoder(Settings)(settings)
    cache = _Caching(Path(chosen.cache), chosen.reader) if chosen.cache else None
    read = Read([], [])
    for position, payload in enumerate(payloads):
        started(position)
        outcomes = read_item(_decoder(Item)(payload), cache, chosen, functools.partial(started, position))
        for outcome in outcomes:
            if isinstance(outcome, Loaded):
                # Whoever handed the bytes over has them.
                read.loaded.append((position, dataclasses.replace(outcome, origin=None)))
            else:
                read.failed.append((position, outcome))
    trouble = cache.trouble if cache else ""
    if chosen.tables:
        return encode(Read([], [], _tables(read, chosen.reader), trouble))
    return _whole(dataclasses.replace(read, trouble=trouble))


def _whole(read: Read) -> bytes:
    try:
        return encode(read)
    except MemoryError:
        raise
    except Exception:
        kept, failed = [], list(read.failed)
        for position, loaded in read.loaded:
            try:
                encode(Read([(position, loaded)], []))
            except MemoryError:
                raise
            except Exception as error:
                trouble = f"what was read cannot be handed on ({error})"
                failed.append(
                    (position, Failure(loaded.source, type(error).__name__, trouble, loaded.digest))
                )
            else:
                kept.append((position, loaded))
        return encode(Read(kept, failed, trouble=read.trouble))


class _Caching:
    """A cache that is no reason to lose a reading: what goes wrong with it is noted."""

    def __init__(self, folder: Path, reader: str) -> None:
        self._cache = Cache(folder, reader)
        self.trouble = ""

    def get(self, source: Source) -> Records | None:
        return self._cache.get(source)

    def put(self, source: Source, records: Records) -> None:
        try:
            self._cache.put(source, records)
        except GkstatsError as error:
            self.trouble = str(error)


def _tables(read: Read, reader: str) -> bytes:
    from gkstats.keeping.tables import batch_of, packed

    outcomes: list[Loaded | Failure] = [outcome for _, outcome in read.loaded]
    outcomes += [outcome for _, outcome in read.failed]
    try:
        return packed(batch_of(outcomes, reader))
    except MemoryError:
        raise
    except Exception:
        return packed(batch_of([_tried(outcome, reader) for outcome in outcomes], reader))


def _tried(outcome: Loaded | Failure, reader: str) -> Loaded | Failure:
    """Return an outcome as it is if tables can be made of it."""
    from gkstats.keeping.tables import batch_of

    try:
        batch_of([outcome], reader)
    except Exception as error:
        return Failure(outcome.source, type(error).__name__, str(error), outcome.digest)
    return outcome


def read_item(
    item: Item,
    cache: _Caching | None,
    settings: Settings = _HERE,
    begun: Callable[[], None] = lambda: None,
) -> tuple[Loaded | Failure, ...]:
    """Read one document; nothing comes of one whose content is that which was read before.

    A document that holds several reports yields each of them, named by its number. `begun` is called as each page that
    takes seconds is begun, so that whoever minds the clock gives it as long as a document.

    Raises
    ------
    MemoryError
        A process that may have only so much memory ends here; whoever minds it tries the document alone.
    """
    digest = ""
    if item.failure is not None:
        return (item.failure,)
    try:
        source = (
            open_source(item.name, allow_private=item.private)
            if item.data is None
            else _given(item.name, item.data)
        )
        digest = digest_of(source)
        if digest == item.held:
            return ()
        try:
            return (_read(source, item, cache, settings, digest, begun),)
        except SeveralReports:
            return tuple(_each(source, item, settings, digest, begun))
    except FileNotFoundError:
        return (Failure(item.name, "FileNotFoundError", "there is no such file; check the path", digest),)
    except (NotAReport, ForeignFormat) as error:
        if item.found:
            return (Failure(item.name, SKIPPED, error.trouble, digest),)
        kind = NotAReport if isinstance(error, NotAReport) else UnreadableDocument
        return (Failure(item.name, kind.__name__, f"{error.trouble}; {error.remedy}", digest),)
    except MemoryError:
        raise
    except Exception as error:
        return (_failure(item.name, error, digest),)


def _failure(name: str, error: Exception, digest: str) -> Failure:
    said = f"{error.trouble}; {error.remedy}" if isinstance(error, GkstatsError) else str(error)
    return Failure(name, type(error).__name__, said, digest)


def _read(
    source: Source,
    item: Item,
    cache: _Caching | None,
    settings: Settings,
    digest: str,
    begun: Callable[[], None],
) -> Loaded | Failure:
    start = time.perf_counter()
    if is_part(source.name):  # the cache knows documents by their content, which several reports share
        cache = None
    records = cache.get(source) if cache else None
    if records is None:
        found = _records(source, settings, begun)
        if not isinstance(found, Records):
            return lost(source.name, found, settings, digest)
        records = found
        if cache:
            cache.put(source, records)
    records = _kept_apart(_with_known(records, item), digest)
    seconds = time.perf_counter() - start
    # Bytes are kept only where the document cannot be opened again from its name.
    origin = None if item.data is None else source
    today = dt.datetime.now(dt.UTC).date()
    return Loaded(records, seconds, digest, origin, listed=item.listed, day=today)


def _each(
    source: Source, item: Item, settings: Settings, digest: str, begun: Callable[[], None]
) -> Iterator[Loaded | Failure]:
    """Read every report of a document that holds several; what a list says of the document is none's in particular."""
    for number in itertools.count(1):
        part = dataclasses.replace(source, name=f"{source.name}#{number}")
        try:
            whole = dataclasses.replace(item, agency=None, year=None, agency_id=None, published=None)
            found = _read(part, whole, None, settings, digest, begun)
        except (NoSuchReport, SeveralReports):  # there are no more, or no more that a number can choose
            return
        except NotAReport as error:
            yield _failure(part.name, error, digest)
            continue
        except MemoryError:
            raise
        except Exception as error:
            found = _failure(part.name, error, digest)
        if isinstance(found, Failure):
            # To read one is to read the whole document: what went wrong would go wrong as often as it has reports.
            message = f"{found.message}; those behind it are not read either"
            yield dataclasses.replace(found, message=message)
            return
        yield found


def _records(source: Source, settings: Settings, begun: Callable[[], None]) -> Records | Why:
    if settings.isolate and sniff(source) != "text":
        return attempt(
            source, timeout=settings.timeout, memory=settings.memory, tries=2, words=settings.words
        )
    return read_records(read_source(source, begun=begun), settings.words)


def lost(name: str, why: Why, settings: Settings | None, digest: str = "") -> Failure:
    """Return the failure of a document that cost a process twice; settings say what the process was allowed."""
    if why == "timeout" and settings:
        return Failure(
            name,
            "TimeoutError",
            f"reading it takes longer than {settings.timeout:g} seconds; look at the document, or allow more with timeout=",
            digest,
        )
    if why == "memory":
        allowed = (
            f"than {settings.memory / 2**20:,.0f} MB" if settings and settings.memory else "than there is"
        )
        return Failure(
            name,
            "MemoryError",
            f"reading it takes more memory {allowed}; look at the document, or allow more with memory=",
            digest,
        )
    return Failure(
        name,
        "ChildProcessError",
        "the process that read it was lost twice, the second time with this document alone; look at the document",
        digest,
    )


def _given(name: str, data: bytes) -> Source:
    return dataclasses.replace(open_source(data), name=name) if data else open_source(data)


def _kept_apart(records: Records, digest: str) -> Records:
    """Give the report of a body whose name says no place an id that it shares with no other of the name."""
    identity = records.identity
    site = site_of(identity.url or records.source, dict(identity.contacts).get("website"))
    id_ = id_apart(identity.agency, identity.year, site, document_key(digest, records.source))
    if identity.agency_id or id_ is None:
        return records
    return dataclasses.replace(records, identity=dataclasses.replace(identity, agency_id=id_))


def _with_known(records: Records, item: Item) -> Records:
    """Put what a list says of a document in the place of what the document says; warnings and places tell of it."""
    identity, warnings = records.identity, list(records.warnings)
    said: dict[str, str | int | dt.date | None] = {
        "agency": item.agency,
        "year": item.year,
        "published": item.published,
        "agency_id": item.agency_id,
        "url": item.url,
    }
    for name, value in said.items():
        before = getattr(identity, name)
        if value is None or value == before:
            continue
        identity = replaced(identity, name, value, "listed")
        if before is not None:
            warnings.append(f"the list gives another {_FIELDS[name]}: {value}; the document says {before}")
        elif name != "url":
            warnings.append(f"the {_FIELDS[name]} is not stated in the document but in the list: {value}")
    if identity is records.identity:
        return records
    return dataclasses.replace(records, identity=identity, warnings=tuple(warnings))


_FIELDS: Final = {
    "agency": "agency",
    "year": "year",
    "published": "day of publication",
    "agency_id": "id of the agency",
    "url": "address",
}
