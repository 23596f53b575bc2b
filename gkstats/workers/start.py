"""How a fresh interpreter is started: what it imports never comes from the folder one happens to work in.

A folder of documents from strangers may hold a ``msgspec.py``. Python's isolated mode keeps out that folder and the
environment's paths; the paths of this process are handed over as arguments, without that folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

__all__ = ["import_paths", "interpreter"]

_HOME: Final = Path(__file__).parents[2]
"""Where the package lies; last among the paths, so that nothing beside a checkout stands in for a library."""
_BEGIN: Final = "import sys; n = int(sys.argv[1]); sys.path[:] = sys.argv[2:2+n]; from gkstats.workers.child import serve; serve(sys.argv[2+n:])"


def import_paths() -> list[str]:
    """Return where this process finds modules, without the working folder, and where this package lies."""
    here = Path.cwd()
    kept = []
    for place in sys.path:
        path = Path(place)
        # Relative paths mean another place after every change of folder.
        if place and path.is_absolute() and path != _HOME and not _same(path, here):
            kept.append(place)
    return [*kept, str(_HOME)]


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def interpreter() -> list[str]:
    """Return the command that begins a process of `gkstats.workers.child`, to which its arguments are added."""
    paths = import_paths()
    utf8 = ["-X", "utf8"] if sys.flags.utf8_mode else []
    return [sys.executable, "-I", *utf8, "-c", _BEGIN, str(len(paths)), *paths]
