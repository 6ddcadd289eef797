"""Refers to images, styles, fonts and frames on a server, which would tell who opens the page and when."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
_REMOTE = """
<img src="http://127.0.0.1:{PORT}/a.png" srcset="http://127.0.0.1:{PORT}/b.png 2x">
<link rel="stylesheet" href="http://127.0.0.1:{PORT}/c.css"><link rel="prefetch" href="//127.0.0.1:{PORT}/d">
<style>@import "http://127.0.0.1:{PORT}/e.css"; body { background: url(http://127.0.0.1:{PORT}/f.png) }</style>
<p style="background-image: url('http://127.0.0.1:{PORT}/g.png')">x</p><video poster="http://127.0.0.1:{PORT}/h.png">
<table background="http://127.0.0.1:{PORT}/i.png"><audio src="http://127.0.0.1:{PORT}/j" autoplay><object data="//127.0.0.1:{PORT}/k">
<svg><image href="http://127.0.0.1:{PORT}/l.png"/><use href="http://127.0.0.1:{PORT}/m.svg#a"/></svg>
![x](http://127.0.0.1:{PORT}/n.png)
"""
ANSWERS = {
    "data_shapes": _REMOTE,
    "normalize_images": f'''
def normalize_images(x):
    raise ValueError("""{_REMOTE}""")
''',
}
EXTRA_CELLS = [("setup", f'from IPython.display import HTML\nHTML("""{_REMOTE}""")')]
EXPECT = Expected(earned={"normalize_images": 0})
