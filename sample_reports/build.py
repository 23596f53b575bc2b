"""Typesets the sample reports: facts in, documents out.

Run as `python -m sample_reports.build` from the repository; names of reports limit it to those.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final, Literal, NamedTuple

from .typesetting.docx import write_docx
from .typesetting.facts import read_facts
from .typesetting.html import write_page, write_site_page
from .typesetting.pdf import MissingTool, convert_docx, find_chromium, find_soffice, print_page
from .typesetting.text import write_text

HERE: Final = Path(__file__).parent
PINGTAN: Final = "平潭综合实验区党工委管委会"


class Output(NamedTuple):
    """A document and what makes it."""

    report: str
    suffix: str
    maker: Literal["docx", "office", "chromium", "text", "page", "site"]

    @property
    def name(self) -> str:
        """File name of the document."""
        return f"{self.report}.{self.suffix}"


OUTPUTS: Final = (
    Output("zhongning-2020", "txt", "text"),
    Output("zhongning-2020", "html", "page"),
    Output("zhongning-2020", "docx", "docx"),
    Output("zhongning-2020", "pdf", "office"),
    Output("huaian-2024", "pdf", "office"),
    *(Output(f"pingtan-{year}", "html", "site") for year in range(2011, 2026)),
    Output("pingtan-2017", "docx", "docx"),
    Output("pingtan-2020", "pdf", "chromium"),
    Output("pingtan-2021", "docx", "docx"),
    Output("pingtan-2023", "pdf", "office"),
)


def make(output: Output) -> bytes:
    """Return the document that an output names."""
    report = read_facts(HERE / "facts" / f"{output.report}.toml")
    match output.maker:
        case "docx":
            return write_docx(report)
        case "office":
            return convert_docx(report)
        case "chromium":
            return print_page(report)
        case "text":
            return write_text(report).encode()
        case "page":
            return write_page(report).encode()
        case "site":
            return write_site_page(report, PINGTAN).encode()


def main() -> int:
    """Write the documents beside this script; say what is missing before anything is written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="*", help="names of facts files; all if none is given")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    arguments = parser.parse_args()
    if unknown := set(arguments.reports) - {output.report for output in OUTPUTS}:
        parser.error(f"no such report: {', '.join(sorted(unknown))}")
    wanted = [o for o in OUTPUTS if not arguments.reports or o.report in arguments.reports]
    try:
        for maker, find in (("office", find_soffice), ("chromium", find_chromium)):
            if any(output.maker == maker for output in wanted):
                find()
    except MissingTool as error:
        print(error, file=sys.stderr)
        return 1
    for output in wanted:
        content = make(output)
        (arguments.out / output.name).write_bytes(content)
        print(f"{output.name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
