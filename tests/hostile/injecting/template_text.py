"""Writes what template languages would evaluate."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    # {{ 7 * 191 }} {% include "/etc/passwd" %} {# comment #}
    raise ValueError("{{ 7 * 191 }} ${7 * 191} {7*191} %(x)s #{7*191} <%= 7 * 191 %> {% raise %} {0.__class__.__mro__} {}")
""",
    "data_shapes": "{{ 7 * 191 }} {{ ''.__class__.__mro__[1].__subclasses__() }} {% for x in (1).__class__ %}",
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("1337", "subprocess.Popen"))
