"""The environment is made whatever comes in between: each trouble is told in one line, and the next run goes on."""

import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.first_run.packages import FILES, Checkout, Index, error_line, interrupt

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
BOTH = tuple(FILES)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Make one environment; give its checkout's place and a copy of both."""
    root = tmp_path_factory.mktemp("finished") / "kit"
    index = Index(root.parent / "index")
    index.add("digits_base")
    done = Checkout(root, index.address).fill().run()
    index.close()
    assert done.returncode == 0, done.stderr
    return root, shutil.copytree(root, root.with_name("copy"), symlinks=True)


@pytest.fixture
def made(finished, index):
    """Give a checkout whose environment is whole."""
    root, copy = finished
    shutil.rmtree(root)
    checkout = Checkout(shutil.copytree(copy, root, symlinks=True), index.address)
    assert checkout.has("digits_base")
    return checkout


@pytest.fixture
def closed():
    """Give the address of a port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def goes_on(checkout, *files, **settings):
    """The next run ends well, and the one after it has nothing to do."""
    files = files or ("requirements.txt",)
    done = checkout.run(*files, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.has(*(FILES[name].partition("==")[0] for name in files))
    again = checkout.run(*files, **settings)
    assert (again.returncode, again.stderr) == (0, "")
    assert "installing" not in again.stdout
    return done


def test_nothing_of_pip_is_shown_and_nothing_is_done_twice(checkout):
    done = goes_on(checkout)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("installing into .venv (everything")
    assert lines[-1].startswith("installed 1 packages in ")
    assert "Collecting" not in done.stdout
    assert (checkout.root / ".venv" / "pip.log").read_text().count("Collecting digits_base") == 1


def test_only_what_is_missing_is_installed(made):
    done = goes_on(made, *BOTH)
    assert "what this needs besides" in done.stdout
    assert made.has("digits_base", "digits_test")


def test_changed_pin_is_followed(made, index):
    index.add("digits_base", "2")
    (made.root / "requirements.txt").write_text("# a remark\ndigits_base==2\n")
    assert made.run().returncode == 0
    words = [made.python, "-c", "import digits_base; print(digits_base.VERSION)"]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "2\n"


def test_package_that_is_no_longer_asked_for_goes(made, index):
    index.add("digits_other")
    (made.root / "requirements.txt").write_text("digits_other==1\n")
    done = made.run()
    assert "making .venv again: digits_base is no longer asked for" in done.stdout
    assert made.has("digits_other")
    assert not made.has("digits_base")


def test_package_that_somebody_removed_comes_back(made):
    subprocess.run([made.python, "-m", "pip", "uninstall", "-qy", "digits_base"], check=True, capture_output=True)
    goes_on(made)


def without_interpreter(root):
    (root / ".venv" / "bin" / "python").unlink()
    (root / ".venv" / "bin" / "python").symlink_to("/no/longer/here")


def of_another_version(root):
    record = root / ".venv" / "installed"
    found = json.loads(record.read_text())
    record.write_text(json.dumps(found | {"python": "3.10"}))


def without_record(root):
    (root / ".venv" / "installed").unlink()


def with_a_damaged_record(root):
    (root / ".venv" / "installed").write_text("")


def in_the_middle(root):
    (root / ".venv" / "unfinished").touch()


def begun(root):
    shutil.rmtree(root / ".venv")
    (root / ".venv").mkdir()
    (root / ".venv" / "unfinished").touch()


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (without_interpreter, "its interpreter is gone"),
        (of_another_version, "it was made by Python 3.10 and finds 3."),
        (without_record, "it was not finished"),
        (with_a_damaged_record, "it was not finished"),
        (in_the_middle, "it was not finished"),
        (begun, "it was not finished"),
    ],
)
def test_broken_environment_is_made_again(made, break_it, reason):
    break_it(made.root)
    done = goes_on(made)
    assert f"making .venv again: {reason}" in done.stdout


def test_moved_checkout_gets_an_environment_of_its_own(made, tmp_path):
    old, made.root = made.root, tmp_path / "moved"
    shutil.copytree(old, made.root, symlinks=True)
    done = goes_on(made)
    assert f"making .venv again: it was made in {old / '.venv'}" in done.stdout
    (made.root.parent / "link").symlink_to(made.root)
    made.root = made.root.parent / "link"
    assert "installing" not in made.run().stdout


def test_named_interpreter_of_another_version_is_honoured(made):
    minor = 12 if sys.version_info[1] != 12 else 11
    found = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"3.{minor}.*/bin/python")
    )
    if not found:
        pytest.skip(f"no Python 3.{minor} is here")
    done = goes_on(made, PYTHON=str(found[0]))
    assert f"and PYTHON is 3.{minor}" in done.stdout
    assert "installing" not in made.run(PYTHON="").stdout


def test_folder_that_is_no_environment_is_left(checkout):
    work = checkout.root / ".venv" / "thesis.txt"
    work.parent.mkdir()
    work.write_text("years")
    assert "is there and is no environment: move it away" in error_line(checkout.run())
    assert work.read_text() == "years"


def test_linked_environment_of_somebody_else_is_left(checkout, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (checkout.root / ".venv").symlink_to(tmp_path / "theirs")
    assert "which make has not made: remove the link" in error_line(checkout.run())
    assert (tmp_path / "theirs" / "pyvenv.cfg").exists()


def test_environment_may_lie_elsewhere_by_a_link(checkout, tmp_path):
    (checkout.root / ".venv").symlink_to(tmp_path / "another disk" / "environment")
    goes_on(checkout)
    (tmp_path / "another disk" / "environment" / "unfinished").touch()
    assert "it was not finished" in goes_on(checkout).stdout
    assert (checkout.root / ".venv").is_symlink()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_in_the_middle_and_again(checkout, index, number):
    index.stalls.add("digits_base-1-py3-none-any.whl")
    for _ in range(2):
        index.asked.clear()
        process = checkout.start()
        assert index.asked.wait(120)
        interrupt(process, number)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 128 + number
        assert err.strip() == "stopped; the next make goes on"
    index.go.set()
    goes_on(checkout)


def test_killed_in_the_middle(checkout, index):
    index.stalls.add("digits_base-1-py3-none-any.whl")
    process = checkout.start()
    assert index.asked.wait(120)
    process.kill()
    process.communicate()
    index.go.set()
    goes_on(checkout)


def test_two_at_once_install_once(checkout, index):
    index.stalls.add("digits_base-1-py3-none-any.whl")
    first = checkout.start()
    assert index.asked.wait(120)
    second = checkout.start()
    assert second.stdout.readline() == "another make is installing into .venv: waiting for it\n"
    index.go.set()
    _, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, "")
    out, err = second.communicate(timeout=120)
    assert (second.returncode, err) == (0, "")
    assert "installed" not in out
    assert checkout.has("digits_base")


def test_second_goes_on_where_the_first_is_interrupted(checkout, index):
    index.stalls.add("digits_base-1-py3-none-any.whl")
    first = checkout.start()
    assert index.asked.wait(120)
    second = checkout.start()
    assert "waiting" in second.stdout.readline()
    interrupt(first)
    first.communicate(timeout=60)
    index.go.set()
    out, err = second.communicate(timeout=120)
    assert (second.returncode, err) == (0, "")
    assert "installed 1 packages" in out


def test_no_network_is_told_at_once(checkout, closed):
    began = time.monotonic()
    line = error_line(checkout.run(PIP_INDEX_URL=f"http://{closed}/simple"))
    assert time.monotonic() - began < 30  # and not pip's tries one after another
    assert f"http://{closed}/simple cannot be reached (Connection refused)" in line
    assert "PIP_INDEX_URL" in line
    assert not (checkout.root / ".venv").exists()
    goes_on(checkout)


def test_network_that_goes_away_in_the_middle(checkout, index):
    index.stalls.add("digits_base-1-py3-none-any.whl")
    process = checkout.start(PIP_RETRIES="0")
    assert index.asked.wait(120)
    shutil.rmtree(index.root / "simple" / "digits-base")
    index.go.set()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert len(err.splitlines()) == 1, err
    assert "the package index" in err
    assert str(checkout.root / ".venv" / "pip.log") in err
    index.add("digits_base")
    goes_on(checkout)


def test_wheels_in_a_folder_do_without_network(checkout, index, closed):
    folder = str(index.root / "simple" / "digits-base")
    done = goes_on(checkout, PIP_INDEX_URL=f"http://{closed}/simple", PIP_FIND_LINKS=folder, PIP_RETRIES="0")
    assert "trying the other sources" in done.stdout
    assert checkout.run(PIP_NO_INDEX="1", PIP_FIND_LINKS=folder).returncode == 0


@pytest.fixture
def refusing():
    """Give a proxy that lets nobody through."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self):
            self.send_error(403, "Not from here")

        do_HEAD = do_GET = do_CONNECT  # noqa: N815 - http.server's names

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://me:secret@127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("by", ["environment", "pip's setting"])
def test_proxy_that_refuses_is_told_at_once(checkout, refusing, scheme, by):
    name = f"{scheme}_proxy" if by == "environment" else "PIP_PROXY"
    line = error_line(checkout.run(PIP_INDEX_URL=f"{scheme}://packages.invalid/simple", **{name: refusing}))
    assert "through the proxy http://127.0.0.1" in line
    assert "403" in line
    assert "secret" not in line
    goes_on(checkout)


