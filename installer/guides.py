"""Makes one HTML file of each guide: `python installer/guides.py OUTDIR` writes can-bo.html and ky-thuat.html there.

One file with its pictures inside, because a guide is copied onto a stick, sent by mail and opened by a double click on
a PC with no network; whatever browser is there shows and prints it. Keys are drawn as keys: inline code that is the
name of a key becomes <kbd>, so that the Markdown stays readable where it is shown as it is.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

GUIDES = Path(__file__).resolve().parents[1] / "resources" / "guides"
KEY = re.compile(r"(?:Ctrl|Alt|Shift)\+\S+|F\d{1,2}|Enter|Esc|Space|Tab|Delete|↓|↑ ↓|PgUp PgDn")
_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Một Cửa</title>
<style>{style}</style>
</head>
<body>
<nav aria-label="Mục lục"><p>Mục lục</p><ul>{contents}</ul></nav>
<main>
{body}</main>
</body>
</html>
"""
_STYLE = """
:root{--ink:#16232d;--soft:#43525d;--line:#dae1e5;--link:#0b5b78;--ground:#f5f8f9}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;color:var(--ink);font:16px/1.55 "Segoe UI","Noto Sans",system-ui,sans-serif;display:flex}
nav{position:sticky;top:0;height:100vh;overflow:auto;flex:0 0 17rem;padding:1.2rem 1rem;background:var(--ground);
border-right:1px solid var(--line);font-size:14px}
nav p{margin:0 0 .5rem;font-weight:600}
nav ul{list-style:none;margin:0;padding:0}
nav li{margin:.25rem 0}
nav li.sub{padding-left:1rem}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
main{flex:1 1 auto;min-width:0;max-width:62rem;padding:1.5rem 2.5rem 4rem}
h1{font-size:1.9rem;margin:.2rem 0 1rem}
h2{font-size:1.35rem;margin:2.4rem 0 .8rem;padding-top:.8rem;border-top:1px solid var(--line)}
h3{font-size:1.08rem;margin:1.6rem 0 .5rem}
p,ul,ol{margin:.6rem 0}
li{margin:.25rem 0}
figure{margin:1rem 0;break-inside:avoid}
figure img{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:6px}
figcaption{margin-top:.35rem;color:var(--soft);font-size:14px}
table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:15px}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
th{background:var(--ground)}
tr{break-inside:avoid}
thead{display:table-header-group}
blockquote{margin:1rem 0;padding:.3rem 1rem;border-left:4px solid #e9b949;background:#fff8e8}
kbd{display:inline-block;padding:0 .4em;border:1px solid #b9c6cd;border-bottom-width:2px;border-radius:4px;
background:#fff;font:600 .84em/1.5 "Segoe UI","Noto Sans",sans-serif;white-space:nowrap}
code{font:.88em Consolas,"DejaVu Sans Mono",monospace;background:var(--ground);padding:.08em .3em;border-radius:3px;
overflow-wrap:anywhere}
pre{background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem;overflow-x:auto}
td:first-child code{white-space:nowrap}
pre code{background:none;padding:0;overflow-wrap:normal}
@media (max-width:60rem){body{display:block}nav{position:static;height:auto;border-right:0}main{padding:1rem}}
@media print{
@page{size:A4;margin:15mm}
body{display:block;font-size:10.5pt;line-height:1.45}
nav{display:none}
main{padding:0;max-width:none}
h1{font-size:17pt;margin:0 0 6pt}
h2{margin:14pt 0 6pt;padding-top:6pt}
h2:nth-of-type(2){break-before:page}
h2,h3{break-after:avoid}
pre{break-inside:avoid}
figure img{width:82%}
table{font-size:9.5pt}
th,td{padding:3pt 5pt}
pre{white-space:pre-wrap}
a{color:inherit}
}
"""


def html(path: Path) -> str:
    """Return a guide as one HTML page with its pictures inside and a table of contents.

    Raises FileNotFoundError for a picture that is not there.
    """
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    heads = list(_name_heads(tokens))
    for token in _inline(tokens):
        _rewrite(token, path.parent)
    contents = "".join(
        f'<li{" class=sub" if level == 3 else ""}><a href="#{name}">{escape(words)}</a></li>'
        for level, name, words in heads
        if level > 1
    )
    body = _figures(markdown.renderer.render(tokens, markdown.options, {}))
    return _PAGE.format(title=escape(heads[0][2]), style=_STYLE, contents=contents, body=body)


def slug(words: str) -> str:
    """Return the name by which a link finds a heading: small letters, words joined by hyphens."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", words.lower()).strip())


def _name_heads(tokens: list[Token]) -> Iterator[tuple[int, str, str]]:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = "".join(part.content for part in tokens[at + 1].children or [])
            token.attrSet("id", slug(words))
            yield int(token.tag[1]), slug(words), words


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or []


def _rewrite(token: Token, folder: Path) -> None:
    """Put a picture inside the page, make keys of key names, and lead from guide to guide as HTML."""
    if token.type == "image":
        data = (folder / str(token.attrGet("src"))).read_bytes()
        token.attrSet("src", f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}")
    elif token.type == "code_inline" and KEY.fullmatch(token.content):
        token.type, token.content = "html_inline", f"<kbd>{escape(token.content)}</kbd>"
    elif token.type == "link_open":
        token.attrSet("href", re.sub(r"\.md(?=#|$)", ".html", str(token.attrGet("href"))))


def _figures(body: str) -> str:
    """Give every picture that stands alone its own words as a caption."""
    return re.sub(r'<p>(<img [^>]*alt="([^"]*)"[^>]*>)</p>', r"<figure>\1<figcaption>\2</figcaption></figure>", body)


def main(out: Path) -> None:
    """Write every guide into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(GUIDES.glob("*.md")):
        (out / f"{path.stem}.html").write_text(html(path), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
