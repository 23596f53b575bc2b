"""From sources to what users hold; the one place that catches everything, for each document, and records it."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from gkstats.cache import Cache
from gkstats.corpus import Corpus, Failure, Loaded
from gkstats.documents import Engine, Source, expand_archive, open_source, read_source
from gkstats.errors import GkstatsError
from gkstats.reading import read_records
from gkstats.reading.narrative import read_narrative_records, sections_of_text
from gkstats.records import Identity, Records
from gkstats.report import Narrative, Report

__all__ = ["load_corpus", "load_report", "read_narrative", "samples"]

ReportSource: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes]

# What a folder is searched for; formats that cannot be read are listed too, so that they turn up in `errors`.
_SUFFIXES: Final = frozenset(
    [
        ".pdf",
        ".html",
        ".htm",
        ".shtml",
        ".xhtml",
        ".mht",
        ".mhtml",
        ".docx",
        ".txt",
        ".zip",
        ".doc",
        ".wps",
        ".ofd",
        ".rtf",
    ]
)
_CHUNK: Final = 16
"""Documents a worker is handed at a time: enough to make handing over cheap, few enough to share evenly."""


def load_report(source: ReportSource, *, engine: Engine = "auto") -> Report:
    """Read one annual report.

    Parameters
    ----------
    source : str, path, bytes or binary file object
        A PDF, an HTML page, a DOCX or a plain text; a string may be a path or a URL.
    engine : {"auto", "pdfium", "pdfminer"}
        What reads a PDF; "auto" takes PDFium where its binary is available.

    Returns
    -------
    Report

    Raises
    ------
    FileNotFoundError
        There is no such file.
    UnreadableDocument
        The document is damaged, encrypted, of an unsupported format or over the size limit.
    NotAReport
        It can be read, but holds no annual report on information disclosure.

    Examples
    --------
    >>> import gkstats as gk
    >>> report = gk.load_report(gk.samples() / "zhongning-2020.pdf")
    >>> report.channels["value"].tolist(), report.channels.attrs["total"]
    ([75.0, 274.0, 81.0, 64.0, 46.0], 540)
    """
    opened = open_source(source)
    return Report(read_records(read_source(opened, engine=engine)), opened, engine)


def load_corpus(
    sources: ReportSource | Iterable[ReportSource],
    *,
    executor: Executor | None = None,
    cache: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Corpus:
    """Read many reports; what cannot be read is listed in `Corpus.errors` and stops nothing.

    Parameters
    ----------
    sources : path, glob pattern, URL, or an iterable of what `load_report` takes
        A folder stands for all documents below it, a ZIP archive for those in it.
    executor : concurrent.futures.Executor, optional
        What reads them, in chunks; by default this process does.
    cache : path, optional
        A folder in which readings are kept, by the content of the document and the version of the reader; what was
        read before is not read again.
    progress : bool
        Show a progress bar (on standard error, or as a widget in a notebook).

    Returns
    -------
    Corpus

    Raises
    ------
    FileNotFoundError
        A path or pattern matches nothing.

    Examples
    --------
    >>> import gkstats as gk
    >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
    >>> len(corpus), corpus.errors.empty
    (4, True)
    """
    found = list(_expand(sources))
    chunks = [found[i : i + _CHUNK] for i in range(0, len(found), _CHUNK)]
    outcomes: list[Loaded | Failure] = []
    read = functools.partial(_read_chunk, cache=Cache(Path(cache)) if cache is not None else None)
    with _bar(len(found), progress) as bar:
        if executor is None:
            for one in found:
                outcomes += read([one])
                bar.update(1)
        else:
            for results in executor.map(read, chunks):
                outcomes += results
                bar.update(len(results))
    return Corpus(
        [outcome for outcome in outcomes if isinstance(outcome, Loaded)],
        [outcome for outcome in outcomes if isinstance(outcome, Failure)],
    )


def read_narrative(text: str, *, year: int | None = None) -> Narrative:
    """Read the figures of a paragraph or any longer prose.

    Parameters
    ----------
    text : str
    year : int, optional
        The reporting year, which tells this year's figures from those of others.

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
    sections = sections_of_text(text)
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
            narrative=read_narrative_records(sections, year),
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
    package = Path(__file__).parent
    installed = package / "_bundled" / "sample_reports"
    return installed if installed.is_dir() else package.parent / "sample_reports"


def _expand(sources: ReportSource | Iterable[ReportSource]) -> Iterator[ReportSource | Source]:
    """Yield single documents: folders, patterns and archives opened up, in a stable order."""
    if isinstance(sources, bytes) or hasattr(sources, "read"):
        yield sources  # type: ignore[misc]
    elif isinstance(sources, str | os.PathLike):
        yield from _expand_path(os.fspath(sources))
    else:
        for source in sources:
            yield from _expand(source)


def _expand_path(path: str) -> Iterator[str | Source]:
    if "://" in path:
        yield path
        return
    place = Path(path)
    if place.is_dir():
        matches = sorted(f for f in place.rglob("*") if f.is_file() and f.suffix.lower() in _SUFFIXES)
    elif place.exists():
        matches = [place]
    else:
        pattern = place.relative_to(place.anchor)
        matches = sorted(f for f in Path(place.anchor).glob(str(pattern)) if f.is_file())
    if not matches:
        raise FileNotFoundError(f"no report found at {path}")
    for match in matches:
        if match.suffix.lower() == ".zip":
            yield from _archive(str(match))
        else:
            yield str(match)


def _archive(path: str) -> Iterator[str | Source]:
    """Yield the members of an archive; one that cannot be opened stands for itself, and fails when it is read."""
    try:
        yield from expand_archive(open_source(path))
    except GkstatsError:
        yield path


def _read_chunk(sources: Sequence[ReportSource | Source], cache: Cache | None) -> list[Loaded | Failure]:
    """Read documents one by one; at module level, so that executors can send it to their workers."""
    return [_read_one(source, cache) for source in sources]


def _read_one(source: ReportSource | Source, cache: Cache | None) -> Loaded | Failure:
    name = source.name if isinstance(source, Source) else _name(source)
    start = time.perf_counter()
    try:
        opened = source if isinstance(source, Source) else open_source(source)
        records = cache.get(opened) if cache else None
        if records is None:
            records = read_records(read_source(opened))
            if cache:
                cache.put(opened, records)
    except GkstatsError as error:
        return Failure(name, type(error).__name__, f"{error.trouble}; {error.remedy}")
    except Exception as error:
        return Failure(name, type(error).__name__, str(error))
    seconds = time.perf_counter() - start
    # Bytes are kept only where the document cannot be opened again from its name.
    return Loaded(records, seconds, None if isinstance(source, str | os.PathLike) else opened)


def _name(source: Any) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    return str(getattr(source, "name", "<bytes>"))


def _bar(total: int, shown: bool) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=total, unit="report", disable=not shown, file=sys.stderr)
