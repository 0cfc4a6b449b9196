"""What `models.rs.jinja` needs: a type for each definition of the bundle, the messages' own first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..code.literal import Code, compose, join
from ..code.view.prose import paragraphs
from .constructor import Member, constructor
from .head import Head, head
from .literal import doc, fits, json_tokens, name, shown_value, tag_pattern, text
from .models import Models, field_names
from .names import distinct, variant_name
from .schema_doc import described_by, schema_doc
from .shapes import Alias, Choices, Constant, Field, ListOf, MapOf, Named, Nullable, Row, Struct, Type, Union

_DERIVES: Final = compose("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]")


@dataclass(frozen=True, slots=True)
class TypeView:
    """One type, with what the document says of it, and how it is made."""

    doc: Code
    declaration: Code
    constructor: Code


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The file."""

    head: Head
    uses: tuple[Code, ...]
    types: tuple[TypeView, ...]


def models_view(models: Models) -> ModelsView:
    """The file with all types."""
    said = f"The messages of {models.protocol.name}, as their schemas describe them, and what they are made of."
    views = tuple(_view(models, each) for each in models.found)
    written = "\n".join(part for each in views for part in (each.declaration, each.constructor))
    macros = (each for each in (compose("choice"), compose("constant"), compose("row")) if f"{each}!(" in written)
    imported = join(", ", macros)
    several = compose("use crate::macros::{{{macros}}};", macros=imported)
    single = compose("use crate::macros::{macro};", macro=imported)
    uses = (
        (several if "," in imported else single, "!("),
        (compose("use crate::wire::Nothing;"), "Nothing"),
        (compose("use serde::{{Deserialize, Serialize}};"), "[derive("),
        (compose("use serde_json::Value;"), "Value"),
        (compose("use std::collections::BTreeMap;"), "BTreeMap<"),
    )
    return ModelsView(head(models.protocol, said), tuple(code for code, sign in uses if sign in written), views)


def _view(models: Models, owner: str) -> TypeView:
    shape, schema = models.found[owner], models.schemas[owner]
    said, word = schema_doc(schema, otherwise="title"), name(owner)
    match shape:
        case Alias(type_, is_new):
            code = models.code(type_, owner)
            if not is_new:
                return TypeView(said, compose("pub type {name} = {type};", name=word, type=code), compose(""))
            declaration = compose(
                "{derives}\n#[serde(transparent)]\npub struct {name}(pub {type});",
                derives=_DERIVES,
                name=word,
                type=code,
            )
            return TypeView(said, declaration, compose(""))
        case Constant(value):
            lines = doc(paragraphs(described_by(schema), f"Always `{shown_value(value)}`."), 4)
            call = compose(
                "constant!(\n    {doc}\n    {name},\n    {value}\n);", doc=lines, name=word, value=json_tokens(value)
            )
            return TypeView(compose(""), call, compose(""))
        case Choices(values):
            return TypeView(said, _choices(word, values), compose(""))
        case Union(variants):
            return TypeView(said, _union(models, owner, variants), compose(""))
        case Row(items, needed, rest):
            return TypeView(said, *_row(models, owner, items, needed, rest))
        case Struct():
            return TypeView(said, *_struct(models, owner, shape))


def _choices(word: Code, values: tuple[str, ...]) -> Code:
    names = distinct(map(variant_name, values))
    lines = (
        compose("\n    #[serde(rename = {wire})]\n    {name},", wire=text(value), name=name(each))
        for value, each in zip(values, names, strict=True)
    )
    return compose(
        "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]\npub enum {name} {{{lines}\n}}",
        name=word,
        lines=join("", lines),
    )


def _union(models: Models, owner: str, variants: Iterable[tuple[str, Type]]) -> Code:
    variants = [*variants]
    pairs = [(name(label), models.code(type_, owner)) for label, type_ in variants]
    lines = (compose("\n    {label}({type}),", label=label, type=type_) for label, type_ in pairs)
    return compose(
        "#[derive(Debug, Clone, PartialEq, Serialize)]\n#[serde(untagged)]\npub enum {name} {{{lines}\n}}\n\n"
        "choice!({name}:{labels}\n);",
        name=name(owner),
        lines=join("", lines),
        labels=join(
            ",",
            (
                compose("\n    {label}(&[{needs}])", label=name(label), needs=join(", ", _needs(models, type_)))
                for label, type_ in variants
            ),
        ),
    )


