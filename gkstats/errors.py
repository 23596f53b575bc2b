"""What can go wrong, as exceptions that name the source, the trouble and the remedy."""

from __future__ import annotations

__all__ = [
    "GkstatsError",
    "MissingDependency",
    "NoSuchReport",
    "NotAReport",
    "SeveralReports",
    "UnreadableDocument",
]


class GkstatsError(Exception):
    """Root of every error that gkstats raises itself.

    Parameters
    ----------
    source : str
        The document (path, URL or a description of a stream) the error is about.
    trouble : str
        What is wrong, in one clause.
    remedy : str
        What the reader of the message can do about it.

    Examples
    --------
    >>> error = UnreadableDocument("a.pdf", "the file is encrypted", "save it without a password")
    >>> print(error)
    a.pdf: the file is encrypted; save it without a password
    """

    def __init__(self, source: str, trouble: str, remedy: str) -> None:
        # All three go to Exception.args, so that the error survives pickling between processes.
        super().__init__(source, trouble, remedy)
        self.source = source
        self.trouble = trouble
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message on one line."""
        return f"{self.source}: {self.trouble}; {self.remedy}"


class UnreadableDocument(GkstatsError, ValueError):
    """The bytes cannot be read: damaged, encrypted, of an unsupported format, or over the size limit."""


class NotAReport(GkstatsError, ValueError):
    """The document can be read, but holds no annual report on government information disclosure."""


class SeveralReports(NotAReport):
    """The document holds several whole reports; `load_corpus` reads each of them."""


class NoSuchReport(NotAReport):
    """The document holds several whole reports, but none of that number."""


class MissingDependency(GkstatsError, ImportError):
    """An optional package is not installed; the remedy names the extra that brings it."""
