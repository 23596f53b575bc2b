"""What nobody sees of a Word document, by its own properties and by its styles, and just short of it."""

from __future__ import annotations

import pytest

from gkstats.documents.model import Document
from tests.documents.builders import docx, read, tables

WIDE = "<w:tcPr><w:tcW w:w='100'/>{}</w:tcPr>"


def document(
    run: str,
    *,
    before: str = "",
    styles: str = "",
    paragraph: str = "",
    cell: str = "",
    table: str = "",
    row: str = "",
) -> Document:
    """Return a table whose last cell holds a 9 with these properties in front of 12, or a run of one's own."""
    hidden = run if run.startswith("<w:r>") else f"<w:r><w:rPr>{run}</w:rPr><w:t>9</w:t></w:r>"
    figure = f"<w:p><w:pPr>{paragraph}</w:pPr>{before}{hidden}<w:r><w:t>12</w:t></w:r></w:p>"
    label = "<w:p><w:r><w:t>予以公开</w:t></w:r></w:p>"
    body = (
        f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:trPr>{row}</w:trPr><w:tc>{label}</w:tc>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr>{figure}</w:tc></w:tr><w:tr><w:tc>{label}</w:tc><w:tc>{label}</w:tc></w:tr></w:tbl>"
    )
    return read(docx(body, **({"styles": styles} if styles else {})))


def figure(found: Document) -> str:
    (table,) = tables(found)
    return table.cells[1].text


def style(name: str, properties: str, *, kind: str = "character", based: str = "", default: str = "") -> str:
    return (
        f"<w:style w:type='{kind}' w:styleId='{name}' {default}><w:name w:val='{name}'/>"
        f"<w:basedOn w:val='{based}'/><w:rPr>{properties}</w:rPr></w:style>"
    )


@pytest.mark.parametrize(
    "run",
    [
        "<w:vanish/>",
        "<w:webHidden/>",
        "<w:color w:val='FFFFFF'/>",
        "<w:color w:val='F8F8F8'/>",
        "<w:color w:val='000000' w:themeColor='background1'/>",
        "<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>",
        "<w:color w:val='336699'/><w:shd w:fill='336699'/>",
        "<w:sz w:val='3'/>",
        "<w:w w:val='4'/>",
    ],
)
def test_a_figure_that_a_run_hides_is_left_out_and_named(run: str) -> None:
    found = document(run)
    assert figure(found) == "12"
    (warning,) = found.warnings
    assert "“9”" in warning


@pytest.mark.parametrize(
    "run",
    [
        "<w:vanish w:val='0'/>",
        "<w:color w:val='EEEEEE'/>",
        "<w:color w:val='auto'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='darkBlue'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:fill='336699'/>",
        "<w:sz w:val='4'/>",
        "<w:w w:val='5'/>",
    ],
)
def test_a_figure_that_is_seen_is_read(run: str) -> None:
    found = document(run)
    assert figure(found) == "912"
    assert not found.warnings


@pytest.mark.parametrize(
    "options",
    [
        {"cell": "<w:shd w:fill='003366'/>"},
        {"table": "<w:shd w:fill='003366'/>"},
        {"paragraph": "<w:shd w:fill='003366'/>"},
    ],
)
def test_white_type_on_a_shaded_cell_is_seen(options: dict[str, str]) -> None:
    assert figure(document("<w:color w:val='FFFFFF'/>", **options)) == "912"
    assert figure(document("<w:color w:val='003366'/>", **options)) == "12"


@pytest.mark.parametrize(
    ("styles", "run", "paragraph", "seen"),
    [
        (style("Gone", "<w:vanish/>"), "<w:rStyle w:val='Gone'/>", "", "12"),
        (style("Gone", "<w:vanish/>") + style("Old", "", based="Gone"), "<w:rStyle w:val='Old'/>", "", "12"),
        (style("Gone", "<w:vanish/>") + style("New", "<w:vanish w:val='0'/>", based="Gone"), "<w:rStyle w:val='New'/>", "", "912"),
        (style("Gone", "<w:vanish/>"), "<w:rStyle w:val='Gone'/><w:vanish w:val='false'/>", "", "912"),
        (style("White", "<w:color w:val='FFFFFF'/>"), "<w:rStyle w:val='White'/>", "", "12"),
        (style("White", "<w:color w:val='FFFFFF'/>"), "<w:rStyle w:val='White'/><w:color w:val='000000'/>", "", "912"),
        (style("P", "<w:vanish/>", kind="paragraph"), "", "<w:pStyle w:val='P'/>", ""),
        (style("N", "<w:sz w:val='2'/>", kind="paragraph", default="w:default='1'"), "", "", ""),
        ("<w:docDefaults><w:rPrDefault><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:rPrDefault></w:docDefaults>", "", "", ""),
    ],
)  # fmt: skip
def test_styles_hide_and_show_by_what_they_are_based_on(
    styles: str, run: str, paragraph: str, seen: str
) -> None:
    assert figure(document(run, styles=styles, paragraph=paragraph)) == seen


def test_a_hidden_row_is_left_out_and_named() -> None:
    found = document("", row="<w:hidden/>")
    (table,) = tables(found)
    assert table.rows == 1
    assert any("hidden row" in warning and "912”" in warning for warning in found.warnings)


def test_a_raised_number_behind_a_figure_stays_a_mark() -> None:
    raised = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{}</w:t></w:r>"
    number = "<w:r><w:t>5</w:t></w:r>"
    assert figure(document(raised.format("1"), before=number)) == "5¹12"
    assert figure(document(raised.format("[2]"), before=number)) == "5²12"
    assert figure(document(raised.format("1"))) == "12"  # nothing stands before it


def test_a_picture_in_a_cell_is_kept_where_it_may_be_a_digit() -> None:
    picture = "<w:r><w:drawing/></w:r>"
    assert figure(document(picture)) == "\ufffc12"
    assert figure(document(picture, before="<w:r><w:t>共</w:t></w:r>")) == "共12"