def _needs(models: Models, type_: Type) -> Iterator[Code]:
    """The keys that a value must have to be of the type, with the texts that may stand there where these are known."""
    for key, values in models.needs(type_):
        tags = join(", ", (compose("crate::wire::{tag}", tag=tag_pattern(each)) for each in values))
        yield compose("({key}, &[{tags}])", key=text(key), tags=tags)


def _row(models: Models, owner: str, items: tuple[Type, ...], needed: int, rest: Type) -> tuple[Code, Code]:
    words = [name(f"item_{number}") for number in range(1, len(items) + 1)]
    members = [
        _member(models, owner, word, type_ if at < needed else Nullable(type_), is_required=at < needed)
        for at, (word, type_) in enumerate(zip(words, items, strict=True))
    ]
    members.append(_member(models, owner, compose("rest"), ListOf(rest), is_required=False))
    lines = (compose("\n    pub {name}: {type},", name=each.name, type=each.type) for each in members)
    declaration = compose(
        "#[derive(Debug, Clone, PartialEq)]\npub struct {name} {{{lines}\n}}\n\n"
        "row!({name}: [{needed}], [{optional}]);",
        name=name(owner),
        lines=join("", lines),
        needed=join(", ", words[:needed]),
        optional=join(", ", words[needed:]),
    )
    return declaration, constructor(name(owner), members, needed)


def _struct(models: Models, owner: str, shape: Struct) -> tuple[Code, Code]:
    words = field_names(shape)
    members = [_field(models, owner, word, each) for word, each in zip(words[:-1], shape.fields, strict=True)]
    needed = [at for at, each in enumerate(shape.fields) if each.required]
    ordered = [members[at] for at in needed]
    ordered += [each for at, each in enumerate(members) if at not in needed]
    if shape.additional is not None:
        others = doc("All that has no field of its own.", 4)
        map_ = replace(
            _member(models, owner, name(words[-1]), MapOf(shape.additional), is_required=False),
            doc=others,
            attribute=compose("#[serde(flatten)]"),
        )
        members.append(map_)
        ordered.append(map_)
    lines = join("", (_field_lines(each) for each in members))
    closed = compose("\n#[serde(deny_unknown_fields)]") if shape.closed else compose("")
    declaration = compose(
        "{derives}{closed}\npub struct {name} {{{lines}}}",
        derives=_DERIVES,
        closed=closed,
        name=name(owner),
        lines=compose("{lines}\n", lines=lines) if members else compose(""),
    )
    return declaration, constructor(name(owner), ordered, len(needed))


def _field(models: Models, owner: str, word: str, field: Field) -> Member:
    type_ = field.type if field.required else Nullable(field.type)
    said: list[Code] = []
    if word != field.wire:
        said.append(compose("rename = {wire}", wire=text(field.wire)))
    if not field.required:
        said += [
            compose("default"),
            compose('skip_serializing_if = "Option::is_none"'),
            compose('deserialize_with = "crate::wire::present"'),
        ]
    elif models.is_nullable(field.type):
        said.append(compose('deserialize_with = "crate::wire::required"'))
    member = _member(models, owner, name(word), type_, is_required=field.required)
    return replace(member, doc=schema_doc(field.schema, indent=4), attribute=_serde(said))


def _serde(said: list[Code]) -> Code:
    flat = compose("#[serde({said})]", said=join(", ", said))
    if not said or fits(flat, 4):
        return flat if said else compose("")
    lines = join(",", (compose("\n        {each}", each=each) for each in said))
    return compose("#[serde({lines}\n    )]", lines=lines)


def _member(models: Models, owner: str, word: Code, type_: Type, *, is_required: bool) -> Member:
    return Member(
        doc=compose(""),
        attribute=compose(""),
        name=word,
        type=models.code(type_, owner),
        bare=models.code(type_) if isinstance(type_, Named) else models.code(type_, owner),
        only=models.only(type_) if is_required else None,
    )


def _field_lines(member: Member) -> Code:
    lead = [each for each in (member.doc, member.attribute) if each]
    own = compose("pub {name}: {type},", name=member.name, type=member.type)
    return join("", (compose("\n    {line}", line=line) for line in (*lead, own)))
