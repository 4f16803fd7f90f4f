"""The page as one file: both languages, style and script inside, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from siting.language import LANGUAGES, Text, text, translate, verbatim
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import bdi, counted, in_page, marked
from siting.reporting.page.looks import in_classes
from siting.reporting.page.sections import Section, SharedSection, sections_of
from siting.reporting.page.together import in_every
from siting.reporting.page.traces import untraced, workings
from siting.reporting.page.view import View, view_of
from siting.reporting.results import Results
from siting.resources import share

OFFLINE = text("This page makes no connection to any network.")
# HTML 13.1.2.4, optional tags: what follows ends them. They are a twentieth of the page.
_END_TAGS = re.compile(
    r"</(?:td|th|tr|dd|dt|li|option|tbody|thead)>|</p>(?=\s*<(?:p|div|table|h\d|dl|ul|ol|section|figure|article|/div|/section|/article)\b)"
)
# HTML 13.1.2.3: values of these characters need no quotes. Words of the page cannot match: their quotes are escaped.
# Breaks before what ends the cell before it, and empty lines that such end tags leave.
_BREAKS = re.compile(
    r"\n+(?=</?(?:td|th|dd|dt|dl|li|ol|ul|div|option|tbody|thead|table|caption|tr|figure|figcaption|details|svg|defs|g|path|rect|circle|text|use|h\d)\b)|(?<=\n)\n+"
)
_QUOTED = re.compile(r"""( [\w-]+=)"([^\s"'=<>`/]+)"(?=[ >])""")
# Before the slash of an empty SVG element a blank must end the value.
_LAST_QUOTED = re.compile(r"""( [\w-]+=)"([^\s"'=<>`/]+)"/(?=>)""")
WORKINGS = text("Working of each option")


def report_html(results: Results, lang: str) -> bytes:
    """The report page of ``results``, opened in ``lang``; the same results give the same bytes."""
    ordered = [lang, *(one for one in LANGUAGES if one != lang)]
    views = [view_of(results, one) for one in ordered]
    drawn, looks = in_classes("\n".join(_parts(views)))
    style, script = looks + _style(), _script()
    page = environment(lang).get_template("page.html").render(
        lang=lang, languages=LANGUAGES, ordered=ordered, parts=Markup(drawn), workings=_workings(views), title=_title(results), style=Markup(style), script=Markup(script),
        policy=policy(style, script), version=results.siting_version,
        offline=[(one, OFFLINE.say(one)) for one in ordered],
    )  # fmt: skip
    return _lightened(page).encode("utf-8")


def _title(results: Results) -> Text:
    study = results.config.project
    return verbatim(study.name, en=study.name_en)


def _parts(views: Sequence[View]) -> Iterator[Markup]:
    """The page from top to bottom: stretches in one language after the other, and between them what all share."""
    yield from (_front(view) for view in views)
    for shared, stretch in groupby(sections_of(views[0]), lambda section: isinstance(section, SharedSection)):
        sections = list(stretch)
        if shared:
            yield from (_shared(section, views) for section in sections if isinstance(section, SharedSection))
        else:
            yield from (_stretch([one for one in sections if isinstance(one, Section)], view) for view in views)


def _front(view: View) -> Markup:
    study = view.results.config.project
    contents = [(_anchor(section, view.lang), section.heading) for section in sections_of(view)]
    return _filled(
        "front.html", [view.lang], title=_title(view.results), contents=contents,
        client=verbatim(study.client, en=study.client_en) if study.client else None,
        note=verbatim(study.note, en=study.note_en) if study.note else None,
    )  # fmt: skip


def _stretch(sections: Sequence[Section], view: View) -> Markup:
    """Sections in one language."""
    filled = [
        (section, _anchor(section, view.lang), _filled(f"{section.id}.html", [view.lang], data=section.data(view)))
        for section in sections
    ]
    return _filled("stretch.html", [view.lang], sections=filled)


def _shared(section: SharedSection, views: Sequence[View]) -> Markup:
    """A section that holds the words of every language."""
    langs = [view.lang for view in views]
    html = _filled(f"{section.id}.html", langs, data=section.data(views))
    return _filled("shared.html", langs, section=section, html=html)


def _anchor(section: Section | SharedSection, lang: str) -> str:
    return section.id if isinstance(section, SharedSection) else f"{section.id}-{lang}"


def _filled(template: str, langs: Sequence[str], **names: object) -> Markup:
    return Markup(environment(*langs).get_template(template).render(lang=langs[0], **names))


def _workings(views: Sequence[View]) -> Markup:
    """The working of each option: its numbers once, its words in every language."""
    more = text(
        "{count} more options can be followed with: siting explain OUT OPTION",
        count=counted(untraced(views[0])),
    )
    return _filled(
        "workings.html", [views[0].lang],
        heading=WORKINGS, headings=[(view.lang, WORKINGS.say(view.lang)) for view in views],
        options=workings(views), more=untraced(views[0]), rest=[(view.lang, marked(more, view.lang)) for view in views],
    )  # fmt: skip


def environment(*langs: str) -> Environment:
    """Templates: everything is escaped, messages are said, missing names are errors.

    With several languages a message stands in each of them, once where they say the same. Such markup has no place in
    an attribute or a list of choices: a template with these is filled by ``each`` once per language.
    """

    def finished(value: object) -> object:
        return (
            _in_each(langs, lambda lang: in_page(value, lang)) if isinstance(value, Text) else in_page(value, langs[0])
        )

    engine = Environment(
        loader=FileSystemLoader(share("reports") / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=finished,
    )  # fmt: skip

    def word(wording: str) -> str:
        return (
            translate(wording, langs[0]) if len(langs) == 1 else _in_each(langs, lambda lang: translate(wording, lang))
        )

    def each(template: str, **names: object) -> Markup:
        return Markup("").join(_filled(template, [lang], **names) for lang in langs)

    engine.globals["_"] = word
    engine.globals["each"] = each
    engine.filters["bdi"] = bdi
    engine.filters["plain"] = _plain_in(langs[0])
    engine.filters["figures"] = _with_figures(langs[0])
    return engine


def _in_each(langs: Sequence[str], say: Callable[[str], str]) -> Markup:
    return in_every({lang: say(lang) for lang in langs})


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


def _script() -> str:
    """The script without the lines that are remarks only, and without spaces beside signs outside its strings."""
    written = re.sub(r"^//.*\n", "", _shipped("script.js"), flags=re.MULTILINE)
    parts = re.split(r"""("[^"\n]*"|'[^'\n]*')""", written)
    return "".join(part if at % 2 else re.sub(r" *([=+?:{}(),;<>&|!]) *", r"\1", part) for at, part in enumerate(parts))


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


def _lightened(page: str) -> str:
    """The page without the templates' line breaks inside rows and the end tags and quotes that HTML lets go.

    The blocks under the policy's hashes stay as they are.
    """
    parts = re.split(r"(<style>.*?</style>|<script>.*?</script>)", page, flags=re.DOTALL)
    return "".join(part if at % 2 else _light(part) for at, part in enumerate(parts))


def _light(markup: str) -> str:
    without_ends = (
        _END_TAGS.sub("", re.sub(r"\s*\n\s*", "\n", markup))
        .replace('<th scope="col"', "<th")
        .replace('<th scope="row"', "<th")
    )
    return _LAST_QUOTED.sub(r"\1\2 /", _QUOTED.sub(r"\1\2", _BREAKS.sub("", without_ends)))
