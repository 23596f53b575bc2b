"""From sources to what users hold: one report, a corpus in memory or on disk, or a piece of prose."""

from __future__ import annotations

import dataclasses
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from gkstats.asked import named
from gkstats.corpus import Corpus
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import corrected
from gkstats.documents import Engine, Source, doubt_about, open_source, read_source
from gkstats.documents.source import sniff, whole_of
from gkstats.errors import GkstatsError, UnreadableDocument
from gkstats.isolation import read_isolated
from gkstats.keeping import Failure, Loaded
from gkstats.keeping.readings import digest_of, document_key
from gkstats.keeping.wordlists import kept_words, reader_with
from gkstats.loading.chunks import Settings, decode_read
from gkstats.loading.runs import Hands
from gkstats.loading.sources import Item, ReportSource, expand
from gkstats.reading import read_records
from gkstats.reading.narrative import (
    check_words,
    read_narrative_records,
    sections_of_text,
    within_bounds,
)
from gkstats.records import Identity, Records
from gkstats.report import Narrative, Report

if TYPE_CHECKING:
    from distributed import Client

    from gkstats.documents.ocr import Recogniser
    from gkstats.keeping.parts import Damage
    from gkstats.keeping.writing import Lost, Writer

__all__ = ["load_corpus", "load_report", "read_narrative", "samples"]

_TIMEOUT: Final = 120.0
_MEMORY: Final = 2 * 2**30
_LONGEST_LIST: Final = 2**20


def load_report(
    source: ReportSource,
    *,
    engine: Engine | Recogniser = "auto",
    isolate: bool | None = None,
    words: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
) -> Report:
    """Read one annual report.

    Parameters
    ----------
    source : str, path, bytes or binary file object
        A PDF, an HTML page, a DOCX, an old Word file or a plain text; a string may be a path or a URL.
    engine : {"auto", "pdfium", "pdfminer", "ocr", "libreoffice"} or an OCR engine of your own
        What reads a PDF; "auto" takes PDFium where its binary is available, and has pages without text read from their
        pictures where the extra ``ocr`` is installed; "ocr" has all pages read so. An object with the methods
        ``find(picture)``, which returns the boxes of lines of text in pixels, and ``read(crops)``, which returns their
        texts, is used instead; pictures are arrays of rows, columns and blue, green, red. "libreoffice" has an installed LibreOffice
        convert old Word files, RTF and OpenDocument texts; without it a package converts old Word files alone.
    isolate : bool, optional
        Whether a process of its own reads it, with limits of time and memory, so that a hostile document cannot end
        this one. By default a local file is read here, unless it is a PDF that a quick look cannot vouch for;
        addresses, members of archives, bytes and file objects are not. The process is kept for the next document.
    words : path, optional
        A TOML file of words to add to those by which the prose is read, such as the names of an agency's own
        channels: below ``[channel]`` a line ``app = ["掌上江城"]``.
    corrections : path, optional
        A CSV file of corrected figures (`gkstats.corrections`); those of this report are put in place of the printed ones.

    Returns
    -------
    Report

    Raises
    ------
    FileNotFoundError
        There is no such file.
    KeyError
        There is no such engine.
    UnreadableDocument
        The document is damaged, encrypted, of an unsupported format or over the size limit.
    MissingDependency
        Old Word files need the extra ``doc``, scans the extra ``ocr``.
    GkstatsError
        A line of `corrections` is none, or the report no longer prints what it says.
    NotAReport
        It can be read, but holds no annual report on information disclosure, or several of them: the message names
        them, and ``NAME#2`` is the second.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "zhongning-2020.pdf")
    >>> report.channels["value"].tolist(), report.channels.attrs["total"]
    ([75.0, 274.0, 81.0, 64.0, 46.0], 540)
    """
    if isinstance(engine, str):
        named(engine, get_args(Engine), "engine")
    own = _own_words(words)
    opened = open_source(source)
    apart = isolate
    if not isinstance(engine, str):
        apart = False  # what a user hands over lives in this process
    elif apart is None:
        # Text is read by nothing but Python; all else by libraries that a document could end.
        apart = doubt_about(opened) is not None if _is_own_file(source) else sniff(opened) != "text"
    if not isinstance(engine, str):
        records = read_records(read_source(opened, recogniser=engine), own)
        engine = "ocr"
    elif apart:
        records = read_isolated(opened, engine, own)
    else:
        looked_at = isolate is None and _is_own_file(source)
        records = read_records(read_source(opened, engine=engine, looked_at=looked_at), own)
    if corrections is not None:
        records = _corrected(records, opened, Corrections.read(corrections))
    return Report(records, opened, engine, isolate=apart or isolate is None)


