"""Sets of texts as terms, with intersection and complement, that are read one character at a time.

The derivatives of Brzozowski (Derivatives of Regular Expressions, 1964): what may follow, when a character has come.
"""

from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from .expression import LAST, WORD, Again, Characters, Edge, Either, Expression, Look, Ranges, Repeated, Row, others

Term: TypeAlias = int
"""A set of texts, as a number that equal terms have in common."""

NOTHING: Final[Term] = 0
"""No text at all."""
BLANK: Final[Term] = 1
"""The empty text alone."""

_ENDLESS: Final = -1
# Surrogates aren't characters: no JSON reader takes them alone.
_SURROGATES: Final = ((0xD800, 0xDFFF),)
_ANY: Final[Ranges] = ((0, 0xD7FF), (0xE000, LAST))
# A repetition of what looks around is written out so far.
_WRITTEN_OUT: Final = 2


class _Before(NamedTuple):
    """What stands before a place: nothing, a character of a word or another; None where that isn't known."""

    is_start: bool = False
    is_word: bool | None = None


_START: Final = _Before(is_start=True, is_word=False)


class Language:
    """Terms, and what is known of them; `anything` is the term of all texts."""

    def __init__(self) -> None:
        self._terms: list[tuple[str, tuple[int, ...], Ranges]] = [("nothing", (), ()), ("blank", (), ())]
        self._numbers = {term: number for number, term in enumerate(self._terms)}
        self._blank: dict[Term, bool] = {}
        self._derived: dict[tuple[Term, int], Term] = {}
        self._cuts: dict[Term, frozenset[int]] = {}
        self.anything = self._term("repeated", (self._term("characters", (), _ANY), 0, _ENDLESS))

    def matching(self, expression: Expression) -> Term:
        """All texts in which a regular expression matches somewhere.

        Of word edges, looks behind and references back it takes too many: those are for a validator to refuse.
        """
        first = self._built(expression, self.anything, _START)
        found = [first]
        for ranges, is_word in ((WORD, True), (others(WORD), False)):
            last = self._term("characters", (), _characters(ranges))
            later = self._built(expression, self.anything, _Before(is_word=is_word))
            found.append(self._row(self._row(self.anything, last), later))
        return self._either(tuple(found))

    def both(self, terms: tuple[Term, ...]) -> Term:
        """The texts that all of some terms have in common."""
        left = tuple(sorted({part for each in terms for part in self._parts(each, "both")} - {self.anything}))
        if NOTHING in left:
            return NOTHING
        if not left:
            return self.anything
        return left[0] if len(left) == 1 else self._term("both", left)

    def no(self, term: Term) -> Term:
        """All other texts."""
        if term == NOTHING:
            return self.anything
        if term == self.anything:
            return NOTHING
        kind, parts, _ = self._terms[term]
        return parts[0] if kind == "no" else self._term("no", (term,))

    def has_blank(self, term: Term) -> bool:
        """Whether the empty text belongs to a term."""
        found = self._blank.get(term)
        if found is None:
            kind, parts, _ = self._terms[term]
            match kind:
                case "row" | "both":
                    found = all(self.has_blank(each) for each in parts)
                case "either":
                    found = any(self.has_blank(each) for each in parts)
                case "no":
                    found = not self.has_blank(parts[0])
                case "repeated":
                    found = parts[1] == 0 or self.has_blank(parts[0])
                case _:
                    found = kind == "blank"
            self._blank[term] = found
        return found

    def after(self, term: Term, point: int) -> Term:
        """What may follow, when a character of a text of a term has come."""
        key = term, point
        found = self._derived.get(key)
        if found is None:
            found = self._derived[key] = self._after(term, point)
        return found

    def segments(self, term: Term) -> tuple[tuple[int, int], ...]:
        """The characters in ranges, of which one is like the other as to what may follow."""
        cuts = sorted(self._cuts_of(term) | {0, 0xD800, 0xE000, LAST + 1})
        return tuple((one, other - 1) for one, other in pairwise(cuts) if one != 0xD800)

    def _after(self, term: Term, point: int) -> Term:
        kind, parts, ranges = self._terms[term]
        match kind:
            case "characters":
                return BLANK if any(first <= point <= last for first, last in ranges) else NOTHING
            case "row":
                head = self._row(self.after(parts[0], point), parts[1])
                return self._either((head, self.after(parts[1], point))) if self.has_blank(parts[0]) else head
            case "either":
                return self._either(tuple(self.after(each, point) for each in parts))
            case "both":
                return self.both(tuple(self.after(each, point) for each in parts))
            case "no":
                return self.no(self.after(parts[0], point))
            case "repeated":
                inner, least, most = parts
                rest = self._repeated(inner, max(least - 1, 0), most if most == _ENDLESS else most - 1)
                return self._row(self.after(inner, point), rest)
            case _:
                return NOTHING

    def _cuts_of(self, term: Term) -> frozenset[int]:
        found = self._cuts.get(term)
        if found is None:
            kind, parts, ranges = self._terms[term]
            if kind == "repeated":
                found = self._cuts_of(parts[0])
            elif kind == "row":
                found = self._cuts_of(parts[0])
                found |= self._cuts_of(parts[1]) if self.has_blank(parts[0]) else frozenset()
            else:
                found = frozenset(cut for first, last in ranges for cut in (first, last + 1))
                found = found.union(*(self._cuts_of(each) for each in parts))
            self._cuts[term] = found
        return found

    def _built(self, expression: Expression, rest: Term, before: _Before) -> Term:
        """The texts that begin with what matches, and go on with `rest`; `before` says what stands before them."""
        match expression:
            case Characters(ranges):
                return self._row(self._term("characters", (), _characters(ranges)), rest)
            case Row(parts):
                befores = [before]
                for each in parts:
                    befores.append(_behind(each, befores[-1]))
                for at in range(len(parts) - 1, -1, -1):
                    rest = self._built(parts[at], rest, befores[at])
                return rest
            case Either(options):
                return self._either(tuple(self._built(each, rest, before) for each in options))
            case Repeated(inner, least, most):
                return self._built_repeated(inner, (least, most), rest, before)
            case Edge(mark):
                return self._built_edge(mark, rest, before)
            case Look(inner, is_not, is_behind):
                if is_behind:
                    return rest
                ahead = self._built(inner, self.anything, before)
                return self.both((self.no(ahead) if is_not else ahead, rest))
            case Again():
                return self._row(self.anything, rest)

    def _built_edge(self, mark: str, rest: Term, before: _Before) -> Term:
        if mark == "^":
            return rest if before.is_start else NOTHING
        if mark == "$":
            return self.both((rest, BLANK))
        if before.is_word is None:
            return rest
        word = self._row(self._term("characters", (), WORD), self.anything)
        is_word_next = before.is_word == (mark == "B")
        return self.both((rest, word if is_word_next else self.no(word)))

    def _built_repeated(self, inner: Expression, times: tuple[int, int | None], rest: Term, before: _Before) -> Term:
        least, most = times
        if not _looks(inner):
            once = self._built(inner, BLANK, before)
            return self._row(self._repeated(once, least, _ENDLESS if most is None else most), rest)
        highest = least + _WRITTEN_OUT if most is None else min(most, least + _WRITTEN_OUT)
        found = rest if least == 0 else NOTHING
        for count in range(1, highest + 1):
            rest = self._built(inner, rest, before if count == highest else _behind(inner, _Before()))
            found = self._either((found, rest)) if count >= least else found
        return found

    def _row(self, one: Term, other: Term) -> Term:
        if NOTHING in {one, other}:
            return NOTHING
        if one == BLANK or other == BLANK:
            return other if one == BLANK else one
        kind, parts, _ = self._terms[one]
        if kind == "row":
            return self._row(parts[0], self._row(parts[1], other))
        if one == other == self.anything:
            return one
        return self._term("row", (one, other))

    def _either(self, terms: tuple[Term, ...]) -> Term:
        left = tuple(sorted({part for each in terms for part in self._parts(each, "either")} - {NOTHING}))
        if self.anything in left:
            return self.anything
        if not left:
            return NOTHING
        return left[0] if len(left) == 1 else self._term("either", left)

    def _repeated(self, inner: Term, least: int, most: int) -> Term:
        if inner in {NOTHING, BLANK} or most == 0:
            return NOTHING if inner == NOTHING and least > 0 else BLANK
        if self.has_blank(inner):
            least = 0
        return inner if (least, most) == (1, 1) else self._term("repeated", (inner, least, most))

    def _parts(self, term: Term, kind: str) -> tuple[int, ...]:
        found, parts, _ = self._terms[term]
        return parts if found == kind else (term,)

    def _term(self, kind: str, parts: tuple[int, ...], ranges: Ranges = ()) -> Term:
        term = kind, parts, ranges
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
        return number


def _characters(ranges: Ranges) -> Ranges:
    """The same without surrogates."""
    return _common(ranges, _ANY)


def _common(ranges: Ranges, other: Ranges) -> Ranges:
    pairs = ((max(first, low), min(last, high)) for first, last in ranges for low, high in other)
    return tuple(each for each in pairs if each[0] <= each[1])


def _behind(expression: Expression, before: _Before) -> _Before:
    """What stands before a place that comes after what an expression matches."""
    match expression:
        case Characters(ranges):
            inside = _common(ranges, WORD)
            return _Before(is_word=True if inside == ranges else None if inside else False)
        case Repeated(inner, least, _) if least > 0:
            return _behind(inner, before)
        case Row(parts):
            for each in parts:
                before = _behind(each, before)
            return before
        case Edge() | Look():
            return before
        case _:
            return _Before()


def _looks(expression: Expression) -> bool:
    """Whether a part of an expression looks at what stands around it."""
    match expression:
        case Row(parts) | Either(parts):
            return any(map(_looks, parts))
        case Repeated(inner):
            return _looks(inner)
        case _:
            return isinstance(expression, Edge | Look | Again)
