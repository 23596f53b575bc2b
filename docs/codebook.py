"""Write the pages about forms, frames, checks, indicators and codes from the data files of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gkstats import comparison, forms, indicators
from gkstats.checks import CHECKS, all_checks
from gkstats.corpus import copying, declared
from gkstats.crosswalk import BREAKS, SERIES, Origin, all_lines
from gkstats.datapackage.codebook import codebook_frame, codebook_page, markdown_table
from gkstats.frames import CROSS_CHECK, FRAMES, LEAD, Column
from gkstats.vocabulary import groups, terms

# What each row of the frames beside those of a report is.
_FRAMES: Mapping[str, tuple[str, Sequence[Column]]] = {
    "checks": ("a place in which a check was tried", CHECKS),
    "cross_check": ("a cell on which two readings of a document differ", CROSS_CHECK),
    "reports": ("a document that was read", declared.REPORTS),
    "errors": ("a document that could not be read", declared.ERRORS),
    "regions": ("the administrative division behind a report's agency", (*LEAD, *declared.REGIONS)),
    "agencies_to_check": ("an agency that might be another, or a name in doubt", declared.DOUBTS),
    "duplicates": ("a document that repeats a report", declared.DUPLICATES),
    "duplicate_cells": ("a cell on which documents of one report differ", declared.DUPLICATE_CELLS),
    "copies": ("a section that agencies share, in the order of clusters and of time", copying.COPIES),
    "copies: sentences": (
        "a sentence that a section shares with the earliest of its cluster",
        copying.COPIED_SENTENCES,
    ),
    "series": ("a main figure of an agency in a year", SERIES),
    "breaks": ("a year from which a figure is not counted as before", BREAKS),
    "explained indicators": ("an indicator of a report", indicators.EXPLAINED),
    "comparison: cells": ("a cell that both forms ask for", comparison.CELLS),
    "comparison: sentences": ("a sentence of either report", comparison.SENTENCES),
    "comparison: sections": ("a pair of sections", comparison.SECTIONS),
}


def forms_page() -> str:
    """Return the codebook of every frame and every form."""
    rows = {name: spec.rows for name, spec in FRAMES.items()} | {k: rows for k, (rows, _) in _FRAMES.items()}
    columns = {name: spec.columns for name, spec in FRAMES.items()} | {
        k: found for k, (_, found) in _FRAMES.items()
    }
    page = codebook_page(columns, "frames and forms")
    page = page.replace("`codebook.csv`", "{download}`codebook.csv`", 1)
    for name, meaning in rows.items():
        page = page.replace(f"### {name}\n", f"### {name}\n\n{_sentence(meaning)}\n", 1)
    return page


def checks_page() -> str:
    """Return every check: what must hold, on whose authority, and why it may fail although nobody erred."""
    parts = [
        "# Checks",
        "What `Report.checks`, `Corpus.checks` and `gkstats check` try. The basis says on whose authority: *printed* on "
        "the form, following from its *labels*, *official* (a law or an official letter), *third-party* (a rule of "
        "other people's software), or *inferred* by the authors of gkstats.",
    ]
    prescribed: dict[str, list[str]] = {}
    for form in forms.all_forms():
        for identity in form.identities:
            prescribed.setdefault(identity.id, []).append(f"`{form.id}`")
    scopes = {
        "report": "Within a report",
        "years": "Between two years of an agency",
        "editions": "Between two documents on one year",
        "region": "Between a region and its parts",
    }
    for scope, heading in scopes.items():
        parts.append(f"## {heading}")
        for check in all_checks():
            if check.scope == scope:
                listed = {
                    "Basis": f"{check.basis}; severity {check.severity}",
                    "Forms": ", ".join(prescribed.get(check.id, ())),
                    "Source": check.source,
                    "May fail innocently": check.reason,
                }
                parts += [f"### {check.id}", f"{check.zh}。", _sentence(check.en), _list(listed)]
    return "\n\n".join(parts) + "\n"


def indicators_page() -> str:
    """Return every indicator with its formula, its source and what it does not say."""
    parts = [
        "# Indicators",
        "What `Report.indicators` and `Corpus.indicators` compute. There is no value where a figure is not printed or is "
        "hedged, or where the denominator is zero.",
    ]
    for one in indicators.all_indicators():
        listed = {
            "Formula": one.formula,
            "Unit": one.unit,
            "Source": one.source,
            "No value when": one.na,
            "Caution": one.caution,
        }
        parts += [f"## {one.id}", f"{one.zh}。", _sentence(one.en), _list(listed)]
    return "\n\n".join(parts) + "\n"


def vocabulary_page() -> str:
    """Return every code with its terms, what it means and the article of the Regulations behind it."""
    parts = [
        "# Vocabulary",
        "Every code with its term in Chinese and English. Articles are those of the Regulations on Open Government "
        "Information (政府信息公开条例) of 2019.",
    ]
    for group in groups():
        listed = terms(group).values()
        with_article = any(one.article for one in listed)
        rows = [
            (
                f"`{one.code}`",
                one.zh,
                f"{one.en}: {one.meaning}" if one.meaning else one.en,
                *([one.article] if with_article else []),
            )
            for one in listed
        ]
        head = ("code", "中文", "English", *(["article"] if with_article else []))
        parts += [f"## {group}", markdown_table(head, rows)]
    return "\n\n".join(parts) + "\n"


def crosswalk_page() -> str:
    """Return which figures of different forms are joined, which are not, and why."""
    parts = [
        "# Across forms",
        "Which figures `Corpus.panel` and `Corpus.series` join where a form changed. Every join is marked as a break; a "
        "figure that only looks alike is left apart.",
    ]
    for line in all_lines():
        origins = [*_origins("Joined", line.sources), *_origins("Left apart", line.apart)]
        parts += [f"## {line.name}", f"{line.zh}。", _sentence(line.en), "\n".join(origins)]
    return "\n\n".join(parts) + "\n"


def _origins(how: str, origins: Sequence[Origin]) -> Iterator[str]:
    for origin in origins:
        followed = ", ".join(
            "the prose of any report" if form == "*" else f"`{form}`" for form in origin.forms
        )
        cells = ", ".join(f"`{'/'.join(cell)}`" for cell in origin.cells)
        reason = f" {origin.reason}" if origin.reason else ""
        yield f"- {how}, in {followed}: {cells} ({origin.basis}).{reason}"


def _list(entries: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in entries.items() if text)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


PAGES = {
    "codebook": forms_page,
    "checks": checks_page,
    "indicators": indicators_page,
    "vocabulary": vocabulary_page,
    "crosswalk": crosswalk_page,
}


def write(folder: Path) -> None:
    """Write every page into a folder, and the table of all cells that the first one offers."""
    for name, page in PAGES.items():
        (folder / f"{name}.md").write_text(page(), encoding="utf-8")
    codebook_frame().to_csv(folder / "codebook.csv", index=False, lineterminator="\n")
