"""Writes scripts and closing tags into code, comments, docstrings and written answers."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": '''
def normalize_images(x):
    """</code></pre></textarea></title></style></script><script>alert("hostile")</script>"""
    # --><!--<img src=x onerror=alert("hostile")>--> ]]> </pre><iframe srcdoc="<script>alert(1)</script>"></iframe>
    return "<script>alert('hostile')</script>"
''',
    "data_shapes": """
<script>alert("hostile")</script>
<img src="x" onerror="alert('hostile')"> <svg/onload=alert(1)> <details open ontoggle=alert(1)>
</div></section></main><form action="http://127.0.0.1:{PORT}/"><input name=password autofocus onfocus=alert(1)></form>
<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
""",
}
EXPECT = Expected(earned={"normalize_images": 0})
