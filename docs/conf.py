"""How Sphinx builds the site of these pages (`make docs`)."""

project = "Handwritten digits"
html_title = project
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3  # so that pages may link to each other's headings, and a wrong link fails
exclude_patterns = ["_static", "_templates"]
templates_path = ["_templates"]

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_sidebars = {"**": ["pages.html"]}
html_use_index = False  # nothing in these pages is indexed
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
    "show_prev_next": True,
}
