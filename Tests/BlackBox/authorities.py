"""Certificates for tests, made by the `openssl` program: an authority, and whom it vouches for."""

import pathlib
import ssl
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """A certificate with its key, as two files in PEM."""

    certificate: pathlib.Path
    key: pathlib.Path


class Authority:
    """An authority of its own, in a folder of the test; with `above` one that another authority vouches for."""

    def __init__(self, folder: pathlib.Path, name: str = "authority", above: "Authority | None" = None):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.key = folder / f"{name}.key"
        self.certificate = folder / f"{name}.pem"
        words = ["-subj", f"/CN={name}", "-days", "30", "-keyout", self.key, "-out", self.certificate]
        if above:
            words += ["-CA", above.certificate, "-CAkey", above.key]
        openssl("req", "-x509", *new_key(), *words, "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def identity(self, name: str, purpose: str = "serverAuth", kind: str = "ec", days: int = 30) -> Identity:
        """Vouches for somebody under this name. Days below zero: it has run out."""
        stem = f"{name}-{days}"
        made = Identity(self.folder / f"{stem}.pem", self.folder / f"{stem}.key")
        request = self.folder / f"{stem}.request"
        openssl("req", "-new", *new_key(kind), "-subj", f"/CN={name}", "-keyout", made.key, "-out", request)
        made.key.chmod(0o600)
        extensions = self.folder / f"{stem}.extensions"
        extensions.write_text(
            f"subjectAltName=DNS:{name},IP:127.0.0.1\nextendedKeyUsage={purpose}\nbasicConstraints=CA:FALSE\n"
            "keyUsage=digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        )
        words = ["-in", request, "-CA", self.certificate, "-CAkey", self.key, "-extfile", extensions]
        openssl("x509", "-req", *words, "-days", str(days), "-out", made.certificate)
        return made

    def revocations(self, *taken_back: Identity, words=("-crldays", "1")) -> pathlib.Path:
        """Its list of certificates that it took back; `words` say for how long it is in force. A file, written anew."""
        settings, index = self.folder / "revocations.settings", self.folder / "revocations.index"
        settings.write_text(f"[ca]\ndefault_ca=this\n[this]\ndatabase={index}\ndefault_md=sha256\n")
        index.write_text("")
        own = ["-config", settings, "-cert", self.certificate, "-keyfile", self.key]
        for one in taken_back:
            openssl("ca", *own, "-revoke", one.certificate)
        openssl("ca", *own, "-gencrl", *words, "-out", self.folder / "revocations.pem")
        return self.folder / "revocations.pem"


def new_key(kind: str = "ec") -> list[str]:
    chosen = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"], "weak": ["rsa:1024"]}
    return ["-newkey", *chosen[kind], "-noenc"]


def openssl(*words, data: bytes | None = None) -> bytes:
    """What the program says to these words."""
    return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True, timeout=60).stdout


def trusting(authority: Authority, client: Identity | None = None, protocols=("http/1.1",)) -> ssl.SSLContext:
    """How a client speaks TLS that believes an authority, and shows a certificate of its own where it has one."""
    context = ssl.create_default_context(cafile=str(authority.certificate))
    if protocols:
        context.set_alpn_protocols(list(protocols))
    if client:
        context.load_cert_chain(client.certificate, client.key)
    return context
