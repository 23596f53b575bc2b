"""The same figures on every machine: whatever fonts, locale, time zone and working folder it has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gkstats.documents.pdf import pdfium
from gkstats.documents.pdf.boxface import box_face
from gkstats.synthetic import synthetic_report

pytestmark = pytest.mark.skipif(not pdfium.available(), reason="PDFium has no binary here")

# PDFium takes folders of fonts when it is set up, and pypdfium2 sets it up when it is imported; the first time counts.
READ = """
import ctypes, hashlib, sys
import pypdfium2_raw as raw

folder = ctypes.create_string_buffer(sys.argv[1].encode())
folders = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.cast(folder, ctypes.POINTER(ctypes.c_char)), None)
raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders))

from gkstats.documents import read_document
from gkstats.reading import read_records
from gkstats.display.picture import draw_pages

for name in sys.argv[2:]:
    data = open(name, "rb").read()
    for engine in ("pdfium", "auto"):
        document = read_document(name, engine=engine)
        read = repr((document.blocks, read_records(document).facts))
        print(len(document.blocks), *document.warnings, hashlib.sha256(read.encode()).hexdigest())
    ((_, picture),) = draw_pages(data, name, {1: []})
    print(picture.shape, hashlib.sha256(picture.tobytes()).hexdigest())
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("documents")
    paths = []
    for index in (1, 5):  # forms of 2019 and 2021, in a face that is not embedded
        paths.append(folder / f"{index}.pdf")
        paths[-1].write_bytes(synthetic_report(seed=0, index=index).typeset("pdf"))
    return paths


@pytest.fixture(scope="module")
def chinese() -> Path:
    packaged = pytest.importorskip("pylopdf_fonts_zh_cn")
    return Path(packaged.sans_path())


@pytest.fixture(scope="module")
def without_digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Chinese face that leaves digits to others, as the one that OCR programs install does."""
    builder = pytest.importorskip("fontTools.fontBuilder")
    glyphs = pytest.importorskip("fontTools.ttLib.tables._g_l_y_f")
    folder = tmp_path_factory.mktemp("fallback")
    font = builder.FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap(dict.fromkeys(range(0x4E00, 0xA000), "square"))
    square = glyphs.Glyph()
    square.numberOfContours = 1
    square.endPtsOfContours = [3]
    square.coordinates = glyphs.GlyphCoordinates([(0, -120), (0, 880), (1000, 880), (1000, -120)])
    square.flags = bytearray([1] * 4)
    square.program = pytest.importorskip("fontTools.ttLib.tables.ttProgram").Program()
    font.setupGlyf({".notdef": glyphs.Glyph(), "square": square})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Fallback", "styleName": "Regular", "fullName": "Fallback"})
    font.setupOS2(ulCodePageRange1=1 << 18)  # that it has simplified Chinese
    font.setupPost()
    font.save(folder / "fallback.ttf")
    return folder


def read(folder: Path, documents: list[Path], here: Path, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(folder), *map(str, documents)],
        cwd=here,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_what_is_read_and_drawn_does_not_depend_on_the_machine(
    documents: list[Path], chinese: Path, without_digits: Path, tmp_path: Path
) -> None:
    plain = read(tmp_path, documents, tmp_path, LC_ALL="C", TZ="UTC", PYTHONUTF8="1")
    fallback = read(
        without_digits, documents, Path("/"), LC_ALL="zh_CN.GB18030", TZ="Asia/Shanghai", PYTHONUTF8="1"
    )
    full = read(
        chinese.parent, documents, Path.home(), LC_ALL="tr_TR.UTF-8", TZ="America/New_York", PYTHONUTF8="1"
    )
    assert plain == fallback == full
    assert "pdfminer" not in plain
    assert "lacks" not in plain


def test_the_face_of_boxes_is_read_by_others(tmp_path: Path) -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    path = tmp_path / "box.ttf"
    path.write_bytes(box_face())
    font = ttlib.TTFont(path)
    characters = font.getBestCmap()
    assert {characters[ord(c)] for c in "公，一①"} & {characters[ord(c)] for c in "公，一"} == {
        characters[ord("公")]
    }
    assert characters[ord("1")] != characters[ord("公")]
    advances = {name: advance for name, (advance, _) in font["hmtx"].metrics.items()}
    assert (advances[characters[ord("1")]], advances[characters[ord("公")]]) == (500, 1000)


def test_a_document_is_read_the_same_after_pages_were_drawn(documents: list[Path]) -> None:
    from gkstats.display.picture import draw_pages

    data = documents[0].read_bytes()
    before = pdfium.read_pages(data, "x")
    list(draw_pages(data, "x", {1: []}))
    assert pdfium.read_pages(data, "x") == before
    assert not any(page.doubtful for page in before)