def _corrected(records: Records, source: Source, corrections: Corrections) -> Records:
    found, tried = corrected(records, document_key(digest_of(source), source.name), corrections)
    for one in tried:
        if one.refused:
            place = f"{corrections.name}, line {one.line}"
            raise GkstatsError(
                place, f"{one.refused} in {source.name}", "look at the report, and mend or drop the line"
            )
    return found


def _own_words(words: str | os.PathLike[str] | None) -> str:
    """Return the text of the user's list of words, once it is seen to be one; "" without a list."""
    if words is None:
        return ""
    with Path(words).open("rb") as file:
        data = file.read(_LONGEST_LIST + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GkstatsError(
            os.fspath(words), f"this list of words is no text ({error.reason})", "save it as UTF-8"
        ) from None
    if len(data) > _LONGEST_LIST:
        trouble = f"this list of words is longer than {_LONGEST_LIST:,} bytes"
        raise GkstatsError(os.fspath(words), trouble, "list what your reports need")
    check_words(text, os.fspath(words))
    return text


def _is_own_file(source: ReportSource) -> bool:
    """Return whether a source is a file that the user chose by its name."""
    return isinstance(source, str | os.PathLike) and Path(source).is_file()


def load_corpus(
    sources: ReportSource | Iterable[ReportSource],
    *,
    executor: Executor | Client | int | None = None,
    cache: str | os.PathLike[str] | None = None,
    to: str | os.PathLike[str] | None = None,
    progress: bool = True,
    timeout: float = _TIMEOUT,
    memory: int | None = _MEMORY,
    allow_private: bool = False,
    words: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
) -> Corpus:
    """Read many reports; what cannot be read is listed in `Corpus.errors`, what is no report in `Corpus.skipped`.

    A process that dies, hangs or grows over a document costs that document alone: it is tried once more by itself and
    then listed in `Corpus.errors`. Of a document that holds several reports each is read, as ``NAME#1``, ``NAME#2`` and
    so on.

    Parameters
    ----------
    sources : path, glob pattern, URL, or an iterable of what `load_report` takes
        A folder stands for all documents below it, whatever they are called, a ZIP archive for those in it. A CSV file is a list of documents:
        its column ``source``, ``path`` or ``url`` says where each is. What it says in ``agency``, ``agency_id``,
        ``year``, ``published`` and ``url`` stands in place of what the document says; `Report.warnings` and `show_source`
        tell so.
    executor : concurrent.futures.Executor, distributed.Client or int, optional
        What reads them, in chunks: an executor, the client of a Dask cluster that sees the same files, or a number of
        processes (1: this process, beside which another one reads what is no plain text). By default processes on all
        cores, or as with 1 for a few documents.
    cache : path, optional
        A folder in which readings are kept, by the content of the document and the version of the reader; what was
        read before is not read again.
    to : path, optional
        A folder that holds the corpus as a dataset of Parquet files, written as documents are read, so that memory
        stays the same however many there are. A run that was interrupted goes on where it stopped, and documents are
        read again only when they have changed or were read by an older version.
    progress : bool
        Show a progress bar with rate, failures and time left (on standard error, or as a widget in a notebook).
    timeout : float
        Seconds that one document may take, where processes are gkstats's own.
    memory : int or None
        Bytes that a process may take over one document beyond those it starts with, where processes are gkstats's own
        and the system can limit them.
    allow_private : bool
        Whether lists (CSV) may name files outside their folder, and addresses lead to this machine and private
        networks. Without it they may not, be it by a name that resolves there or a redirect, unless the one address
        given names such a host itself.
    words : path, optional
        A TOML file of words to add to those by which the prose is read, as in `load_report`. Readings with other words
        are kept apart, and a dataset reads again what it holds.
    corrections : path, optional
        A CSV file of corrected figures (`gkstats.corrections`), which are put in place of the printed ones. A dataset
        keeps the list, and a later run may give another one. Lines that are refused are listed in `Corpus.corrections`,
        with a warning.

    Returns
    -------
    Corpus
        With `to`, it holds all that the dataset holds and reads from it what is asked for.

    Raises
    ------
    FileNotFoundError
        The one path or pattern matches nothing; among several it is one line of `Corpus.errors`.
    ValueError
        `executor` is a number below one.
    GkstatsError
        A list has no column that says where documents are; or the folder `to` holds something else, or is being
        written by another process.
    MissingDependency
        `to` needs the extra ``parquet``.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    >>> len(corpus), corpus.errors.empty
    (4, True)
    """
    items = _once(expand(sources, allow_private=allow_private or None))
    own = _own_words(words)
    settings = Settings(
        os.fspath(cache) if cache is not None else None,
        to is not None,
        timeout=timeout,
        memory=memory,
        reader=reader_with(own),
        words=own,
    )
    known = None if corrections is None else Corrections.read(corrections)
    with Hands(executor, len(items), memory) as hands:
        if to is not None:
            corpus = _into_dataset(items, Path(to), hands, settings, progress, known)
        else:
            corpus = _into_memory(items, hands, settings, progress, known)
    refused = int((corpus.corrections["state"] == "refused").sum()) if known else 0
    if known and refused:
        warnings.warn(
            f"{known.name}: {refused} of {len(known)} corrections are refused, see Corpus.corrections",
            stacklevel=2,
        )
    return corpus


def _once(items: Iterable[Item]) -> list[Item]:
    """Return documents without those that were named before; bytes without a place of their own are all different."""
    found: dict[object, Item] = {}
    for item in items:
        found.setdefault(item.name if item.data is None else id(item), item)
    return list(map(_told, found.values()))


def _told(item: Item) -> Item:
    """Return a document, or its failure where its name is no text: archives that others packed leave such names behind."""
    try:
        item.name.encode()
    except UnicodeEncodeError:
        name = item.name.encode("utf-8", "backslashreplace").decode()
        trouble = "its name is not written in UTF-8; rename it"
        return Item(name, failure=Failure(name, UnreadableDocument.__name__, trouble))
    return item


def _into_memory(
    items: Sequence[Item], hands: Hands, settings: Settings, progress: bool, known: Corrections | None
) -> Corpus:
    outcomes: dict[int, list[Loaded | Failure]] = {}
    with _Progress(len(items), progress) as shown:
        for positions, found in hands.read(items, settings):
            if isinstance(found, Failure):
                outcomes[positions[0]] = [found]
                shown.add(1, failed=1)
                continue
            read = decode_read(found)
            shown.warn(read.trouble)
            for position, failure in read.failed:
                outcomes.setdefault(positions[position], []).append(failure)
            for position, loaded in read.loaded:
                own = _with_origin(loaded, items[positions[position]], settings.words)
                outcomes.setdefault(positions[position], []).append(own)
            shown.add(len(positions), failed=len(read.failed))
    ordered = [outcome for position in sorted(outcomes) for outcome in outcomes[position]]
    return Corpus(
        [outcome for outcome in ordered if isinstance(outcome, Loaded)],
        [outcome for outcome in ordered if isinstance(outcome, Failure)],
        known or NONE,
    )


def _with_origin(loaded: Loaded, item: Item, words: str) -> Loaded:
    """Keep the words, and the bytes of a document that cannot be opened again from its name."""
    origin = None if item.data is None else Source(loaded.source, item.data)
    return dataclasses.replace(loaded, origin=origin, words=words)


def _into_dataset(
    items: Sequence[Item],
    to: Path,
    hands: Hands,
    settings: Settings,
    progress: bool,
    known: Corrections | None,
) -> Corpus:
    from gkstats.keeping.writing import writing

    with writing(to, settings.words, known) as writer:
        if writer.damaged:
            parts = ", ".join(sorted({damage.part for damage in writer.damaged}))
            warnings.warn(f"{to}: {parts}: it is damaged; what is lost is read again", stacklevel=3)
        _fill(writer, items, hands, settings, progress)
    return Corpus.read_parquet(to)


def repair_dataset(directory: str | os.PathLike[str], *, progress: bool = True) -> list[Damage]:
    """Put a damaged dataset right: derive again what can be derived, and read again the documents of the rest.

    Returns
    -------
    list of Damage
        What was damaged. Documents that are no longer where they were are listed in `Corpus.errors`.

    Raises
    ------
    FileNotFoundError
        There is no dataset in the folder.
    GkstatsError
        It is being written by another process, or cannot be written.
    """
    from gkstats.keeping.writing import writing

    to = Path(directory)
    if not (to / "gkstats.json").exists() and not any(to.glob("part=*")):
        raise FileNotFoundError(f"{to}: no dataset of gkstats")
    settings = Settings(tables=True, timeout=_TIMEOUT, memory=_MEMORY)
    with (
        writing(to, repair=True) as writer,
        Hands(None, len(writer.lost), _MEMORY) as hands,
    ):
        _fill(writer, (), hands, settings, progress)
        return writer.damaged


def _fill(writer: Writer, items: Sequence[Item], hands: Hands, settings: Settings, progress: bool) -> None:
    """Read documents into a dataset, and those whose readings are lost because they were damaged."""
    named = {item.name for item in items}
    # What need not be read again is told by its digest.
    work: list[tuple[Settings, Sequence[Item]]] = [(settings, _Standing(items, writer))]
    work += _again(writer, [one for one in writer.lost if whole_of(one.source) not in named], settings)
    with _Progress(sum(len(some) for _, some in work), progress) as shown:
        for chosen, some in work:
            _read_into(writer, some, hands, chosen, shown)
    writer.finish(hands.spread)


def _read_into(
    writer: Writer, items: Sequence[Item], hands: Hands, settings: Settings, shown: _Progress
) -> None:
    from gkstats.keeping.tables import batch_of, packed

    for positions, found in hands.read(items, settings):
        if isinstance(found, Failure):
            failed = writer.add(packed(batch_of([found], settings.reader)))
        else:
            read = decode_read(found)
            failed = writer.add(read.tables)
            shown.warn(read.trouble)
        shown.add(len(positions), failed=failed)


def _again(writer: Writer, lost: Sequence[Lost], settings: Settings) -> list[tuple[Settings, list[Item]]]:
    """Return what to read again because it is lost, with the words that it was read with."""
    by_reader: dict[str | None, dict[str, None]] = {}
    listed = sum("+" in (one.reader or "") for one in lost)
    if listed:
        warnings.warn(
            f"{writer.directory}: what a list said of {listed} documents is lost with their readings; read the list again",
            stacklevel=5,
        )
    for one in lost:
        by_reader.setdefault(one.reader, {})[whole_of(one.source)] = None
    work = []
    for reader, sources in by_reader.items():
        try:
            words = settings.words if reader is None else kept_words(writer.directory, reader)
        except GkstatsError as error:
            failures = [
                Failure(name, type(error).__name__, f"{error.trouble}; {error.remedy}") for name in sources
            ]
            work.append((settings, [Item(one.source, failure=one) for one in failures]))
            continue
        chosen = dataclasses.replace(settings, words=words, reader=reader_with(words))
        # Whether a lost document was named by its user or turned up in a folder is lost, too: the latter is usual, and
        # then what is no report is listed as passed over.
        held = {name: writer.stands(name, chosen.reader) for name in sources}
        work.append((chosen, [Item(name, found=True, held=held[name]) for name in sources]))
    return work


class _Standing(Sequence[Item]):
    """Documents with the digests of what a dataset holds of them, told when they are asked for: there are many."""

    def __init__(self, items: Sequence[Item], writer: Writer) -> None:
        self._items, self._writer = items, writer

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, position):  # type: ignore[no-untyped-def]
        item = self._items[position]
        return dataclasses.replace(item, held=self._writer.stands(item.name, listed=item.listed))


