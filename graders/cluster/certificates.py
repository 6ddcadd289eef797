"""The certificates with which the connection to a Dask cluster is encrypted."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graders.core.exceptions import GradersError, MissingFile
from graders.course.settings import ClusterSettings, read_section

if TYPE_CHECKING:  # Dask is an optional requirement
    from distributed import Security


def security(config: Any, address: str) -> "Security":
    """Give the certificates of c.GradersCluster, else those of Dask's own configuration, if any.

    Parameters
    ----------
    config : traitlets.config.Config
        The course's nbgrader configuration.
    address : str
        The scheduler's.

    Returns
    -------
    distributed.security.Security
        For the connection.

    Raises
    ------
    GradersError
        If the address needs certificates and there are none, or a file is missing.
    """
    from distributed import Security

    settings = read_section(ClusterSettings, "GradersCluster", config)
    given = {name: path for name, path in asdict(settings).items() if path}
    known = {"ca_file": "tls_ca_file", "cert": "tls_client_cert", "key": "tls_client_key"}
    for name, path in given.items():
        if not Path(path).is_file():
            raise MissingFile(path, f"c.GradersCluster.{name} names it; see docs/operators.md.")
    if given:
        return Security(require_encryption=True, **{known[name]: path for name, path in given.items()})
    security = Security()
    if address.startswith("tls://") and not security.get_connection_args("client").get("ssl_context"):
        raise GradersError(f"{address} needs certificates: name them in c.GradersCluster (docs/operators.md).")
    return security