def test_proxy_that_is_not_there_is_told_at_once(checkout, closed):
    line = error_line(checkout.run(PIP_INDEX_URL="https://packages.invalid/simple", HTTPS_PROXY=f"http://{closed}"))
    assert f"through the proxy http://{closed} (Connection refused)" in line


def test_package_that_the_index_has_not(checkout, index):
    (checkout.root / "requirements.txt").write_text("digits_base==7\n")
    line = error_line(checkout.run())
    assert "the package index has no digits_base==7 for this Python and system" in line
    index.add("digits_base", "7")
    assert checkout.run().returncode == 0


def test_damaged_package(checkout, index):
    index.add("digits_base", damaged=True)
    assert "arrived damaged" in error_line(checkout.run())
    index.add("digits_base")
    goes_on(checkout)


def test_failure_of_an_addition_leaves_what_was_there(made, index):
    shutil.rmtree(index.root / "simple" / "digits-test")
    assert "digits_test" in error_line(made.run(*BOTH, PIP_RETRIES="0"))
    assert "installing" not in made.run().stdout
    index.add("digits_test")
    assert "what this needs besides" in goes_on(made, *BOTH).stdout


@pytest.mark.parametrize("pip", ["pip 9.0.1", None])
def test_pip_that_is_old_or_gone_is_replaced(made, pip):
    places = list((made.root / ".venv").glob("lib/python3*/site-packages/pip*"))
    for place in places:
        shutil.rmtree(place)
    if pip:
        old = places[0].parent / "pip"
        old.mkdir()
        (old / "__init__.py").touch()
        (old / "__main__.py").write_text(f"import sys; print({pip!r}); sys.exit('--version' not in sys.argv)\n")
    goes_on(made, *BOTH)


