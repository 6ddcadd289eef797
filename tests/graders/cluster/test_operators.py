"""docs/operators.md as it stands there: its commands run, in order, in a kit with a class in it.

Only what a test cannot have is put in another's place: ports that may be in use, folders of another machine, and
SLURM, whose `sbatch` is a script here that runs the job at once.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graders.cluster.worker import DASK_SETS
from graders.course.course import KIT, Course
from tests.graders.clusters import NAME, STUDENTS, answers, free_port, marks, wait_for

DOCS = KIT / "docs" / "operators.md"
NOT_HERE = {"helm", "sudo", "pip"}  # they need a cluster of Kubernetes, a machine of one's own, the network
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SBATCH = """\
#!/bin/sh
for last; do :; done
setsid sh "$last" >>"$JOBS" 2>&1 &
echo "Submitted batch job $!"
"""
SCANCEL = """\
#!/bin/sh
for job; do kill -- -"$job" 2>/dev/null; done
exit 0
"""
OTHER_AUTHORITY = """\
mkdir other
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other -keyout other/marking.key -out other/marking.pem
cp other/marking.pem other/ca.pem
"""
GATEWAY = """\
c.DaskGateway.backend_class = "dask_gateway_server.backends.local.UnsafeLocalBackend"
c.DaskGateway.authenticator_class = "dask_gateway_server.auth.SimpleAuthenticator"
c.Proxy.address = "127.0.0.1:{port}"
c.ClusterConfig.environment = {{"PYTHONPATH": {kit!r}}}
c.ClusterConfig.scheduler_cmd = [{python!r}, "-m", "distributed.cli.dask_scheduler"]
c.ClusterConfig.worker_cmd = [{python!r}, "-m", "distributed.cli.dask_worker"]
c.ClusterConfig.worker_cores = 2
"""


def on_a_cluster(test):
    """Mark a test that runs long, on a cluster."""
    return pytest.mark.long(pytest.mark.cluster(pytest.mark.sandbox(pytest.mark.ports(test))))


def section(title: str) -> list[tuple[str, str]]:
    """Give the blocks of a section, its subsections' excepted: language and text."""
    text = DOCS.read_text()
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", FENCE.sub(hide, text), re.M | re.S)
    assert found, title
    return [(language, block) for language, block in FENCE.findall(show(found[1]))]


def hide(match: re.Match) -> str:
    """Keep comments in code from being taken for headings."""
    return re.sub(r"^#", "\0", match[0], flags=re.M)


def show(text: str) -> str:
    """Undo `hide`."""
    return text.replace("\0", "#")


def blocks(title: str, language: str) -> list[str]:
    """Give the blocks of one language; there is at least one."""
    found = [text for kind, text in section(title) if kind == language]
    assert found, (title, language)
    return found


class Shell:
    """A kit with a class in it, and a shell with its environment activated."""

    def __init__(self, kit: Path, programs: Path) -> None:
        self.kit, self.programs = kit, programs
        self.course = Course(kit)
        self.background: list[subprocess.Popen] = []
        path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
        unset = ("PYTHONPATH", *DASK_SETS)
        self.environment = {k: v for k, v in os.environ.items() if k not in unset} | {"PATH": path}
        for student in STUDENTS:
            shutil.copytree(KIT / "examples" / "submitted" / student / NAME, kit / "submitted" / student / NAME)

    def run(self, script: str) -> str:
        """Run commands and give what they say; those that they leave in the background end with the test."""
        log = self.programs / f"log-{len(self.background)}"
        with log.open("wb") as file:  # no pipe: what stays in the background would keep it open
            shell = subprocess.Popen(
                ["bash", "-e", "-u", "-c", script],
                cwd=self.kit,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.background.append(shell)
        assert shell.wait(300) == 0, log.read_text()
        return log.read_text()

    def close(self) -> None:
        """End what runs in the background."""
        for shell in self.background:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
                deadline = time.monotonic() + 15
                while time.monotonic() < deadline:
                    os.killpg(shell.pid, 0)
                    time.sleep(0.1)
                os.killpg(shell.pid, signal.SIGKILL)


@pytest.fixture
def shell(kit_copy, tmp_path):
    """Give a shell in a kit of its own."""
    programs = tmp_path / "programs"
    programs.mkdir()
    shell = Shell(kit_copy, programs)
    yield shell
    shell.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory, graders):
    """Give the marks of the same class without a cluster."""
    root = tmp_path_factory.mktemp("local")
    for student in STUDENTS:
        shutil.copytree(KIT / "examples" / "submitted" / student / NAME, root / "submitted" / student / NAME)
    assert graders("--course", root, "autograde", NAME).returncode == 0
    return found(Course(root))


