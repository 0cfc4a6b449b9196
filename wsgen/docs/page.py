"""Writes a protocol as one HTML page that needs no network: what people read, and the console that tries it out."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ..assets import docs_script
from ..code.render import render
from ..plan.protocol import Direction, Protocol
from .bundle import Bundle
from .connections import ConnectionView, connection_view
from .examples import examples
from .html import Html, anchor, json_data, script, style, text
from .inlined import client_script
from .markdown import blocks
from .messages import MessageView, TableView, message_views, routes_of
from .news import News, NewsView, news_view
from .page_protocol import page_protocol
from .schema_table import about, rows

_THEME = 'try{document.documentElement.dataset.theme=localStorage.getItem("wsgen-theme")||""}catch{}'


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A schema that several messages share."""

    id: Html
    name: Html
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """What `page.html.jinja` needs; `live` is the version of a page that is served and reloads itself."""

    title: Html
    version: Html
    about: Html
    spec: Html
    policy: Html
    style: Html
    theme: Html
    live: Html | None
    description: Html
    counts: Html
    connections: tuple[ConnectionView, ...]
    messages: tuple[MessageView, ...]
    schemas: tuple[SchemaView, ...]
    news: NewsView | None
    protocol: Html
    scripts: tuple[Html, ...]


def page(protocol: Protocol, *, url: str | None = None, news: News | None = None, live: str | None = None) -> str:
    """The whole page, the same bytes each time.

    `url` is that of a mock (`ws://127.0.0.1:8080`), which the console then connects to first; `live` says that the page
    is served by `wsgen docs --serve`, as which version. Raises NoAssetsError where wsgen was built without JavaScript.
    """
    bundle = Bundle.of(protocol)
    shown = examples(protocol)
    css = _style()
    scripts = (script(docs_script("console")), script(client_script(protocol)), script(docs_script("page")))
    view = PageView(
        title=text(protocol.title),
        version=text(protocol.version),
        about=text(" ".join(protocol.description.split())[:200]),
        spec=text(protocol.spec_path),
        policy=text(_policy(css, (_THEME, *scripts), is_served=live is not None)),
        style=css,
        theme=script(_THEME),
        live=None if live is None else text(live),
        description=blocks(protocol.description),
        counts=_counts(protocol),
        connections=tuple(connection_view(protocol, each) for each in protocol.connections),
        messages=message_views(protocol, bundle, shown),
        schemas=tuple(_schemas(bundle)),
        news=None if news is None else news_view(protocol, news),
        protocol=json_data(page_protocol(protocol, shown, url)),
        scripts=scripts,
    )
    (written,) = render([("docs/page.html.jinja", view)], printed=Html)
    return written


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What `waiting.html.jinja` needs: a page for as long as the document has errors, and had none before."""

    policy: Html
    style: Html
    trouble: Html
    script: Html


def waiting_page(trouble: str) -> str:
    """The page that says what is wrong with the document, until there is another one; it is version 0."""
    css, follow = _style(), script(docs_script("page"))
    view = WaitingView(text(_policy(css, (follow,), is_served=True)), css, text(trouble), follow)
    (written,) = render([("docs/waiting.html.jinja", view)], printed=Html)
    return written


def _style() -> Html:
    return style("".join(render([("docs/style.css.jinja", None), ("docs/parts.css.jinja", None)], printed=Html)))


def _schemas(bundle: Bundle) -> Iterable[SchemaView]:
    for name, id_ in bundle.shown_at.items():
        if id_ == anchor("schema", name):
            table = TableView(text("Schema"), about(bundle, bundle.schema(name)), rows(bundle, name, id_))
            yield SchemaView(text(id_), text(name), (table,))


def _counts(protocol: Protocol) -> Html:
    ways: dict[Direction, set[str]] = {each: set() for each in Direction}
    for connection in protocol.connections:
        for direction, routes in routes_of(connection):
            ways[direction].update(each.message for each in routes)
    up, down = (len(ways[each]) for each in Direction)
    topics = sum(len(each.topics) for each in protocol.connections)
    count = len(protocol.connections)
    parts = [
        f"{count} connection{'' if count == 1 else 's'}",
        f"{up} message{'' if up == 1 else 's'} client → server",
        f"{down} server → client",
    ]
    if topics:
        parts.append(f"{topics} topic{'' if topics == 1 else 's'}")
    return text(" · ".join(parts))


def _policy(css: str, scripts: Iterable[str], *, is_served: bool) -> str:
    """What the page may do: run its own scripts, and open WebSockets."""
    run = " ".join(_hash(each) for each in scripts)
    own = " 'self'" if is_served else ""
    return (
        f"default-src 'none'; script-src {run}; style-src {_hash(css)}; img-src data:; connect-src ws: wss:{own}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
