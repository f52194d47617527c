"""Who may talk to whom: mutual TLS with certificates of one authority.

On one machine they are made on the spot, once for each user, in files that only their owner may read: whoever shares
the machine has none.  `TUIGRAPH_CLUSTER_CERTIFICATES` names a folder with `ca.pem`, `cert.pem` and `key.pem` to take
instead, which is how the tasks of several machines come to trust one another.
"""

from __future__ import annotations

import datetime
import os
import shutil
import ssl
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tuigraph.engine.errors import PermissionDeniedError
from tuigraph.files import state_file

VARIABLE = "TUIGRAPH_CLUSTER_CERTIFICATES"
_AUTHORITY, _CERTIFICATE, _KEY = "ca.pem", "cert.pem", "key.pem"
_DAYS = 3650


def folder() -> Path:
    """Where the certificates of this user lie; made if need be.

    Raises PermissionDeniedError where others may read the key, OSError where nothing can be written.
    """
    given = os.environ.get(VARIABLE, "").strip()
    place = Path(given).expanduser() if given else state_file("cluster")
    if not given and not (place / _KEY).exists():
        _make_in(place)
    if os.name == "posix" and (place / _KEY).stat().st_mode & 0o077:
        raise PermissionDeniedError(None, None, f"Others may read {place / _KEY}: chmod 600 it, or delete its folder.")
    return place


class Contexts(NamedTuple):
    """What both ends of a line are made with: each has to show a certificate of the authority."""

    calling: ssl.SSLContext
    listening: ssl.SSLContext


@cache
def contexts() -> Contexts:
    """Those of this process, which are of one authority whatever the environment says later."""
    return contexts_of(folder_in_use())


@cache
def folder_in_use() -> Path:
    """Where those of this process were found."""
    return folder()


def contexts_of(place: Path) -> Contexts:
    """Those of the certificates in a folder."""

    def made(purpose: ssl.Purpose) -> ssl.SSLContext:
        context = ssl.create_default_context(purpose, cafile=str(place / _AUTHORITY))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False  # who belongs to the cluster is who has a certificate, wherever he is
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(place / _CERTIFICATE, place / _KEY)
        return context

    return Contexts(made(ssl.Purpose.SERVER_AUTH), made(ssl.Purpose.CLIENT_AUTH))


def _make_in(place: Path) -> None:
    """Put the three files there, all at once: of two processes that do, the second takes what the first has made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix="cluster-", dir=place.parent))  # for its owner alone
    try:
        write(beside)
        os.rename(beside, place)
    except OSError:
        if not (place / _KEY).exists():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write(place: Path) -> None:
    """An authority that signs one certificate and is forgotten: nobody else can be let in later."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    now = datetime.datetime.now(datetime.timezone.utc)

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def certificate(subject: str, key: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePrivateKey) -> bytes:
        is_authority = subject == "tuigraph authority"
        made = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("tuigraph authority"))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=_DAYS))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .sign(signer, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for file, content in (
        (_AUTHORITY, certificate("tuigraph authority", authority.public_key(), authority)),
        (_CERTIFICATE, certificate("tuigraph task", own.public_key(), authority)),
        (_KEY, secret),
    ):
        with os.fdopen(os.open(place / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
