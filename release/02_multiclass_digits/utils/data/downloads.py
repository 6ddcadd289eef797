"""Find the idx files of MNIST and Fashion-MNIST in a folder, in the cache or on a public mirror."""

from __future__ import annotations

import gzip
import logging
import os
import zlib
from pathlib import Path

from utils.data.idx import SHA256, DataError, content_sha256

#: The four files of a data set, without the suffix ".gz" that the mirrors add.
PARTS = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}

#: The servers that have each data set, in the order in which they are tried.
MIRRORS = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ),
    "fashion": (
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
        # The authors' own server does not support https; the checksum makes up for it.
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
}
_TIMEOUT_SECONDS = 30
_OFFLINE = (
    "Without a network use the bundled digits: load_digits() or load_images('digits'), with DIGITS_SOURCE "
    "unset. Or put the four *-ubyte.gz files into a folder and set DIGITS_FOLDER to it."
)


def find_file(name: str, part: str, folder: str | os.PathLike[str] | None = None) -> Path:
    """Find one file of a data set; download it if no folder is given and it is not in the cache.

    Parameters
    ----------
    name : {"mnist", "fashion"}
        The data set.
    part : {"x_train", "y_train", "x_test", "y_test"}
        One of its files.
    folder : str or path-like, optional
        A folder that holds the files, gzipped or not, or a folder `name` with them. If omitted, the environment
        variable DIGITS_FOLDER; if that is not set either, the cache.

    Returns
    -------
    Path
        The file. Unless it has just been downloaded, its content is checked only by `utils.data.idx.read_idx`.

    Raises
    ------
    DataError
        When the folder does not have the file, or the download fails.
    """
    folder = folder or os.environ.get("DIGITS_FOLDER") or None
    if folder is None:
        return fetch(name, part)
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise DataError(
            f"The folder {place} does not exist. Give a folder that holds {name}/{PARTS[part]}.gz, as "
            "argument or in DIGITS_FOLDER."
        )
    # Some collections call it train-images.idx3-ubyte, with a dot.
    stems = (PARTS[part], PARTS[part].replace("-idx", ".idx"))
    for candidate in (home / f"{stem}{end}" for home in (place / name, place) for stem in stems for end in (".gz", "")):
        if candidate.is_file():
            return candidate
    raise DataError(
        f"The folder {place} holds neither {name}/{PARTS[part]}.gz nor {PARTS[part]}.gz. Put the four files "
        f"of the data set into {place / name}, or unset DIGITS_FOLDER to download them."
    )


def cache_folder() -> Path:
    """The folder of the downloaded files.

    Returns
    -------
    Path
        The environment variable DIGITS_CACHE, or else a folder in the system's cache directory; it need not exist.
    """
    chosen = os.environ.get("DIGITS_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    import pooch

    return Path(pooch.os_cache("digits-course"))


def fetch(name: str, part: str, base_url: str | None = None) -> Path:
    """Get one file from the cache, or download it from the first mirror that delivers the right content.

    Parameters
    ----------
    name : {"mnist", "fashion"}
        The data set.
    part : {"x_train", "y_train", "x_test", "y_test"}
        One of its files.
    base_url : str, optional
        A server with the folders ``mnist/`` and ``fashion/``, to use instead of the public mirrors. If omitted, the
        environment variable DIGITS_URL.

    Returns
    -------
    Path
        The file in the cache. A file that was there before is checked only by `utils.data.idx.read_idx`.

    Raises
    ------
    DataError
        When no mirror delivers the right content, or the cache cannot be written.
    """
    file = f"{PARTS[part]}.gz"
    cached = cache_folder() / name / file
    if cached.is_file():
        return cached
    base_url = base_url or os.environ.get("DIGITS_URL")
    mirrors = (f"{base_url.rstrip('/')}/{name}",) if base_url else MIRRORS[name]
    failures = []
    for mirror in mirrors:
        failure = _download(f"{mirror}/{file}", cached, SHA256[f"{name}/{PARTS[part]}"])
        if failure is None:
            return cached
        failures.append(failure)
    raise DataError(f"{name}/{file} could not be downloaded: {'; '.join(failures)}. {_OFFLINE}")


def _download(url: str, target: Path, sha256: str) -> str | None:
    """Download one file and check it; return what went wrong, or None."""
    import pooch
    import requests

    logger = pooch.get_logger()
    level = logger.level
    # The loaders print one line about what they loaded; pooch's messages would only repeat the address.
    logger.setLevel(logging.WARNING)
    try:
        pooch.retrieve(
            url,
            known_hash=None,
            fname=target.name,
            path=target.parent,
            downloader=pooch.HTTPDownloader(progressbar=True, timeout=_TIMEOUT_SECONDS),
        )
        found = content_sha256(target)
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        return f"{url} answered {status}"
    except requests.RequestException as error:
        return f"{url} did not answer ({type(error).__name__})"
    except (EOFError, zlib.error, gzip.BadGzipFile):
        found = "of damaged gzip data"
    except OSError as error:
        raise DataError(
            f"{target} cannot be written: {error.strerror or error}. Make room, or set DIGITS_CACHE to a "
            "folder of yours."
        ) from None
    finally:
        logger.setLevel(level)
    if found == sha256:
        return None
    # Otherwise the next run would take it for a damaged file of the cache.
    target.unlink()
    return f"{url} sent the wrong content (SHA-256 {found}, expected {sha256})"
