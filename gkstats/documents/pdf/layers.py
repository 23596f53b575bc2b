"""The layers of a PDF that are switched off when it is opened: what stands on them is not seen."""

from __future__ import annotations

import io
from typing import Any, Final

__all__ = ["hidden_layers", "switched_off"]

# The catalogue names layers; within a compressed object stream it cannot be searched.
_MAY_HAVE: Final = (b"/OCProperties", b"/ObjStm")


def hidden_layers(data: bytes) -> frozenset[str]:
    """Return the names of the layers that are off; PDFium tells the layer of a text, but not its state."""
    if not any(mark in data for mark in _MAY_HAVE):
        return frozenset()
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import dict_value
    from pdfminer.utils import decode_text

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        off = switched_off(document)
        names = (dict_value(document.getobj(number)).get("Name") for number in off)
        return frozenset(decode_text(name) for name in names if isinstance(name, bytes))
    except Exception:  # the file is damaged, which is for its reader to say
        return frozenset()


def switched_off(document: Any) -> frozenset[int]:
    """Return the numbers of the layers that are off (ISO 32000-1, 8.11.4: the default configuration)."""
    from pdfminer.pdftypes import dict_value, list_value

    properties = document.catalog.get("OCProperties")
    if properties is None:
        return frozenset()
    properties = dict_value(properties)
    usual = dict_value(properties.get("D", {}))

    def numbers(values: Any) -> set[int]:
        return {value.objid for value in list_value(values) if hasattr(value, "objid")}

    off = numbers(usual.get("OFF", []))
    if getattr(usual.get("BaseState"), "name", "ON") == "OFF":
        off |= numbers(properties.get("OCGs", [])) - numbers(usual.get("ON", []))
    return frozenset(off)
