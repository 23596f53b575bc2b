"""The documentation holds: nothing public is missing from it, and the gallery shows what there is."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import gkstats as gk
from gkstats import classroom, cli, errors, testing
from gkstats.checks import all_checks
from gkstats.corpus import declared
from gkstats.crosswalk import all_lines
from gkstats.forms import all_forms
from gkstats.frames import FRAMES
from gkstats.indicators import all_indicators
from gkstats.vocabulary import groups, terms

DOCS = Path(__file__).parent.parent / "docs"
LARGEST = 60_000
LARGEST_GALLERY = 2_500_000


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def codebook() -> ModuleType:
    return script("codebook")


@pytest.fixture(scope="module")
def gallery() -> ModuleType:
    return script("make_gallery")


def documented() -> set[str]:
    """Return the full names that the reference documents, with those of whole modules."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    names = re.findall(r"^\.\. (?:autofunction|autoclass|py:data):: ([\w.]+)", text, re.MULTILINE)
    found = {name if name.startswith("gkstats.") else f"gkstats.{name}" for name in names}
    for module in re.findall(r"^\.\. automodule:: ([\w.]+)\n   :members:", text, re.MULTILINE):
        found |= {module, *(f"{module}.{name}" for name in importlib.import_module(module).__all__)}
    return found


def test_every_public_name_is_documented() -> None:
    homes = {"gkstats": gk, "gkstats.charts": gk.charts, "gkstats.synthetic": gk.synthetic}
    homes |= {"gkstats.testing": testing, "gkstats.errors": errors, "gkstats.classroom": classroom}
    found = documented()
    for home, module in homes.items():
        for name in module.__all__:
            in_errors = f"gkstats.errors.{name}" if hasattr(errors, name) else ""
            assert found & {f"{home}.{name}", in_errors}, f"docs/api.md lacks {home}.{name}"


@pytest.mark.parametrize("name", sorted(documented()))
def test_what_the_reference_names_exists_and_says_what_it_is(name: str) -> None:
    thing: object = gk
    for part in name.split(".")[1:]:
        thing = getattr(thing, part, None) or importlib.import_module(name)
    documents_itself = inspect.isroutine(thing) or inspect.isclass(thing) or inspect.ismodule(thing)
    assert not documents_itself or inspect.getdoc(thing)


def test_every_frame_and_column_is_in_the_codebook(codebook: ModuleType) -> None:
    page = codebook.forms_page()
    columns = {name: spec.columns for name, spec in FRAMES.items()}
    columns |= {
        "reports": declared.REPORTS,
        "errors": declared.ERRORS,
        "regions": declared.REGIONS,
        "agencies_to_check": declared.DOUBTS,
        "duplicates": declared.DUPLICATES,
        "duplicate_cells": declared.DUPLICATE_CELLS,
    }
    for name, expected in columns.items():
        _, _, rest = page.partition(f"### {name}\n")
        part = rest.partition("\n### ")[0]
        assert [f"`{c.name}`" for c in expected if f"| `{c.name}` | {c.dtype} |" not in part] == []
        first = part.strip().partition("\n")[0]
        assert first.endswith("."), f"the codebook does not say what a row of {name} is"
        assert not first.startswith("|")


def test_every_form_is_in_the_codebook_with_its_sums_and_sources(codebook: ModuleType) -> None:
    page = codebook.forms_page()
    for form in all_forms():
        part = page.partition(f"### {form.id}\n")[2].partition("\n### ")[0]
        for table in form.tables:
            for row, column, _ in table.cells():
                assert f"| `{row}` |" in part
                assert f"| `{column}` |" in part
        for identity in form.identities:
            assert f"| `{identity.id}` | {identity.zh} |" in part
            assert identity.basis in part
        assert all(source in part for source in form.sources)


def test_every_check_indicator_code_and_line_has_its_place(codebook: ModuleType) -> None:
    checks, indicators = codebook.checks_page(), codebook.indicators_page()
    for check in all_checks():
        assert f"### {check.id}\n" in checks
        assert check.source in checks
    for indicator in all_indicators():
        assert f"## {indicator.id}\n" in indicators
        assert indicator.formula in indicators
    vocabulary, crosswalk = codebook.vocabulary_page(), codebook.crosswalk_page()
    for group in groups():
        assert f"## {group}\n" in vocabulary
        assert all(f"| `{code}` | {term.zh} |" in vocabulary for code, term in terms(group).items())
    for line in all_lines():
        assert f"## {line.name}\n" in crosswalk
        assert all(origin.reason in crosswalk for origin in (*line.sources, *line.apart))


def test_every_command_shows_its_help() -> None:
    page = script("commands").commands_page()
    for name, command in cli.main.commands.items():
        part = page.partition(f"## gkstats {name}\n")[2].partition("\n## ")[0]
        assert f"Usage: gkstats {name}" in part
        options = [option for parameter in command.params for option in parameter.opts if option[:2] == "--"]
        assert all(option in part for option in options)


def test_every_chart_has_a_sample_and_pictures(gallery: ModuleType) -> None:
    public = set(gk.charts.__all__) - {"chart_style", "describe"}
    assert set(gallery.SAMPLES) == public
    pictures = {f"{name}.{language}.png" for name in public for language in ("zh", "en")}
    found = {path.name: path.stat().st_size for path in gallery.PICTURES.iterdir()}
    assert set(found) == pictures
    assert max(found.values()) < LARGEST
    assert sum(found.values()) < LARGEST_GALLERY
    assert all(list(gk.samples().glob(sample)) for sample in gallery.SAMPLES.values())


def test_the_gallery_is_the_one_that_its_script_makes(gallery: ModuleType) -> None:
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page()


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_what_a_page_links_exists(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|_generated/)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (DOCS / target).exists()
    for name in re.findall(r"\]\(_generated/(\w+)\.md\)", page.read_text(encoding="utf-8")):
        assert name in {*script("codebook").PAGES, "commands"}


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = {
        line for block in re.findall(r"```{toctree}\n(.*?)```", index, re.DOTALL) for line in block.split()
    }
    pages = {page.stem for page in DOCS.glob("*.md")} - {"index"}
    generated = {f"_generated/{name}" for name in (*script("codebook").PAGES, "commands")}
    assert pages | generated | {"_notebooks/*"} <= listed