def test_settings_that_lead_packages_elsewhere_are_not_followed(checkout, tmp_path):
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nquiet = 2\n[install]\nuser = true\n")
    goes_on(checkout, PIP_CONFIG_FILE=str(settings), PIP_TARGET=str(tmp_path / "elsewhere"), PYTHONPATH=str(tmp_path))
    assert not (tmp_path / "elsewhere").exists()


def mounting(*words):
    """Give a command that runs others where it may mount what only they see; or skip."""
    command = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
    tried = subprocess.run([*command, "mount -t tmpfs none /mnt"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"nothing can be mounted here: {tried.stderr.strip()}")
    return [*command, *words]


def test_full_disk_is_told_before_anything_is_installed(checkout, monkeypatch):
    script = 'mkdir .venv && mount -t tmpfs -o size=100M none .venv && exec "$@"'
    words = mounting(script, "sh")
    monkeypatch.setattr(checkout, "command", lambda files: [*words, "tools/prepare", *files])
    line = error_line(checkout.run())
    assert "has 100 MiB free, and 3.0 GiB are needed" in line


def test_disk_that_fills_up_in_the_middle(checkout, index, monkeypatch):
    """The room goes while pip downloads; when there is room again, the next run goes on."""
    index.add("digits_base", size=50_000_000)
    index.stalls.add("digits_base-1-py3-none-any.whl")
    script = """
mkdir .venv && mount -t tmpfs -o size=4G none .venv
"$@" || echo "status $?"
mount -o remount,size=4G .venv
"$@" && .venv/bin/python -c 'import digits_base'
"""
    words = mounting(script, "sh")
    monkeypatch.setattr(checkout, "command", lambda files: [*words, "tools/prepare", *files])
    process = checkout.start()
    assert index.asked.wait(120)
    enter = ["nsenter", "--target", str(process.pid), "--user", "--mount", "--preserve-credentials", "--wd=."]
    shrink = ["mount", "-o", "remount,size=40M", str(checkout.root / ".venv")]
    subprocess.run([*enter, *shrink], check=True)
    index.go.set()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, out + err
    assert "status 1" in out
    assert len(err.splitlines()) == 1, err
    assert "the disk is full" in err or "No space left on device" in err
    assert "goes on" in err


def test_folder_that_cannot_be_written_is_told(checkout, monkeypatch):
    words = mounting('mount --bind . . && mount -o remount,ro,bind . && cd . && exec "$@"', "sh")
    monkeypatch.setattr(checkout, "command", lambda files: [*words, str(checkout.root / "tools/prepare"), *files])
    assert f"cannot write to {checkout.root} (Read-only file system" in error_line(checkout.run())


def test_finished_environment_serves_a_folder_that_cannot_be_written(made, monkeypatch):
    words = mounting('mount --bind . . && mount -o remount,ro,bind . && cd . && exec "$@"', "sh")
    monkeypatch.setattr(made, "command", lambda files: [*words, str(made.root / "tools/prepare"), *files])
    done = made.run()
    assert (done.returncode, done.stderr) == (0, "")


def test_clean_leaves_what_people_made(checkout):
    work = [checkout.root / name for name in ("demo/submitted/ada/a.ipynb", "submitted/ada/a.ipynb", "gradebook.db")]
    for path in work:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("work")
    subprocess.run(["make", "clean"], cwd=checkout.root, check=True, capture_output=True)
    assert [path.read_text() for path in work] == ["work"] * 3
