"""Descriptions: the part of CommonMark that is shown as such, and that nothing else becomes HTML."""

import pytest

from wsgen.docs.markdown import blocks, line

CASES = [
    ("One *two* **three** `a<b`", "<p>One <em>two</em> <strong>three</strong> <code>a&lt;b</code></p>"),
    ("a\nb\n\nc", "<p>a\nb</p><p>c</p>"),
    ("snake_case_name 2*3*4", "<p>snake_case_name 2*3*4</p>"),
    ("- a\n- b\n  c\n\n1) x", '<ul><li>a</li><li>b\nc</li></ul><ol start="1"><li>x</li></ol>'),
    ("- a\n  - b", "<ul><li><p>a</p><ul><li>b</li></ul></li></ul>"),
    ("> q", "<blockquote><p>q</p></blockquote>"),
    ("# Title\ntext", "<p><strong>Title</strong></p><p>text</p>"),
    ("```json\n{<\n```\nx", '<pre tabindex="0"><code>{&lt;</code></pre><p>x</p>'),
    ("[a](https://b.c/?d=1&e)", '<p><a href="https://b.c/?d=1&amp;e" rel="noreferrer">a</a></p>'),
    ("[a](javascript:alert)", "<p>a</p>"),
    ("[a](//evil) ![b](https://c/d.png)", "<p>a b</p>"),
    ("<https://a.b>", '<p><a href="https://a.b" rel="noreferrer">https://a.b</a></p>'),
    ("<script>alert(1)</script> <b>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;</p>"),
    ("&lt;i&gt; &amp; \\*a\\*", "<p>&lt;i&gt; &amp; *a*</p>"),
    ("a\u202eb\x00", "<p>a\ufffdb\ufffd</p>"),
    ("", ""),
]


@pytest.mark.parametrize(("said", "shown"), CASES)
def test_a_description_becomes(said: str, shown: str) -> None:
    assert blocks(said) == shown


def test_a_line_has_no_paragraphs() -> None:
    assert line(" a\n\n*b* `c`") == "a <em>b</em> <code>c</code>"


@pytest.mark.parametrize("piece", ["*a", "_a", "[", "`", "> ", "- ", "<", "&#", "**a_", "\\"])
def test_the_worst_text_takes_no_time_and_no_stack(piece: str) -> None:
    assert blocks(piece * 4_000)
    assert blocks(f"{piece}\n" * 2_000)
