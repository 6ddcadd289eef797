"""Adds text cells of its own with scripts, event handlers, remote images and styles."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXTRA_CELLS = [
    ("setup", "# <script>alert('hostile')</script>\n<img src=x onerror=alert(1)>", "markdown"),
    (
        "relu",
        "![x](http://127.0.0.1:{PORT}/i.png) <style>@import url(http://127.0.0.1:{PORT}/s.css)</style>",
        "markdown",
    ),
    (
        "relup",
        "[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>) <javascript:alert(1)>",
        "markdown",
    ),
    ("softmax", "$\\href{javascript:alert(1)}{x}$ `</code><script>alert(1)</script>`", "markdown"),
    ("softmaxp", "```html\n</code></pre><script>alert(1)</script>\n```\n[x]: javascript:alert(1)\n[x][x]", "markdown"),
]
EXPECT = Expected()
