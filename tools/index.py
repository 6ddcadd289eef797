"""Whether a package index can be reached, by pip's own settings; pip itself says all else when it installs."""

import configparser
import os
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

from machine import Refused

PYPI = "https://pypi.org/simple"
PATIENCE = 3.0  # seconds; pip has more of it
ADVICE = "connect, or say where packages are: PIP_INDEX_URL for a mirror, PIP_FIND_LINKS for a folder of wheels"


def settings() -> dict[str, str]:
    """Read pip's settings as pip does: the files of the system and of the user, then the environment.

    Returns
    -------
    dict of str to str
        By the option's name, such as `index-url`.
    """
    home, environment = Path.home(), os.environ
    files = [Path(folder, "pip", "pip.conf") for folder in environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    files += [Path("/etc/pip.conf"), home / ".pip" / "pip.conf"]
    if sys.platform == "darwin":
        files += [home / "Library" / "Application Support" / "pip" / "pip.conf"]
    files += [Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "pip", "pip.conf")]
    if extra := environment.get("PIP_CONFIG_FILE"):
        files = [] if extra == os.devnull else [*files, Path(extra)]
    parser = configparser.RawConfigParser()
    try:
        parser.read(files, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        raise Refused(f"pip cannot read its settings ({str(error).splitlines()[0]}): mend that file.") from error
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            found |= {key.replace("_", "-"): value for key, value in parser.items(section)}
    named = {key[4:].lower().replace("_", "-"): value for key, value in environment.items() if key.startswith("PIP_")}
    return found | {key: value for key, value in named.items() if value}


def check_index() -> Iterator[str]:
    """See that pip will reach an index.

    Yields
    ------
    str
        What to know before pip tries.

    Raises
    ------
    Refused
        If there is no way to any package.
    """
    found = settings()
    address = found.get("index-url", PYPI)
    proxies = urllib.request.getproxies()
    if proxy := found.get("proxy"):
        proxies = {"http": proxy, "https": proxy}
    # What urllib cannot do (other schemes, SOCKS) is left to pip.
    known = address.startswith(("http://", "https://")) and not proxies.get(urlsplit(address).scheme, "").startswith(
        "socks"
    )
    if found.get("no-index", "0").lower() in ("1", "true", "yes", "on", "y", "t") or not known:
        return
    trouble = unreachable(address, proxies)
    if not trouble:
        return
    through = _proxy_for(address, proxies)
    what = f"{_bare(address)} cannot be reached" + (f" through the proxy {_bare(through)}" if through else "")
    if "find-links" in found or "extra-index-url" in found:
        yield f"{what} ({trouble}); trying the other sources that pip is set to use."
        return
    cure = (
        f"mend the proxy's setting (HTTPS_PROXY, HTTP_PROXY, NO_PROXY or pip's `proxy`), {ADVICE}"
        if through
        else ADVICE
    )
    raise Refused(f"{what} ({trouble}): {cure}; then run make again.")


def unreachable(address: str, proxies: dict[str, str]) -> str:
    """Ask an index for anything at all.

    Parameters
    ----------
    address : str
        The index.
    proxies : dict of str to str
        By scheme.

    Returns
    -------
    str
        Why nobody answers; nothing where somebody does, or where that takes too long to tell.
    """
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE  # nothing is read; pip checks certificates
    handlers = [urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=trust)]
    request = urllib.request.Request(_bare(address).rstrip("/") + "/pip/", method="HEAD")
    answer: list[str] = []

    def ask() -> None:
        try:
            urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE).close()
        except urllib.error.HTTPError as error:
            # An index that answers with an error is left to pip; a proxy of http answers in the index's place.
            refused = error.code == 407 or (error.code == 403 and request.type == "http" and request.has_proxy())
            answer.append(f"HTTP {error.code} {error.reason}" if refused else "")
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            answer.append("" if isinstance(reason, TimeoutError) else getattr(reason, "strerror", None) or str(reason))

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answer[0] if answer else ""


def _proxy_for(address: str, proxies: dict[str, str]) -> str:
    """Give the proxy between us and an index."""
    parts = urlsplit(address)
    return "" if urllib.request.proxy_bypass(parts.hostname or "") else proxies.get(parts.scheme, "")


def _bare(address: str) -> str:
    """Leave out the password that an address may carry."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host)).removeprefix("//")
