"""What a corpus hands to other programs: its frames by name, in codes or words, as files and as a package."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd

from gkstats.agencies import agency_id
from gkstats.asked import named
from gkstats.corpus.declared import EXPORTED
from gkstats.corrections import NONE
from gkstats.corrections.applied import COLUMNS
from gkstats.datapackage import publish
from gkstats.datapackage.citations import CITATIONS, Cited, citations_frame
from gkstats.errors import GkstatsError
from gkstats.exports import Format, codebook_of, write_frames, write_workbook
from gkstats.labels import labelled
from gkstats.vocabulary import Language

if TYPE_CHECKING:
    from gkstats.keeping import Held

__all__ = ["Exports"]

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
Directory: TypeAlias = str | os.PathLike[str]


class Exports:
    """The frames of a corpus for others; `Corpus` has the frames."""

    if TYPE_CHECKING:
        _held: Held

        @property
        def corrections(self) -> pd.DataFrame:
            """The list of corrections."""

    def frame(self, name: str, *, labels: Language | None = None) -> pd.DataFrame:
        """Return a frame by its name, with words for codes and columns where a language is given.

        Parameters
        ----------
        name : str
            One of those that `to_frames` returns, such as "applications", "checks" or "series".
        labels : {"zh", "en"}, optional
            Language of the words. By default codes stay codes. What reports print, and notes and messages, stay as they
            are in any case.

        Raises
        ------
        KeyError
            There is no such frame; the message names the nearest.
        ValueError
            The language is neither.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-2023.html", progress=False)
        >>> found = corpus.frame("applications", labels="zh").set_index("行")
        >>> int(found.loc["予以公开", "总计"])
        22
        """
        named(name, EXPORTED, "frame")
        found: Any = getattr(self, name)
        if callable(found):  # checks and the like, which are computed
            found = found()
        found = found.reset_index(drop=True)
        return labelled(found, name, labels) if labels else found

    def to_frames(
        self, names: Collection[str] | None = None, *, labels: Language | None = None
    ) -> dict[str, pd.DataFrame]:
        """Return every frame by name: those of the reports, then checks, indicators, series, regions, reports and errors.

        Parameters
        ----------
        names : collection of str, optional
            Only these.
        labels : {"zh", "en"}, optional
            As `frame` takes it.
        """
        return {name: self.frame(name, labels=labels) for name in (EXPORTED if names is None else names)}

    def write(
        self,
        directory: Directory,
        format: Format,  # noqa: A002
        *,
        frames: Collection[str] | None = None,
        labels: Language | None = None,
        raw: bool = False,
    ) -> list[Path]:
        """Write every frame into a folder; nothing is replaced before all are written.

        Parameters
        ----------
        directory : path
            Made if it does not exist.
        format : {"csv", "parquet", "xlsx", "json", "stata", "spss"}
            One file a frame; "xlsx": one workbook with a sheet a frame and a codebook; "stata" and "spss": files with
            labels for variables and values, and a codebook. "parquet" is for other programs; `to_parquet` writes a
            dataset, which opens as a corpus again.
        frames : collection of str, optional
            Names of the frames to write, all by default.
        labels : {"zh", "en"}, optional
            Language of the words that stand for codes and columns; by default these stay as they are. The labels of
            Stata and SPSS are English where no language is given.
        raw : bool
            Write text into CSV as it stands. By default text that a spreadsheet would take for a formula gets an
            apostrophe before it, and control characters are left out.

        Returns
        -------
        list of Path
            The files written.

        Raises
        ------
        GkstatsError
            The folder cannot be written, or the disk is full; the files are as before.
        KeyError
            There is no such frame.
        MissingDependency
            The extra ``parquet``, ``excel`` or ``spss`` is not installed.
        """
        return write_frames(
            self.to_frames(frames), directory, format, raw=raw, labels=labels, columns=EXPORTED
        )

    def to_csv(
        self, directory: Directory, *, labels: Language | None = None, raw: bool = False
    ) -> list[Path]:
        """Write every frame as CSV, safe to open in a spreadsheet unless `raw`; see `write`."""
        return self.write(directory, "csv", labels=labels, raw=raw)

    def to_stata(self, directory: Directory, *, labels: Language = "en") -> list[Path]:
        """Write every frame as a file of Stata 14 and later, with labels for variables and values.

        A column of codes becomes two variables: ``row`` holds numbers that bear the words of the codebook, ``row_code``
        the codes as text. ``codebook.dta`` lists every variable with the column that it comes from, and every code.

        Parameters
        ----------
        directory : path
        labels : {"zh", "en"}
            Language of the labels.

        Returns
        -------
        list of Path
            The files written.
        """
        return self.write(directory, "stata", labels=labels)

    def to_spss(self, directory: Directory, *, labels: Language = "en") -> list[Path]:
        """Write every frame as a file of SPSS, with labels for variables and values, as `to_stata` does.

        Raises
        ------
        MissingDependency
            The extra ``spss`` is not installed.
        """
        return self.write(directory, "spss", labels=labels)

    def to_parquet(self, directory: Directory) -> list[Path]:
        """Write a dataset of Parquet files; `read_parquet` opens it with the same frames, and the reports themselves.

        There they stand in the order of their sources.

        Raises
        ------
        GkstatsError
            The folder holds something already.
        """
        from gkstats.keeping.writing import written

        target = Path(directory)
        if target.is_dir() and any(target.iterdir()):
            raise GkstatsError(str(target), "the folder is not empty", "give a new one")
        held = self._held.with_known(NONE, agency_id)
        loaded = held.loaded(range(len(held.documents)))
        return written(target, loaded, held.words(), held.failures, self._held.corrections)

    def to_excel(self, path: Directory, *, labels: Language | None = None) -> Path:
        """Write every frame as a sheet of one workbook, and a codebook; text is never read as a formula.

        Parameters
        ----------
        path : path
            The workbook.
        labels : {"zh", "en"}, optional
            Language of the words that stand for codes and columns; by default these stay as they are.
        """
        found = self.to_frames()
        shown = {name: labelled(frame, name, labels) for name, frame in found.items()} if labels else found
        return write_workbook({**shown, "codebook": codebook_of(found, EXPORTED, labels)}, path)

    def publish(
        self,
        directory: Directory,
        *,
        title: str,
        license: str = "CC-BY-4.0",  # noqa: A002
        **details: Any,
    ) -> Path:
        """Write a Frictionless data package: the frames as CSV, their codebook, licence and citation.

        A table of ``citations`` says how each report is cited: agency, title, address, days of publication and of
        reading. It is for programs: text stands in it as documents print it, also what a spreadsheet would take for a formula.

        Parameters
        ----------
        directory : path
        title : str
            Title of the data set.
        license : {"CC-BY-4.0", "CC0-1.0"}
        **details
            ``description``, ``creators``, ``version``, ``released``, ``homepage``, as in `datapackage.publish`.

        Returns
        -------
        Path
            The ``datapackage.json``.
        """
        published = self.to_frames()
        for name in ("reports", "errors"):  # where the documents lay is the publisher's own affair
            bare = published[name]["source"].str.replace(r"^.*[/\\]", "", regex=True)
            published[name] = published[name].assign(source=bare)
        published["citations"] = citations_frame(self._cited())
        columns = {**EXPORTED, "citations": CITATIONS}
        if self._held.corrections:
            published["corrections"], columns["corrections"] = self.corrections, COLUMNS
        return publish(published, directory, title=title, license=license, columns=columns, **details)

    def _cited(self) -> Iterator[Cited]:
        """Yield what the citation of each report is made of; readings are gone through, a few hundred at a time."""
        documents = self._held.documents
        for one, found in zip(documents, self._held.loaded(range(len(documents))), strict=True):
            url = one.url or (one.source if _ADDRESS.match(one.source) else None)
            title = found.records.identity.title
            yield Cited(one.document, one.agency, one.year, title, url, one.published, found.day)
