"""What the template's bubblewrap shows: the interpreter, its packages, the students' own files."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from graders.core.exceptions import NoSandbox
from graders.core.places import ENGINE
from graders.guest.confinement import JOB, JOBS, PRIVATE, WORK
from graders.sandbox.interpreter import Interpreter, interpreter
from graders.sandbox.policy import environment
from graders.sandbox.rights import Rights, rights

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types", "/etc/alternatives")
ACCOUNTS = "root:x:0:0:root:/:/bin/false\nstudent:x:1000:1000:student:/notebook:/bin/false\n"


def stage_kit(folder: Path) -> None:
    """Lay out what of the kit runs inside: the checkout may be readable to its owner only, its path beyond PYTHONPATH.

    Parameters
    ----------
    folder : Path
        A folder that is not there yet.
    """
    for package in ("guest", "rpc"):
        for path in (ENGINE / package).rglob("*.py*"):
            copy = folder / "graders" / path.relative_to(ENGINE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)  # with its times: what is compiled stays good
    readable(folder)


def readable(top: Path) -> None:
    """Let everybody read a folder and all in it, whatever the umask of whoever marks.

    Parameters
    ----------
    top : Path
        A folder of ours that is to be shown.
    """
    for folder, _, files in os.walk(top):
        os.chmod(folder, 0o755)
        for name in files:
            os.chmod(os.path.join(folder, name), 0o644)


@dataclass
class View:
    """What a template sees, as bubblewrap's options.

    Parameters
    ----------
    course : Path
        From `graders.sandbox.staging.stage`.
    sockets : Path
        The folder through which outside and inside meet.
    kit : Path
        From `stage_kit`.
    files : Path
        A folder for the few files that are made for the view.
    hidden : iterable of Path
        Folders of which nothing is shown, should they lie in one that is, but for the interpreter.

    Attributes
    ----------
    public : str
        Where the view has the course.
    carried : dict
        What a fork has to show again once it has its own folders in place of `PRIVATE`: "places" and "links".
    """

    course: Path
    sockets: Path
    kit: Path
    files: Path
    hidden: Iterable[Path] = ()
    public: str = "/course"
    carried: dict[str, object] = field(default_factory=dict)
    _options: list[str] = field(default_factory=list)
    _made: set[str] = field(default_factory=set)
    _shown: list[str] = field(default_factory=list)
    _masked: list[str] = field(default_factory=list)

    def command(self) -> list[str]:
        """Give the bubblewrap command up to the program that it starts.

        Returns
        -------
        list of str
            The command.

        Raises
        ------
        NoSandbox
            If bubblewrap is not installed, or this user is nobody whom it could confine.
        """
        program = shutil.which("bwrap")
        if program is None:
            raise NoSandbox("bubblewrap is not installed")
        user = _user()
        python = interpreter(PRIVATE)
        kit, self.public = (_free(name, python) for name in ("/kit", "/course"))
        variables = environment() | {"PYTHONPATH": ":".join([kit, self.public, *python.packages])}
        self._system()
        self._add("--ro-bind", self._file("passwd", ACCOUNTS), "/etc/passwd")
        self._add("--ro-bind", str(self.kit), kit)
        self._add("--ro-bind", str(self.course), self.public)
        for folder in ("/run", JOB, JOBS, WORK):
            self._folder(folder)
        # The host's /proc, whole: only beside one may the forks mount their own. They never see this one.
        self._options += ["--bind", "/proc", "/proc", "--dev", "/dev"]
        for folder in ("/tmp", "/dev/shm"):
            self._options += ["--tmpfs", folder, "--chmod", "1777", folder]
            self._made.add(folder)
        self._python(python)
        return [
            *(program, "--die-with-parent", "--new-session", *user),
            *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--clearenv"),
            *(word for name, value in variables.items() for word in ("--setenv", name, value)),
            *self._options,
            *("--bind", str(self.sockets), JOBS),
            *(word for folder in (*self._masked, "/dev", "/") for word in ("--remount-ro", folder)),
            *("--chdir", "/"),
        ]

    def _system(self) -> None:
        """Show the system's programs and libraries, and the few settings that they read."""
        for path in SYSTEM:
            if os.path.islink(path):
                self._options += ["--symlink", os.readlink(path), path]
            elif os.path.isdir(path):
                self._options += ["--ro-bind", path, path]
                self._shown.append(path)
        for path in SETTINGS:
            if os.path.exists(path):
                self._add("--ro-bind", os.path.realpath(path), path)

    def _python(self, python: Interpreter) -> None:
        """Show the interpreter, and hide what is nobody's business in the folders that are shown."""
        around = [*self._shown, *python.places]
        secret = {
            os.path.realpath(path) for path in (str(ENGINE.parent), tempfile.gettempdir(), *map(str, self.hidden))
        }
        masks = {path for path in secret if path not in around and _within(path, around)}
        # By their parts, so that what lies in another comes after it.
        for path in sorted({*python.places, *masks}, key=lambda path: Path(path).parts):
            if path in masks:
                self._options += ["--tmpfs", path, "--chmod", "0755", path]
                self._masked.append(path)
            elif not self._is_shown(path):
                self._add("--ro-bind", python.places[path], path)
                self._shown.append(path)
        links = {path: said for path, said in python.links.items() if not self._is_shown(path)}
        for path, said in links.items():
            self._parents(path)
            self._options += ["--symlink", said, path]
        # What lies in another place comes along with it.
        places = [path for path in self._shown if not _within(path, [other for other in self._shown if other != path])]
        self.carried = {
            "places": [path for path in places if _within(path, PRIVATE)],
            "links": {
                path: said for path, said in links.items() if _within(path, PRIVATE) and not _within(path, places)
            },
        }

    def _is_shown(self, path: str) -> bool:
        """Tell whether something is there already, since it lies in a folder that is shown and is not hidden in it."""
        around = [folder for folder in (*self._shown, *self._masked) if Path(path).is_relative_to(folder)]
        return bool(around) and max(around, key=len) in self._shown

    def _file(self, name: str, text: str) -> str:
        """Make a file for the view."""
        path = self.files / name
        path.write_text(text, encoding="ascii")
        path.chmod(0o644)
        return str(path)

    def _add(self, option: str, source: str, target: str) -> None:
        """Bind a file or folder."""
        self._parents(target)
        self._options += [option, source, target]

    def _parents(self, target: str) -> None:
        """Make the folders above something, readable for whoever the template becomes."""
        for parent in list(Path(target).parents)[-2::-1]:
            self._folder(str(parent))

    def _folder(self, path: str) -> None:
        """Make a folder, unless the system has it."""
        if path not in (*self._made, *self._masked) and not self._is_shown(path):
            self._made.add(path)
            self._options += ["--dir", path, "--chmod", "0755", path]


def _user() -> list[str]:
    """Give the options by which a template comes to have no rights."""
    match rights():
        case Rights.ROOT:
            return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        case Rights.USER:
            return ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        case _:
            raise NoSandbox("root cannot become anybody else here")


def _free(name: str, python: Interpreter) -> str:
    """Give a name in the view's root below which nothing of the interpreter lies."""
    while any(Path(path).is_relative_to(name) for path in (*python.places, *python.links)):
        name += "-"
    return name


def _within(path: str, folders: Iterable[str]) -> bool:
    """Tell whether a path is one of some folders or lies in one."""
    return any(Path(path).is_relative_to(folder) for folder in folders)
