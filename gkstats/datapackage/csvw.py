"""The metadata of a package as CSV on the Web has it, for tools that know no Data Packages.

After the Recommendation of the W3C "Metadata Vocabulary for Tabular Data" (2015-12-17).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gkstats.labels import described

__all__ = ["FILE", "csvw_metadata"]

FILE: Final = "csv-metadata.json"
"""Name under which the metadata of a folder are looked for."""
_CONTEXT: Final = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_TYPES: Final = {"integer": "integer", "number": "double", "boolean": "boolean", "datetime": "dateTime"}
_REPORTS: Final = "reports"
_KEY: Final = "document"


def csvw_metadata(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of the tables that a Data Package names.

    Parameters
    ----------
    package : mapping
        The ``datapackage.json``.
    """
    resources = package["resources"]
    reports = next((one["path"] for one in resources if one["name"] == _REPORTS), None)
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "TableGroup",
        "dc:title": package["title"],
        "dc:description": package.get("description"),
        "dc:created": package["created"],
        "dc:license": [{"@id": one["path"]} for one in package["licenses"]],
        "dc:creator": [one["title"] for one in package.get("contributors") or ()] or None,
        "dc:source": package.get("homepage"),
        "tables": [_table(resource, reports) for resource in resources],
    }
    return {key: value for key, value in found.items() if value is not None}


def _table(resource: Mapping[str, Any], reports: str | None) -> dict[str, Any]:
    fields: Sequence[Mapping[str, Any]] = resource["schema"]["fields"]
    schema: dict[str, Any] = {"columns": [_column(resource["name"], field) for field in fields]}
    if any(field["name"] == _KEY for field in fields):
        if resource["path"] == reports:
            schema["primaryKey"] = _KEY
        elif reports is not None:
            reference = {"resource": reports, "columnReference": _KEY}
            schema["foreignKeys"] = [{"columnReference": _KEY, "reference": reference}]
    table = {"url": resource["path"], "dc:description": resource.get("description"), "tableSchema": schema}
    return {key: value for key, value in table.items() if value is not None}


def _column(frame: str, field: Mapping[str, Any]) -> dict[str, Any]:
    words = described(frame, field["name"])
    column = {
        "name": field["name"],
        "titles": field["name"],  # what the header prints; a reader holds the two against each other
        "datatype": _TYPES.get(field["type"], "string"),
        "null": field.get("missingValues", [""]),
        "dc:description": field.get("description"),
        "rdfs:label": [{"@value": words.zh, "@language": "zh"}, {"@value": words.en, "@language": "en"}],
        "schema:unitText": field.get("unit"),
    }
    return {key: value for key, value in column.items() if value is not None}
