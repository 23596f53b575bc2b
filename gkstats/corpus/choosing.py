"""Which documents of a corpus count, and what people know better of them: every method returns another corpus."""

from __future__ import annotations

import os
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import pandas as pd

from gkstats import frames
from gkstats.agencies.aliases import Aliases
from gkstats.agencies.doubts import doubts
from gkstats.asked import several, years_of
from gkstats.corpus.declared import DOUBTS
from gkstats.corpus.stacked import Stacked
from gkstats.corrections import NONE, Corrections
from gkstats.corrections.applied import COLUMNS, outcomes

__all__ = ["Choices"]


class Choices(Stacked):
    """Other corpora of the same documents."""

    def editions(self, which: Literal["one", "all"]) -> Self:
        """Return the corpus with every edition counted, or with no more than one an agency and year.

        Parameters
        ----------
        which : {"one", "all"}
            "all": frames, checks and charts hold the figures of every document. "one": what is left aside is not in the
            corpus at all.

        Raises
        ------
        ValueError
            `which` is neither.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "zhongning-2020.*", progress=False)
        >>> len(corpus), len(corpus.editions("one")), len(corpus.editions("all").hotline)
        (4, 1, 4)
        """
        if which not in ("one", "all"):
            raise ValueError(f'editions({which!r}): choose "one" or "all"')
        if which == "one":
            kept = [n for n in range(len(self)) if n not in self._counted_for]
            return self._of(self._held.taken(kept), identify=self._identify)
        return self._of(self._held, all_editions=True, identify=self._identify)

    def select(
        self,
        *,
        agency: str | Collection[str] | None = None,
        year: int | Collection[int] | None = None,
        province: str | Collection[str] | None = None,
        prefecture: str | Collection[str] | None = None,
        county: str | Collection[str] | None = None,
        level: str | Collection[str] | None = None,
        form: str | Collection[str] | None = None,
        document: str | Collection[str] | None = None,
    ) -> Self:
        """Return the corpus of what meets every condition; what could not be read stays listed.

        Parameters
        ----------
        agency : str or collection of str, optional
            Names as printed.
        year : int or collection of int, optional
            Such as ``range(2019, 2024)``.
        province, prefecture, county : str or collection of str, optional
            Where agencies belong, as in `reports`.
        level : str or collection of str, optional
            Such as "county".
        form : str or collection of str, optional
            Id of a form, such as "national-2021".
        document : str or collection of str, optional
            Keys of documents, as in every frame.

        Raises
        ------
        KeyError
            There is no such agency, place, level, form or document, or none of the years; the message names the nearest.
        TypeError
            A year is not given as a whole number.

        Examples
        --------
        >>> import gkstats as gk
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-20*.html", progress=False)
        >>> corpus.select(year=range(2019, 2022)).years
        [2019, 2020, 2021]
        """
        agencies = None if agency is None else several(agency, self.agencies, "agency")
        years = None if year is None else years_of(year, self.years)
        places = {"province": province, "prefecture": prefecture, "county": county, "level": level}
        kept = [
            position
            for position, one in enumerate(self._held.documents)
            if (agencies is None or one.agency in agencies) and (years is None or one.year in years)
        ]
        for name, asked in {**places, "form": form, "document": document}.items():
            if asked is not None:
                own = self.reports[name].astype(object).where(self.reports[name].notna(), None).tolist()
                wanted = several(asked, sorted({value for value in own if value is not None}), name)
                kept = [position for position in kept if own[position] in wanted]
        return self._taken(kept)

    def with_aliases(self, file: str | os.PathLike[str]) -> Self:
        """Return the corpus with the ids of agencies that a CSV file gives to names.

        Editions, `reports`, `duplicates`, `panel`, `series`, `reuse` and checks go by them; those between reports are
        tried anew.

        Parameters
        ----------
        file : path
            Columns ``name, agency_id, from, to``: a name as printed, the id it stands for, and the first and the last
            reporting year for which it does; empty for all.

        Raises
        ------
        GkstatsError
            The file lacks a column, or a line contradicts another.

        Examples
        --------
        >>> import gkstats as gk, pathlib, tempfile
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "aliases.csv")
        ...     lines = ["name,agency_id,from,to", "平潭综合实验区,350128/government,2014,"]
        ...     _ = file.write_text(chr(10).join(lines), encoding="utf-8")
        ...     corpus.with_aliases(file).reports["agency_id"].tolist()
        ['350128/government']
        """
        known = Aliases.read(Path(file))
        held = self._held.with_known(self._held.corrections, known)
        return self._of(held, all_editions=self._all, identify=known)

    def agencies_to_check(self) -> pd.DataFrame:
        """List agencies that might be one, follow each other, or are not settled by their names; none is joined.

        Returns
        -------
        DataFrame
            Columns ``agency, agency_id, other, other_id, reason``; `with_aliases` settles what a person has decided.
        """
        names = {id_: line.agency for id_, line in self.timelines.items()}
        rows = (
            (names[one.id], one.id, names.get(one.other or ""), one.other, one.reason)
            for one in doubts(names)
        )
        return frames.table_frame(DOUBTS, rows)

    def with_corrections(self, file: str | os.PathLike[str]) -> Self:
        """Return the corpus with the figures of a list of corrections, in place of any list before.

        Everything that follows from a figure follows from the corrected one: checks, totals, rates, series, charts, SQL.
        A corrected cell of `facts` keeps what is printed, and says in ``note`` and ``trouble`` that it was corrected. On
        disk nothing changes; `load_corpus` with ``to`` and ``corrections`` keeps the list with a dataset.

        Parameters
        ----------
        file : path
            A CSV file; `gkstats.corrections` says what stands in it, and `gkstats.corrections.add` writes one.

        Raises
        ------
        GkstatsError
            A line is not what a correction must be.

        Examples
        --------
        >>> import gkstats as gk, pathlib, tempfile
        >>> from gkstats import corrections
        >>> corpus = gk.load_corpus(gk.samples() / "pingtan-2020.html", progress=False)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "corrections.csv")
        ...     _ = corrections.add(
        ...         file, agency="平潭综合实验区", year=2020, table="applications", row="outcome.total", column="total",
        ...         printed="21", corrected="27", reason="the outcomes add up to 27",
        ...     )
        ...     better = corpus.with_corrections(file)
        >>> cell = {"row": "outcome.total"}
        >>> [int(one.read("applications", ["total"], **cell).iloc[0, 0]) for one in (better, better.as_printed())]
        [27, 21]
        """
        return self._corrected(Corrections.read(file))

    def as_printed(self) -> Self:
        """Return the corpus without its corrections."""
        return self._corrected(NONE)

    def _corrected(self, corrections: Corrections) -> Self:
        held = self._held.with_known(corrections, self._identify)
        return self._of(held, all_editions=self._all, identify=self._identify)

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """The list of corrections, one row each; ``state`` and ``message`` say which are refused, and why.

        A correction is refused where the report no longer prints what it says, and absent where there is no such report.
        """
        return frames.table_frame(COLUMNS, outcomes(self._held.corrections, self._held.tried()))
