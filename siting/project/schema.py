"""The JSON Schema of ``project.toml``, its descriptions in the language asked for."""

from __future__ import annotations

from typing import Any

from siting.language import translate
from siting.project.model import Config

_PER_TECHNOLOGY = (("Case", "price_yen_per_kwh"), ("Case", "unannounced_yen_per_kwh"), ("Finance", "degradation"))


def json_schema(lang: str) -> dict[str, Any]:
    """The schema as plain data."""
    schema = Config.model_json_schema()
    # The model takes one number for all technologies before it validates, which pydantic's schema cannot know.
    for model, name in _PER_TECHNOLOGY:
        field = schema["$defs"][model]["properties"][name]
        allowed = field.pop("anyOf", None) or [{"$ref": field.pop("$ref")}]
        field["anyOf"] = [{"type": "number", "minimum": 0}, *allowed]
    # Nor that a scheme's own name may tell its kind.
    schema["$defs"]["Scheme"]["required"].remove("kind")
    if not schema["$defs"]["Scheme"]["required"]:
        del schema["$defs"]["Scheme"]["required"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_said(schema, lang)}


def _said(node: Any, lang: str) -> Any:
    if isinstance(node, dict):
        return {
            key: translate(value, lang) if key == "description" and isinstance(value, str) else _said(value, lang)
            for key, value in node.items()
            if key != "title" or not isinstance(value, str)
        }
    if isinstance(node, list):
        return [_said(one, lang) for one in node]
    return node
