"""Displays HTML, JavaScript, SVG, widgets and frames of its own."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXTRA_CELLS = [
    (
        "test_normalize_images_hidden",
        """
from IPython.display import HTML, SVG, IFrame, Javascript, Latex, Markdown, display

display(HTML("<script>alert('hostile')</script><img src=x onerror=alert('hostile')>"))
display(Javascript("alert('hostile')"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script><circle r='5'/></svg>"))
display(Markdown("<script>alert('hostile')</script> [link](javascript:alert(1)) ![i](http://127.0.0.1:{PORT}/i.png)"))
display(Latex(r"$\\\\href{javascript:alert(1)}{x}$ </script><script>alert(1)</script>"))
display(IFrame("http://127.0.0.1:{PORT}/", 100, 100))
display({"text/html": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:{PORT}/'><base href='//x'>"}, raw=True)
display({"image/png": "'><script>alert(1)</script>", "text/plain": "x"}, raw=True)
display({"image/svg+xml": "<svg onload=alert(1)>", "text/plain": "x"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>alert(1)</script>"}}, raw=True)
display({"application/javascript": "alert(1)", "text/plain": ["a", "<b>"]}, raw=True)
HTML("<body onload=alert('hostile')>")
""",
    )
]
EXPECT = Expected()