class _Progress:
    """A bar that shows how many documents are done, how fast, how many failed, and how long it will still take."""

    def __init__(self, total: int, shown: bool) -> None:
        from tqdm.auto import tqdm

        self._bar = tqdm(total=total, unit="report", disable=not shown, file=sys.stderr, smoothing=0.05)
        self._failed = 0
        self._warned = False

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def warn(self, trouble: str) -> None:
        """Say once that the cache is of no use."""
        if trouble and not self._warned:
            self._warned = True
            warnings.warn(f"{trouble}; readings are not kept in the cache", stacklevel=4)

    def add(self, done: int, *, failed: int) -> None:
        """Count documents that are done, and those of them that failed."""
        self._failed += failed
        if failed:
            self._bar.set_postfix(failed=self._failed, refresh=False)
        self._bar.update(done)


def read_narrative(
    text: str, *, year: int | None = None, words: str | os.PathLike[str] | None = None
) -> Narrative:
    """Read the figures of a paragraph or any longer prose.

    Parameters
    ----------
    text : str
    year : int, optional
        The reporting year, which tells this year's figures from those of others.
    words : path, optional
        A TOML file of words to add to those by which the prose is read, as in `load_report`.

    Returns
    -------
    Narrative
        With the frames `quantities`, `breakdowns`, `channels` and the Series `hotline`.

    Examples
    --------
    >>> import gkstats as gk
    >>> read = gk.read_narrative("全年公开信息12条，其中网站9条、微信公众号3条。", year=2023)
    >>> read.channels[["kind", "value"]].values.tolist()
    [['website', 9.0], ['wechat', 3.0]]
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        trouble = "it holds halves of characters (lone surrogates)"
        raise GkstatsError("<text>", trouble, "decode it with errors='replace'") from None
    sections = sections_of_text(text)
    told, left_out = within_bounds(sections)
    return Narrative(
        Records(
            source="<text>",
            format="text",
            pages=None,
            identity=Identity(None, year, None, None, None),
            form=None,
            forms=(),
            facts=(),
            sections=sections,
            narrative=read_narrative_records(told, year, _own_words(words)),
            warnings=left_out,
        )
    )


def samples() -> Path:
    """Return the folder of the bundled sample reports.

    Examples
    --------
    >>> import gkstats as gk
    >>> (gk.samples() / "zhongning-2020.pdf").exists()
    True
    """
    package = Path(__file__).parents[1]
    installed = package / "_bundled" / "sample_reports"
    return installed if installed.is_dir() else package.parent / "sample_reports"
