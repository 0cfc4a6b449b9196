"""Puts a text between two markers of a page that is otherwise written by hand."""


def between(page: str, text: str, begin: str, end: str) -> str:
    """The page with `text` between its two markers; raises ValueError where it hasn't both, in this order."""
    head, found, rest = page.partition(begin)
    _, found_end, tail = rest.partition(end)
    if not found or not found_end:
        raise ValueError(f"the page lacks {end if found else begin}")
    return f"{head}{begin}\n\n{text.strip()}\n\n{end}{tail}"
