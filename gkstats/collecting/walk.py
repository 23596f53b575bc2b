"""The walk through a site: from the start over lists and pages of years to documents, and what became of each."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from gkstats.collecting.judging import Verdict, ending_of, judge
from gkstats.collecting.lists import Ask, Entry, Listing, read_answer, read_list
from gkstats.collecting.manifest import Manifest, Role, Row
from gkstats.collecting.markup import Link, Page
from gkstats.collecting.polite import Guest, NotFetchedError, Why
from gkstats.collecting.polite import Page as Fetched
from gkstats.collecting.systems import System
from gkstats.collecting.titles import is_about, is_column, years_page

__all__ = ["Trouble", "Walk"]

LARGEST_LIST: Final = 5 * 2**20
BARREN: Final = 5
"""Pages of a list, one after the other, that name nothing new; then its further pages are left."""
DEEPEST: Final = 2
MOST_FILES: Final = 20
LINKED: Final = 0.5
"""Share of its prose, without tables, from which a page is a list of links and no report."""
_REFRESHES: Final = 3
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


class Trouble(NamedTuple):
    """An address that was asked or named, and gave no report."""

    url: str
    title: str
    why: str
    trouble: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that was fetched for an entry of a list."""

    url: str
    fetched: Fetched
    data: bytes
    sha256: str
    verdict: Verdict


@dataclass
class _List:
    """A list on the way: how deep it lies, whether it is one of reports, and how many pages brought nothing new."""

    depth: int
    headed: bool = False
    barren: int = 0


