"""Writes links that run code when they are clicked, disguised in case, blanks and entities."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
_LINKS = """
<a href="javascript:alert(1)">a</a> <a href="JaVaScRiPt:alert(1)">b</a> <a href=" &#106;avascript:alert(1)">c</a>
<a href="java&#9;script:alert(1)">d</a> <a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">e</a>
<a href="vbscript:x">f</a> <form><button formaction="javascript:alert(1)">g</button></form> <a xlink:href="javascript:alert(1)">h</a>
<area href="javascript:alert(1)"> <svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>
[x](javascript:alert(1)) [y](JAVASCRIPT&colon;alert(1)) <javascript:alert(1)>
"""
ANSWERS = {
    "jacobian_symmetry": _LINKS,
    "normalize_images": f'''
def normalize_images(x):
    raise ValueError("""{_LINKS}""")
''',
}
EXPECT = Expected(earned={"normalize_images": 0})
