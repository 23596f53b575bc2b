"""Configuration of Sphinx: the documentation of gkstats, with its notebooks and its codebook."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

project = "gkstats"
author = "The gkstats developers"
version = release = importlib.metadata.version("gkstats")
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
html_theme = "furo"
html_title = "gkstats"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["site.css"]

# Links to headings; words such as `=` and (c) stand as they were typed.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]

# Every notebook runs here. One that fails is a warning, which the build takes for fatal: an error in one of several
# processes would leave it hanging. Pages load nothing from elsewhere.
nb_execution_mode = "force"
nb_execution_show_tb = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_ipywidgets_js = {}

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True

# A name in single backquotes is a link where it is a name of gkstats.
default_role = "py:obj"


def fresh(name: str) -> Path:
    """Return an empty folder for what is made anew with every build, so that nothing old is left in it."""
    folder = DOCS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def setup(_: Sphinx) -> None:
    """Write the pages that follow from the package, and copy the notebooks to where Sphinx finds them."""
    import codebook
    import commands

    generated = fresh("_generated")
    codebook.write(generated)
    commands.write(generated)
    copies = fresh("_notebooks")
    for notebook in sorted((DOCS.parent / "notebooks").glob("*.ipynb")):
        shutil.copy(notebook, copies)