class Walk:
    """One run over a site.

    Parameters
    ----------
    start : str
    guest : Guest
    manifest : Manifest
    systems : sequence of System
    years : collection of int or None
        Reporting years that are wanted; None: all.
    bar : progress bar
    """

    def __init__(
        self,
        start: str,
        guest: Guest,
        manifest: Manifest,
        systems: Sequence[System],
        years: Collection[int] | None,
        bar: Any,
    ) -> None:
        self.start, self.guest, self.manifest, self.systems = start, guest, manifest, systems
        self.years, self.bar = years, bar
        self.troubles: list[Trouble] = []
        self.complete = True
        self.run = manifest.begin(start)
        self._lists: deque[tuple[Ask, _List]] = deque([(Ask(start), _List(0))])
        self._entries: deque[tuple[Entry, str, _List]] = deque()
        self._seen_lists: set[tuple[str, str]] = set()
        self._seen: set[str] = set()

    def go(self) -> None:
        """Walk until nothing is left.

        Raises
        ------
        NotFetchedError
            The start cannot be had.
        """
        try:
            while self._lists or self._entries:
                if self._lists:
                    self._visit(*self._lists.popleft())
                else:
                    entry, list_url, of = self._entries.popleft()
                    self._take(entry, list_url, of)
                    self.bar.update(1)
            self._look_after_the_unlisted()
        except NotFetchedError as error:
            if error.why != "limit":
                raise
            remedy = "; the same call goes on from there"
            self._trouble(error.url, "", "limit", error.trouble + remedy)
            return
        self.manifest.finish(self.start)

    def _trouble(self, url: str, title: str, why: Why | str, trouble: str) -> None:
        self.troubles.append(Trouble(url, title, why, trouble))

    def _visit(self, ask: Ask, of: _List) -> None:
        """Ask for a page of a list and take down what it names."""
        key = (ask.url, ask.form)
        if key in self._seen_lists:
            return
        self._seen_lists.add(key)
        if of.barren >= BARREN:
            if of.barren == BARREN:
                of.barren += 1
                trouble = f"the last {BARREN} pages of this list named no report that was new; the further ones were left"
                self._trouble(ask.url, "", "barren", trouble)
            return
        first = len(self._seen_lists) == 1
        try:
            fetched = self.guest.fetch(
                ask.url, referer=ask.base, form=ask.form, start=first, largest=LARGEST_LIST
            )
        except NotFetchedError as error:
            if first or error.why == "limit":
                raise
            self.complete = self.complete and error.why == "elsewhere"
            self._trouble(ask.url, "", error.why, f"a page of a list: {error.trouble}")
            return
        if first:
            self.guest.welcome(fetched.url)
        if ask.behind is not None:
            self._note(read_answer(ask, fetched.data, headed=of.headed), ask.base or ask.url, of)
        elif ending_of(fetched.data) != "html":
            if first:  # the start is a document
                self._offer(Entry(ask.url, "", None, True, None), "", of, itself=True)
        else:
            self._read(ask.url, fetched, of, first=first)

    def _read(self, url: str, fetched: Fetched, of: _List, *, first: bool = False) -> None:
        """Read a page of a list."""
        page = Page(_with_fragment(fetched.url, url), fetched.data)
        if first:
            verdict = judge(fetched.data, url)
            if verdict.what == "report" and not _is_all_links(page, verdict):
                self._offer(Entry(page.base, "", None, True, None), "", of, itself=True)
                return
        if page.refresh and page.refresh != page.base and len(fetched.data) < 2**16:
            self._lists.appendleft((Ask(page.refresh), of))
        listing = read_list(page, self.systems, headed=of.headed)
        of.headed = of.headed or listing.headed
        if first and not listing.entries and not listing.further:  # it may give a file
            self._offer(Entry(page.base, "", None, True, None), "", of, itself=True)
        self._note(listing, page.base, of)

    def _note(self, listing: Listing, url: str, of: _List) -> None:
        new = [self._offer(entry, url, of) for entry in listing.entries]
        of.barren = 0 if any(new) or not self._seen else of.barren + 1
        for ask in listing.further:
            self._lists.append((ask, of))

    def _offer(self, entry: Entry, list_url: str, of: _List, *, itself: bool = False) -> bool:
        """Take down an entry, if it is new and lies on the site; return whether it was new.

        With `itself`, the page that was asked as a list is the entry.
        """
        if entry.url in self._seen or (not itself and (entry.url, "") in self._seen_lists):
            return False
        self._seen.add(entry.url)
        if is_column(entry.title) and not entry.date and not entry.url.startswith(_folder(self.start)):
            return False  # the way to another column
        if not self.guest.may_ask(entry.url):
            if entry.sure:
                trouble = "it lies on another host; name that in hosts if it is the site's own"
                self._trouble(entry.url, entry.title, "elsewhere", trouble)
            return False
        wanted = self.years is None or entry.year is None or entry.year in self.years
        if wanted or years_page(entry.title):
            self._entries.append((entry, list_url, of))
            self.bar.total = (self.bar.total or 0) + 1
        return True

    def _take(self, entry: Entry, list_url: str, of: _List | None) -> None:
        """Fetch an entry with its files, read them, and keep what is a report."""
        held = self.manifest.current(entry.url)
        if held is not None and held.seen_in == self.run:
            return  # done before the run was interrupted
        try:
            main = self._fetch(entry.url, list_url)
        except NotFetchedError as error:
            self._not_had(entry, error)
            return
        page = Page(main.fetched.url, main.data) if ending_of(main.data) == "html" else None
        for _ in range(_REFRESHES):
            if page is None or not page.refresh or page.refresh == page.base or main.verdict.what == "report":
                break
            try:
                main = dataclasses.replace(self._fetch(page.refresh, page.url), url=entry.url)
            except NotFetchedError as error:
                self._not_had(entry, error)
                return
            page = Page(main.fetched.url, main.data) if ending_of(main.data) == "html" else None
        if page is not None and _is_all_links(page, main.verdict):
            main = dataclasses.replace(main, verdict=Verdict("other", trouble="it is a list of links"))
        files = self._files(entry, page, sure=entry.sure) if page is not None else []
        kept = self._chosen(entry, main, files)
        if kept:
            self._keep(entry, list_url, kept, listed=of is not None)
        elif of is not None and page is not None and self._leads_on(entry, page, main, of):
            return
        elif any(True for _ in self.manifest.given_by(entry.url)):
            self._gone(entry.url, "what stands there is no report any more")
        elif entry.sure and entry.year and self._is_wanted(main.verdict):
            self._trouble(
                entry.url, entry.title, "no report", main.verdict.trouble or "no report was found there"
            )

    def _is_wanted(self, verdict: Verdict) -> bool:
        return self.years is None or not verdict.year or int(verdict.year) in self.years

    def _leads_on(self, entry: Entry, page: Page, main: _Piece, of: _List) -> bool:
        """Return whether an entry is a list itself, and go on with it."""
        below = entry.url.startswith(_folder(self.start))
        if of.depth >= DEEPEST or not (entry.year or below):
            return False
        listing = read_list(page, self.systems, headed=of.headed)
        if not any(one.url not in self._seen for one in listing.entries) and not listing.further:
            return False
        self._seen_lists.add((page.base, ""))
        self._read(entry.url, main.fetched, _List(of.depth + 1, of.headed))
        return True

    def _fetch(self, url: str, referer: str) -> _Piece:
        """Fetch a document, or take what is held where the server says that it is the same; and read it."""
        held = self.manifest.current(url)
        before = self.manifest.bytes_of(held) if held is not None else None
        known = held if before is not None else None
        fetched = self.guest.fetch(
            url,
            referer=referer,
            etag=known.etag if known else "",
            modified=known.last_modified if known else "",
        )
        data = before if fetched.unchanged and before is not None else fetched.data
        sha256 = hashlib.sha256(data).hexdigest()
        if known is not None and known.sha256 == sha256 and known.role != "page" and known.reading:
            verdict = Verdict("report", known.read_agency, known.read_year, known.figures, known.reading)
        else:
            verdict = judge(data, url)
        return _Piece(
            url, fetched if not fetched.unchanged else _as_before(fetched, known), data, sha256, verdict
        )

    def _files(self, entry: Entry, page: Page, *, sure: bool) -> list[_Piece]:
        """Fetch the files that a document's page gives."""
        patterns = tuple(pattern for system in self.systems for pattern in system.attachments.address)
        found: list[_Piece] = []
        links: dict[str, Link] = {}
        for link in page.files(patterns):
            if link.url not in (entry.url, page.base) and not is_about(link.text):
                links.setdefault(link.url, link)
        for link in list(links.values())[:MOST_FILES]:
            try:
                found.append(self._fetch(link.url, page.base))
            except NotFetchedError as error:
                if error.why == "limit":
                    raise
                held = self.manifest.current(link.url)
                if error.why == "gone" and held is not None:
                    self._gone_row(held, error.trouble)
                if sure:
                    self._trouble(link.url, link.text or entry.title, error.why, f"a file: {error.trouble}")
        return found

    def _chosen(self, entry: Entry, main: _Piece, files: Sequence[_Piece]) -> list[tuple[_Piece, Role]]:
        """Return what is kept, and as what: of those that are reports of one year, the one with the most figures."""
        pieces = [main, *files]
        reports = [
            piece for piece in pieces if piece.verdict.what == "report" and self._is_wanted(piece.verdict)
        ]
        best: dict[str, _Piece] = {}
        for piece in reports:
            other = best.setdefault(piece.verdict.year, piece)
            if piece.verdict.figures > other.verdict.figures:
                best[piece.verdict.year] = piece
        kept: list[tuple[_Piece, Role]] = []
        for piece in pieces:
            if piece in reports:
                kept.append((piece, "report" if best[piece.verdict.year] is piece else "copy"))
            elif piece.verdict.what == "unread" and not reports and entry.sure:
                kept.append((piece, "unread"))
        if kept and main.verdict.what == "other":
            kept.insert(0, (main, "page"))
        return kept

    def _keep(
        self, entry: Entry, list_url: str, kept: Sequence[tuple[_Piece, Role]], *, listed: bool
    ) -> None:
        """Write the files and lines of an entry."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        year = next((piece.verdict.year for piece, _ in kept if piece.verdict.year), str(entry.year or ""))
        for piece, chosen in kept:
            verdict, held = piece.verdict, self.manifest.current(piece.url)
            role = chosen
            if role in ("report", "unread") and self.manifest.with_content(
                piece.sha256, verdict.digest, entry.url
            ):
                role = "duplicate"
            said = {
                "list_url": list_url,
                "list_title": entry.title,
                "list_date": entry.date.isoformat() if entry.date else "",
            }
            seen: dict[str, Any] = {
                "page": entry.url,
                "role": role,
                "state": "current" if listed or not self.complete else "unlisted",
                "seen_in": self.run,
                "trouble": verdict.trouble if role == "unread" else "",
                **(said if listed or held is None else {}),
            }
            if not listed and self.complete:
                seen["trouble"] = "it is listed no more, and still stands at its address"
            same = held is not None and (
                held.sha256 == piece.sha256
                or (bool(verdict.digest) and held.reading == verdict.digest)
                or (chosen == "page" and held.role == "page")
            )
            if held is not None and same:
                if held.state == seen["state"] == "unlisted":
                    seen["seen_in"] = held.seen_in  # an earlier run has told of it
                tags: dict[str, Any] = {"etag": piece.fetched.etag, "last_modified": piece.fetched.modified}
                same_bytes = held.sha256 == piece.sha256
                self.manifest.put(dataclasses.replace(held, **seen, **(tags if same_bytes else {})), held)
                continue
            if held is not None:
                self.manifest.put(dataclasses.replace(held, state="superseded"), held)
            row = Row(
                url=piece.url,
                start=self.start,
                fetched=now,
                sha256=piece.sha256,
                media_type=piece.fetched.media_type,
                file=self.manifest.keep(
                    piece.data, piece.sha256, verdict.year or year, ending_of(piece.data)
                ),
                read_agency=verdict.agency,
                read_year=verdict.year,
                figures=verdict.figures,
                reading=verdict.digest,
                etag=piece.fetched.etag,
                last_modified=piece.fetched.modified,
                found_in=self.run,
                **{**said, **seen},
            )
            self.manifest.put(row)
        for row in list(self.manifest.given_by(entry.url)):
            if row.seen_in != self.run and row.state == "current":
                self._gone_row(row, "its page gives it no more")
        self.manifest.save()

    def _not_had(self, entry: Entry, error: NotFetchedError) -> None:
        if error.why == "limit":
            raise error
        if error.why == "gone" and any(True for _ in self.manifest.given_by(entry.url)):
            self._gone(entry.url, error.trouble)
        elif entry.sure and not is_column(entry.title):
            self._trouble(entry.url, entry.title, error.why, error.trouble)

    def _gone(self, page: str, trouble: str) -> None:
        for row in list(self.manifest.given_by(page)):
            self._gone_row(row, trouble)
        self.manifest.save()

    def _gone_row(self, row: Row, trouble: str) -> None:
        if row.state != "gone":
            self.manifest.put(dataclasses.replace(row, state="gone", seen_in=self.run, trouble=trouble), row)

    def _look_after_the_unlisted(self) -> None:
        """Ask for what was collected before and is listed no more: it may be gone, or only moved from the list."""
        again: set[str] = set()
        for row in list(self.manifest.rows):
            unseen = (
                row.state in ("current", "unlisted") and row.seen_in != self.run and row.start == self.start
            )
            listed = row.page in self._seen
            wanted = self.years is None or not row.read_year or int(row.read_year) in self.years
            if unseen and not listed and wanted and row.page not in again:
                again.add(row.page)
                year = int(row.read_year) if row.read_year else None
                day = dt.date.fromisoformat(row.list_date) if row.list_date else None
                self._take(Entry(row.page, row.list_title, day, True, year), row.list_url, None)


def _is_all_links(page: Page, verdict: Verdict) -> bool:
    """Return whether a page whose words are read as a report says little but the titles of others."""
    if verdict.what != "report" or verdict.figures or not verdict.prose:
        return False
    titles = {"".join(link.text.split()) for link in page.links()}
    # Characters alone: the dates of a list are no prose, and no titles.
    linked = sum(len(_CHINESE.findall(title)) for title in titles if title in verdict.prose)
    return linked >= LINKED * len(_CHINESE.findall(verdict.prose))


def _as_before(fetched: Fetched, row: Row | None) -> Fetched:
    if row is None:
        return fetched
    return dataclasses.replace(fetched, media_type=row.media_type, etag=row.etag, modified=row.last_modified)


def _with_fragment(found: str, asked: str) -> str:
    """Return where a page was found, with what followed # in the address that was asked."""
    fragment = asked.partition("#")[2]
    return f"{found}#{fragment}" if fragment else found


def _folder(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].rpartition("/")[0] + "/"
