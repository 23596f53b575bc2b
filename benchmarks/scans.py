"""Turn reports into scanned pictures of their pages, read them, and compare every cell.

    uv run python benchmarks/scans.py sample_reports/*.pdf --damage mild hard --dpi 200

Pages are drawn at a resolution, then skewed, blurred, covered with grain, pressed into JPEG, thinned to black and white
as a fax is, or sealed in red across a table. A cell is right when its printed text is that of the document; a wrong figure
that no failed check and no trouble beyond "read by an OCR program" marks is silent.
"""

from __future__ import annotations

import argparse
import collections
import io
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
import pypdfium2
from PIL import Image

import gkstats as gk


class Damage(NamedTuple):
    """What happens to a page on its way through a scanner."""

    skew: float = 0.0
    blur: float = 0.0
    grain: float = 0.0
    jpeg: int = 90
    fax: bool = False
    seal: bool = False


DAMAGES: Final = {
    "clean": Damage(),
    "mild": Damage(0.5, 0.6, 4, 75),
    "hard": Damage(-1.5, 1.0, 10, 45),
    "fax": Damage(0.3, 0.6, 4, 80, fax=True),
    "seal": Damage(0.5, 0.6, 4, 75, seal=True),
}


def damaged(page: Any, damage: Damage, chance: Any) -> Any:
    """Return a page as a scanner gives it."""
    height, width = page.shape[:2]
    if damage.seal:
        over = page.copy()
        middle = (int(width * 0.6), int(height * 0.45))
        cv2.circle(over, middle, int(width * 0.12), (40, 30, 210), max(4, width // 200))
        cv2.circle(over, middle, int(width * 0.03), (40, 30, 210), -1)
        page = np.minimum(page, over)
    if damage.skew:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), damage.skew, 1)
        page = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    if damage.blur:
        page = cv2.GaussianBlur(page, (0, 0), damage.blur)
    if damage.grain:
        page = np.clip(page + chance.normal(0, damage.grain, page.shape), 0, 255).astype(np.uint8)
    if damage.fax:
        grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
        page = cv2.cvtColor(np.where(grey > 150, 255, 0).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    return page


def scanned(pdf: bytes, dpi: int, damage: Damage, seed: int) -> bytes:
    """Return a PDF of pictures of the pages of another."""
    chance = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    pages = [
        Image.fromarray(
            np.ascontiguousarray(
                damaged(document[i].render(scale=dpi / 72).to_numpy()[:, :, :3].copy(), damage, chance)[
                    :, :, ::-1
                ]
            )
        )
        for i in range(len(document))
    ]
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=damage.jpeg)
    return stream.getvalue()


def figures(report: gk.Report) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return the printed cells of a report with their trouble."""
    facts = report.facts.query("not row.str.startswith('unmatched')")
    rows = facts[["table", "row", "column", "printed", "trouble"]].itertuples(index=False)
    return {(t, r, c): (str(printed).replace(" ", ""), str(trouble)) for t, r, c, printed, trouble in rows}


def judge(pdf: Path, dpi: int, damage: str, seed: int) -> collections.Counter[str]:
    """Return how many cells of a scanned document are right, wrong and unread."""
    truth = figures(gk.load_report(pdf))
    start = time.process_time()
    try:
        report = gk.load_report(scanned(pdf.read_bytes(), dpi, DAMAGES[damage], seed), isolate=False)
    except gk.GkstatsError as error:
        print(f"{pdf.name} at {dpi} dpi, {damage}: {error}")
        return collections.Counter(absent=len(truth), documents=1)
    found = figures(report)
    failed = report.checks().query("passed == False")
    marked = {(row.table, name) for row in failed.itertuples() for name in (row.row, row.column)}
    counts: collections.Counter[str] = collections.Counter(documents=1, pages=report.pages or 0)
    counts["seconds"] = round(time.process_time() - start)
    for key, (printed, _) in truth.items():
        text, trouble = found.get(key, ("", "absent"))
        if text == printed:
            counts["right"] += 1
        elif key not in found or not any(map(str.isdigit, text)):
            counts["unread"] += 1
        else:
            counts["wrong"] += 1
            counts["silent"] += trouble in ("", "ocr") and not marked & {(key[0], key[1]), (key[0], key[2])}
            print(f"{pdf.name} at {dpi} dpi, {damage}: {key} {printed!r} read as {text!r} ({trouble})")
    return counts


def main() -> None:
    """Judge the PDFs named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--dpi", nargs="+", type=int, default=[200])
    parser.add_argument("--damage", nargs="+", choices=DAMAGES, default=["mild"])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("| dpi | damage | documents | cells right | share | wrong | silent | unread | s a page |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for dpi in arguments.dpi:
        for damage in arguments.damage:
            c: collections.Counter[str] = sum(
                (judge(file, dpi, damage, arguments.seed) for file in arguments.files), collections.Counter()
            )
            cells = c["right"] + c["wrong"] + c["unread"]
            print(
                f"| {dpi} | {damage} | {c['documents']} | {c['right']} of {cells} | {c['right'] / max(cells, 1):.2%} "
                f"| {c['wrong']} | {c['silent']} | {c['unread']} | {c['seconds'] / max(c['pages'], 1):.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
