"""From the list of a site's annual reports to a folder of documents with a manifest.

Modules: ``polite`` asks a site as a guest; ``markup`` and ``lists`` find what a page names, by words (``titles``) and by
rules for the common content systems (``systems``, data files); ``judging`` decides by reading; ``manifest`` is what is
kept; ``walk`` is the way through a site.
"""

from __future__ import annotations

import html
import os
import sys
import urllib.parse
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from gkstats.collecting.manifest import Manifest, frame_of
from gkstats.collecting.markup import joined
from gkstats.collecting.polite import Guest, NotFetchedError
from gkstats.collecting.systems import own_systems, shipped_systems
from gkstats.collecting.walk import Trouble, Walk
from gkstats.errors import GkstatsError

__all__ = ["Collected", "collect"]

PAUSE: Final = 2.0
LIMIT: Final = 2000
_DOCUMENTS: Final = ("report", "copy", "unread", "duplicate")


class Collected:
    """What a run over a site brought. Frames have the columns of the manifest, `failed` a line for each address.

    Attributes
    ----------
    directory : Path
    new, changed, gone : DataFrame
        Documents that this run found first; of which it found another version than before (the manifest keeps both);
        and that are no longer there or, as ``state`` and ``trouble`` say, no longer listed.
    failed : DataFrame
        ``url, title, why, trouble``: what could not be had, and pages of lists among them. ``why`` is a code:
        ``robots``, ``elsewhere`` (another host), ``gone``, ``failed``, ``no report``, ``barren``, ``limit``.
    documents : DataFrame
        Everything that the folder holds.
    """

    def __init__(self, manifest: Manifest, run: int, start: str, troubles: Iterable[Trouble]) -> None:
        self.directory = manifest.folder
        rows = [row for row in manifest.rows if row.start == start and row.role in _DOCUMENTS]
        before = {row.url for row in rows if row.state == "superseded"}
        found = [row for row in rows if row.found_in == run and row.state != "superseded"]
        self.documents = frame_of(manifest.rows)
        self.new = frame_of(
            row for row in found if row.url not in before and row.role in ("report", "unread")
        )
        self.changed = frame_of(row for row in found if row.url in before)
        self.gone = frame_of(row for row in rows if row.state in ("gone", "unlisted") and row.seen_in == run)
        self.failed = pd.DataFrame(list(troubles), columns=list(Trouble._fields), dtype="string")

    @property
    def held(self) -> int:
        """How many documents of the folder `load_corpus` reads."""
        wanted = self.documents["role"].isin(["report", "unread"])
        return int((wanted & (self.documents["state"] != "superseded")).sum())

    def __repr__(self) -> str:
        counts = [f"{len(getattr(self, name)):,} {name}" for name in ("new", "changed", "gone", "failed")]
        return f"<Collected {self.directory}: {self.held:,} documents; {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(repr(self))}</p>"]
        for name in ("new", "changed", "gone", "failed"):
            frame = getattr(self, name)
            if len(frame):
                wanted = ("list_title", "read_agency", "read_year", "title", "url", "trouble")
                shown = frame[[column for column in wanted if column in frame]]
                parts.append(f"<p>{name}</p>{shown.to_html(index=False, max_rows=20, na_rep='')}")
        return "".join(parts)


def collect(
    url: str,
    directory: str | os.PathLike[str],
    *,
    pause: float = PAUSE,
    limit: int = LIMIT,
    years: int | Collection[int] | None = None,
    rules: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    hosts: Collection[str] = (),
    contact: str | None = None,
    allow_private: bool = False,
    progress: bool = True,
) -> Collected:
    """Collect the annual reports that a site lists into a folder, politely; `load_corpus` reads the folder.

    From a list (政府信息公开年报) it goes on to further pages, pages of years and documents. Of a document's page and
    its files all that is the report is kept, and reading decides which is. What robots.txt forbids is not asked for,
    no script of a page is run, and nothing on another host is asked for unless `hosts` names it. ``collected.csv`` in
    the folder says what was found where and when. A second call finds what is new, has changed since, or is gone; one
    that was interrupted, or came to its limit, goes on.

    Parameters
    ----------
    url : str
        The address of a list page, of http or https.
    directory : path
        Where the documents go; it may hold those of other sites already.
    pause : float
        Seconds to wait before the next request to a host; where robots.txt asks for more, more.
    limit : int
        The most requests of this call.
    years : int or collection of int, optional
        Reporting years; by default all.
    rules : path or paths, optional
        TOML files of rules for further content systems, tried before those that ship (`gkstats.collecting.systems`).
    hosts : collection of str
        Further hosts of the same site that may be asked, such as ``("files.example.gov.cn",)``.
    contact : str, optional
        Your e-mail address or home page, which the site's people find in their log beside gkstats's name.
    allow_private : bool
        Whether this machine and private networks may be reached; an address there that is itself the start may.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Collected

    Raises
    ------
    GkstatsError
        The start cannot be had, or robots.txt forbids it; the folder holds what is no manifest; rules are none.
    ValueError
        `pause` or `limit` makes no sense, or `url` is no address of the web.

    Examples
    --------
    >>> import gkstats as gk
    >>> gk.collect("ftp://example.org/list", "reports")
    Traceback (most recent call last):
    ValueError: 'ftp://example.org/list' is no address of the web; give one that begins with https:// or http://
    """
    _check(url, pause, limit, contact)
    folder = Path(directory)
    wanted = None if years is None else frozenset([years] if isinstance(years, int) else years)
    systems = [*own_systems(rules), *shipped_systems()]
    guest = Guest(url, pause=pause, limit=limit, hosts=hosts, contact=contact, allow_private=allow_private)
    manifest = Manifest.open(folder)
    from tqdm.auto import tqdm

    with tqdm(total=0, unit="entry", disable=not progress, file=sys.stderr) as bar:
        walk = Walk(url, guest, manifest, systems, wanted, bar)
        try:
            walk.go()
        except NotFetchedError as error:
            raise GkstatsError(
                url, error.trouble, "check the address in a browser; give the one of the list itself"
            ) from error
        finally:
            manifest.save()
    return Collected(manifest, walk.run, url, walk.troubles)


def _check(url: str, pause: float, limit: int, contact: str | None) -> None:
    if joined(url, url) is None or not urllib.parse.urlsplit(url).hostname:
        raise ValueError(f"{url!r} is no address of the web; give one that begins with https:// or http://")
    if not 0 <= pause < float("inf"):
        raise ValueError(f"pause is a number of seconds, 0 or more; got {pause!r}")
    if limit < 1:
        raise ValueError(f"limit is a number of requests, 1 or more; got {limit!r}")
    if contact is not None and not (contact.isascii() and contact.isprintable() and len(contact) < 200):
        raise ValueError(f"contact is an e-mail address or a home page; got {contact!r}")