def found(course: Course) -> dict[str, dict]:
    """Give what was found, without the stamp: the kit's copy is a course with a configuration of its own."""
    return {student: {k: v for k, v in mark.items() if k != "stamp"} for student, mark in marks(course).items()}


def test_every_block_is_run_or_needs_what_is_not_here():
    kinds = {"sh", "console", "python", "dockerfile"}
    fenced = FENCE.findall(DOCS.read_text())
    assert {language for language, _ in fenced} == kinds
    for language, text in fenced:
        if language == "console":
            for line in text.splitlines():
                if line.startswith("$ ") and not line.endswith(("slurm_cluster.py", "gateway:NAME")):
                    assert line.split()[1] in NOT_HERE, line


@pytest.mark.long
@pytest.mark.sandbox
def test_a_laptop(shell, local):
    [script] = blocks("A laptop", "sh")
    out = shell.run(script)
    assert "4 marked" in out
    assert found(shell.course) == local
    assert (shell.course.feedback / "marks.csv").is_file()


@on_a_cluster
def test_a_cluster(shell, local):
    [script] = blocks("A cluster", "sh")
    out = shell.run(script.replace("8786", str(free_port())))
    assert "4 marked" in out
    assert found(shell.course) == local


def refused(shell: Shell, port: str) -> str:
    """Mark on a cluster that lets nobody in without a certificate of its own; give the one line that says so."""
    done = subprocess.run(
        ["python", "-m", "graders", "autograde", NAME, "--scheduler", f"tls://127.0.0.1:{port}"],
        cwd=shell.kit,
        env=shell.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    [error] = done.stderr.splitlines()
    return error


@on_a_cluster
def test_a_cluster_with_certificates(shell, local):
    title, port = "Encrypted and closed to others", str(free_port())
    start, mark = (script.replace("8786", port) for script in blocks(title, "sh"))
    [settings] = blocks(title, "python")
    shell.run(start)
    assert "c.GradersCluster" in refused(shell, port)
    shell.run(OTHER_AUTHORITY)
    with (shell.kit / "nbgrader_config.py").open("a") as file:
        file.write(settings.replace("certificates/", "other/"))
    assert "no scheduler can be reached" in refused(shell, port)
    with (shell.kit / "nbgrader_config.py").open("a") as file:
        file.write(settings)
    assert "4 marked" in shell.run(mark)
    assert found(shell.course) == local


@on_a_cluster
def test_slurm(shell, local):
    [script] = blocks("SLURM", "python")
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (shell.programs / name).write_text(text)
        (shell.programs / name).chmod(0o755)
    (shell.kit / "slurm_cluster.py").write_text(script.replace("/shared/course", str(shell.kit)))
    log = shell.kit / "jobs.log"
    command = next(line for line in blocks("SLURM", "console")[0].splitlines() if line.startswith("$ "))
    with subprocess.Popen(
        command.removeprefix("$ ").split(),
        cwd=shell.kit,
        env=shell.environment | {"JOBS": str(log)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as cluster:
        try:
            address = cluster.stdout.readline().strip()
            out = shell.run(f"python -m graders autograde {NAME} --scheduler {address}")
        finally:
            cluster.communicate("\n", timeout=60)
    assert "4 marked" in out
    assert found(shell.course) == local
    assert "#SBATCH" not in log.read_text()


@on_a_cluster
def test_a_jupyterhub_with_dask_gateway(shell, local, tmp_path):
    title, port = "A JupyterHub with dask-gateway", str(free_port())
    [script] = blocks(title, "python")
    settings = tmp_path / "gateway.py"
    settings.write_text(GATEWAY.format(port=port, kit=str(shell.kit), python=sys.executable))
    shell.environment |= {"DASK_GATEWAY__ADDRESS": f"http://127.0.0.1:{port}", "DASK_GATEWAY__AUTH__TYPE": "basic"}
    shell.run(f"cd {tmp_path}; dask-gateway-server -f {settings} &")
    wait_for(lambda: answers(int(port)), "the gateway")
    name = shell.run(f"cat >make.py <<'END'\n{script}END\npython make.py").split()[-1]
    command = blocks(title, "console")[-1].removeprefix("$ ").replace("NAME", name)
    try:
        out = shell.run(command)
    finally:
        shell.run(f"python -c \"from dask_gateway import Gateway; Gateway().stop_cluster('{name}')\"")
    assert "4 marked" in out
    assert found(shell.course) == local
