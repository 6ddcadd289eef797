"""The pins of a requirements file are those of this platform."""

import sys

from graders.core.pins import pinned


def test_pins_of_other_platforms_are_left_out(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(
        "# a comment\n\n"
        "-r other.txt\n"
        "plain==1.2.3\n"
        "with_extra[local]==2.0  # and a reason\n"
        f'here==3; sys_platform == "{sys.platform}"\n'
        'elsewhere==4; sys_platform == "elsewhere"\n'
    )
    assert pinned(file) == {"plain": "1.2.3", "with_extra": "2.0", "here": "3"}


def test_one_tensorflow_is_pinned(kit):
    assert len([name for name in pinned(kit / "requirements.txt") if name.startswith("tensorflow")]) == 1


def test_no_file_pins_nothing(tmp_path):
    assert pinned(tmp_path / "requirements.txt") == {}
