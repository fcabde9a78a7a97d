"""Signed tokens as sign-in services make them, and as attackers do. Keys are made by `openssl`, new for each run."""

import base64
import json
import pathlib
import re

from authorities import openssl

MAKE = {
    "RS256": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ES256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "EdDSA": ["-algorithm", "ED25519"],
}


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """A private key of one algorithm, in a file of the test."""

    def __init__(self, algorithm: str, folder: pathlib.Path, name: str):
        self.algorithm, self.name, self.path = algorithm, name, folder / f"{name}.pem"
        openssl("genpkey", *MAKE[algorithm], "-out", self.path)

    @property
    def public(self) -> dict:
        """Its public half as a member of a key set."""
        der = openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")
        common = {"kid": self.name, "use": "sig", "alg": self.algorithm}
        if self.algorithm == "RS256":
            said = openssl("rsa", "-in", self.path, "-noout", "-modulus").decode()
            modulus = bytes.fromhex(re.search(r"Modulus=([0-9A-F]+)", said).group(1))
            return common | {"kty": "RSA", "n": text_of(modulus), "e": "AQAB"}
        if self.algorithm == "ES256":
            return common | {"kty": "EC", "crv": "P-256", "x": text_of(der[-64:-32]), "y": text_of(der[-32:])}
        return common | {"kty": "OKP", "crv": "Ed25519", "x": text_of(der[-32:])}

    @property
    def private(self) -> dict:
        """All of it, for a provider to sign with."""
        common = {name: value for name, value in self.public.items() if name != "use"}
        if self.algorithm == "ES256":
            return common | {"d": text_of(openssl("ec", "-in", self.path, "-outform", "DER")[7:39])}
        assert self.algorithm == "RS256"
        parts = integers(openssl("rsa", "-in", self.path, "-traditional", "-outform", "DER"))[3:]
        return common | dict(zip(["d", "p", "q", "dp", "dq", "qi"], map(text_of, parts), strict=True))

    def sign(self, message: bytes) -> bytes:
        if self.algorithm == "EdDSA":
            # `openssl` wants to know the length of the message beforehand.
            path = self.path.with_suffix(".message")
            path.write_bytes(message)
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", path)
        signature = openssl("dgst", "-sha256", "-sign", self.path, data=message)
        return signature if self.algorithm == "RS256" else numbers(signature)

    def token(self, claims: dict, **header) -> str:
        """Members of the header that are None are left out."""
        head = {"alg": self.algorithm, "typ": "at+jwt", "kid": self.name} | header
        return self.seal({name: value for name, value in head.items() if value is not None}, claims)

    def seal(self, header: dict, claims: dict) -> str:
        signed = f"{text_of(json.dumps(header).encode())}.{text_of(json.dumps(claims).encode())}"
        return f"{signed}.{text_of(self.sign(signed.encode()))}"


def numbers(der: bytes) -> bytes:
    """The two numbers of an ECDSA signature, 32 bytes each."""
    first = 4 + der[3]
    parts = der[4:first], der[first + 2 : first + 2 + der[first + 1]]
    return b"".join(part[-32:].rjust(32, b"\0") for part in parts)


def integers(der: bytes) -> list[bytes]:
    """The numbers of a list in DER, big-endian without leading zeros."""
    place, numbers = 4, []
    while place < len(der):
        assert der[place] == 2
        size, place = der[place + 1], place + 2
        if size > 127:
            width = size - 128
            size, place = int.from_bytes(der[place : place + width]), place + width
        numbers.append(der[place : place + size].lstrip(b"\0"))
        place += size
    return numbers
