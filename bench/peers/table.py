"""Writes results as Markdown tables, and a text between two markers of a page."""

from collections.abc import Sequence

from ..page import between
from .measuring import Result, Verdicts, together
from .tools import Tool

BEGIN = "<!-- python -m bench.peers --write: begin -->"
END = "<!-- python -m bench.peers --write: end -->"
HEAD = (
    "tool", "given", "exit", "modules", "import", "`mypy --strict`", "messages", "usable", "agrees", "agrees, strict",
)  # fmt: skip
TOTALS = (
    "tool", "given", "documents", "modules", "import", "all import", "`mypy --strict` clean", "messages", "usable",
    "agrees", "agrees, strict",
)  # fmt: skip
PARTS = ("models", "client", "server", "dispatch")


def measured(title: str, results: Sequence[Result]) -> str:
    """One document's table: a row a tool."""
    return "\n".join((f"### {title}", "", *_lines(HEAD, [_cells(each) for each in results]), ""))


def written(tools: Sequence[Tool]) -> str:
    """What each tool writes, a row a tool."""
    once = {each.name: each for each in tools}.values()
    rows = [(f"{each.name} {each.version}", *(each.writes[part] for part in PARTS)) for each in once]
    return "\n".join(("### What each writes", "", *_lines(("tool", *PARTS), rows), ""))


def totals(tools: Sequence[Tool], results: Sequence[Sequence[Result]]) -> str:
    """A row a tool over all documents; `results` are one for each tool, by document."""
    rows = [_totals(tool, each) for tool, each in zip(tools, zip(*results, strict=True), strict=True)]
    return "\n".join((*_lines(TOTALS, rows), ""))


def by_document(names: Sequence[str], tools: Sequence[Tool], results: Sequence[Sequence[Result]]) -> str:
    """A row a document, a column a tool: how many of its messages are usable, and how often they agree."""
    last = {tool.name: at for at, tool in enumerate(tools)}  # What it was given, where it was given something.
    rows = [
        (name, str(each[0].messages), *(_short(each[at]) for at in last.values()))
        for name, each in zip(names, results, strict=True)
    ]
    return "\n".join((*_lines(("document", "messages", *last), rows), ""))


def _totals(tool: Tool, results: Sequence[Result]) -> tuple[str, ...]:
    first, *others = tool.how
    written = [each for each in results if each.modules]
    modules = sum(len(each.modules) for each in written)
    verdicts = {how: together(each.verdicts[how] for each in written if how in each.verdicts) for how in tool.how}
    return (
        tool.name,
        tool.given or "as it is",
        f"{len(written)}/{len(results)}",
        str(modules),
        f"{sum(len(each.importable) for each in written)}/{modules}",
        f"{sum(len(each.importable) == len(each.modules) for each in written)}/{len(results)}",
        f"{sum(each.types is not None and not each.types.errors for each in written)}/{len(results)}",
        f"{sum(each.represented for each in results)}/{sum(each.messages for each in results)}",
        f"{sum(each.usable for each in results)}/{sum(each.messages for each in results)}",
        agreement(verdicts[first]),
        agreement(verdicts[others[0]]) if others else "–",
    )


def _short(result: Result) -> str:
    verdicts = result.verdicts.get(result.tool.how[0])
    if not result.modules:
        return "–"
    share = f", {int(verdicts.share * 1000) / 10} %" if verdicts and verdicts.valid + verdicts.invalid else ""
    return f"{result.usable}{share}"


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _cells(result: Result) -> tuple[str, ...]:
    first, *others = result.tool.how
    start = (result.tool.name, result.given, str(result.exit_code))
    if not result.modules:
        return (*start, "0", *["–"] * (len(HEAD) - 4))
    types = result.types
    return (
        *start,
        str(len(result.modules)),
        f"{len(result.importable)}/{len(result.modules)}",
        "–" if types is None else f"{types.errors}{', then it stops' if types.stopped else ''}",
        f"{result.represented}/{result.messages}",
        f"{result.usable}/{result.messages}",
        agreement(result.verdicts.get(first)),
        agreement(result.verdicts.get(others[0])) if others else "–",
    )


def agreement(verdicts: Verdicts | None) -> str:
    """A percentage and what it is made of; rounded down, so that 100 % means all."""
    if verdicts is None:
        return "–"
    if not verdicts.valid + verdicts.invalid:
        return "–"
    percent = int(verdicts.share * 1000) / 10
    accepted, refused = f"{verdicts.right_valid}/{verdicts.valid}", f"{verdicts.right_invalid}/{verdicts.invalid}"
    return f"{percent} % ({accepted} accepted, {refused} refused)"


def between_markers(page: str, text: str) -> str:
    """The page with `text` between its two markers; raises ValueError where it hasn't both, in this order."""
    return between(page, text, BEGIN, END)
