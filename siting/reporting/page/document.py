"""The page as one file: both languages, style and script inside, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from siting.language import LANGUAGES, Text, text, translate, verbatim
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import bdi, counted, in_page, marked
from siting.reporting.page.sections import SECTIONS
from siting.reporting.page.traces import untraced, workings
from siting.reporting.page.view import View, view_of
from siting.reporting.results import Results
from siting.resources import share

OFFLINE = text("This page makes no connection to any network.")
# HTML 13.1.2.4, optional tags: what follows ends them. They are a twentieth of the page.
_END_TAGS = re.compile(r"</(?:td|th|tr|dd|dt|li|option|tbody|thead)>")
WORKINGS = text("Working of each option")


def report_html(results: Results, lang: str) -> bytes:
    """The report page of ``results``, opened in ``lang``; the same results give the same bytes."""
    ordered = [lang, *(one for one in LANGUAGES if one != lang)]
    views = [view_of(results, one) for one in ordered]
    bodies = [(view.lang, Markup(_body(view))) for view in views]
    style, script = _style(), _shipped("script.js")
    page = environment(lang).get_template("page.html").render(
        lang=lang, languages=LANGUAGES, bodies=bodies, workings=_workings(views), title=_title(results), style=Markup(style), script=Markup(script),
        policy=policy(style, script), version=results.siting_version,
        offline=[(one, OFFLINE.say(one)) for one in ordered],
    )  # fmt: skip
    return _without_indents(page).encode("utf-8")


def _title(results: Results) -> Text:
    study = results.config.project
    return verbatim(study.name, en=study.name_en)


def _body(view: View) -> str:
    engine = environment(view.lang)
    study = view.results.config.project
    sections = [
        {
            "id": section.id,
            "heading": section.heading,
            "html": Markup(engine.get_template(f"{section.id}.html").render(data=section.data(view), lang=view.lang)),
        }
        for section in SECTIONS
    ]
    return engine.get_template("body.html").render(
        lang=view.lang, sections=sections, title=_title(view.results),
        client=verbatim(study.client, en=study.client_en) if study.client else None,
        note=verbatim(study.note, en=study.note_en) if study.note else None,
    )  # fmt: skip


def _workings(views: list[View]) -> Markup:
    """The working of each option: its numbers once, its words in every language."""
    more = text(
        "{count} more options can be followed with: siting explain OUT OPTION",
        count=counted(untraced(views[0])),
    )
    return Markup(
        environment(views[0].lang).get_template("workings.html").render(
            heading=WORKINGS, headings=[(view.lang, WORKINGS.say(view.lang)) for view in views],
            options=workings(views), more=untraced(views[0]), rest=[(view.lang, marked(more, view.lang)) for view in views],
        )
    )  # fmt: skip


def environment(lang: str) -> Environment:
    """Templates of one language: everything is escaped, messages are said, missing names are errors."""

    def finished(value: object) -> object:
        return in_page(value, lang)

    engine = Environment(
        loader=FileSystemLoader(share("reports") / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=finished,
    )  # fmt: skip

    def word(wording: str) -> str:
        return translate(wording, lang)

    engine.globals["_"] = word
    engine.filters["bdi"] = bdi
    engine.filters["plain"] = _plain_in(lang)
    engine.filters["figures"] = _with_figures(lang)
    return engine


def _plain_in(lang: str) -> Callable[[object], str]:
    def plain(value: object) -> str:
        return clean_text(value.say(lang)) if isinstance(value, Text) else clean_text(str(value))

    return plain


def _with_figures(lang: str) -> Callable[..., Markup]:
    def figures(wording: str, **values: object) -> Markup:
        return Markup.escape(wording).format(**{name: in_page(value, lang) for name, value in values.items()})

    return figures


@cache
def _shipped(name: str) -> str:
    written = (share("reports") / name).read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "\n", written).strip() + "\n"


def _style() -> str:
    """The style sheet without the spaces that are there for those who write it."""
    return re.sub(r"\s*([{};,])\s*|(:) ", r"\1\2", _shipped("style.css")).replace(";}", "}")


def policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, pictures inside the file, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'", f"style-src {_hash(style)}", f"script-src {_hash(script)}", "img-src data:",
            "base-uri 'none'", "form-action 'none'",
        )
    )  # fmt: skip


def _hash(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode('utf-8')).digest()).decode('ascii')}'"


def _without_indents(page: str) -> str:
    """The page without the templates' indentation and the end tags that HTML lets go; the blocks under the policy's hashes stay as they are."""
    parts = re.split(r"(<style>.*?</style>|<script>.*?</script>)", page, flags=re.DOTALL)
    return "".join(
        part if at % 2 else _END_TAGS.sub("", re.sub(r"\s*\n\s*", "\n", part)) for at, part in enumerate(parts)
    )
