"""Requests that attack the wire, as a table: what is sent, and what may come back.

Behind a hostile request a second one is sent, for the charter. Where the gateway answers that, somebody took the bytes
apart in another way than their sender pretends: that is request smuggling.
"""

from dataclasses import dataclass

PLAIN = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
SMUGGLED = b"GET /v1/charter HTTP/1.1\r\nHost: a\r\n\r\n"


@dataclass(frozen=True)
class Row:
    name: str
    request: bytes
    legal: tuple[int, ...] = ()
    """The statuses of a legal exchange, in order; empty where the request must be refused and the connection closed."""
    mended: tuple[int, ...] = ()
    """What comes back where nginx first makes a sound request of it, or two; empty where nobody accepts it."""

    @property
    def followed(self) -> bytes:
        return self.request + SMUGGLED


def post(name: str, lines: bytes, body: bytes = b"", **more) -> Row:
    """A POST with these lines behind `Host`."""
    return Row(name, b"POST /v1/checks HTTP/1.1\r\nHost: a\r\n" + lines + b"\r\n\r\n" + body, **more)


def fields(name: str, lines: bytes, **more) -> Row:
    """A GET with these lines in the place of `Host`."""
    return Row(name, b"GET /health/live HTTP/1.1\r\n" + lines + b"\r\n\r\n", **more)


def target(text: bytes, **more) -> Row:
    """A GET of this target."""
    return Row(f"target {text[:32].decode('latin-1')} of {len(text)}", b"GET " + text + b" HTTP/1.1\r\nHost: a\r\n\r\n", **more)


def line(text: bytes, **more) -> Row:
    """A request that begins with this line."""
    return Row(f"line {text[:32].decode('latin-1')}", text + b"\r\nHost: a\r\n\r\n", **more)


CHUNKED = b"Transfer-Encoding: chunked"
ENDED = b"0\r\n\r\n"

# Two who disagree where a body ends: one reads a length, the other chunks.
FRAMING = [
    post("length, then chunks", b"Content-Length: 5\r\n" + CHUNKED, ENDED),
    post("chunks, then length", CHUNKED + b"\r\nContent-Length: 5", ENDED),
    post("a length that hides the second request in chunks", CHUNKED + b"\r\nContent-Length: 80", ENDED),
    post("chunks alone", CHUNKED, ENDED, mended=(401, 200)),
    post("chunks in capitals", b"TRANSFER-ENCODING: CHUNKED", ENDED, mended=(401, 200)),
    post("chunks, twice", CHUNKED + b"\r\n" + CHUNKED, ENDED),
    post("chunks and identity", CHUNKED + b"\r\nTransfer-Encoding: identity", ENDED),
    post("a list of codings", b"Transfer-Encoding: gzip, chunked", ENDED),
    post("a list that begins with a comma", b"Transfer-Encoding: ,chunked", ENDED),
    post("identity", b"Transfer-Encoding: identity", ENDED),
    post("an unknown coding", b"Transfer-Encoding: xchunked", ENDED),
    post("a coding in quotes", b'Transfer-Encoding: "chunked"', ENDED),
    post("a coding with a parameter", b"Transfer-Encoding: chunked;q=1", ENDED),
    post("a coding with a line feed inside", b"Transfer-Encoding:\n chunked", ENDED),
    post("a coding behind a vertical tab", b"Transfer-Encoding:\x0bchunked", ENDED),
    post("a coding before a zero byte", b"Transfer-Encoding: chunked\0", ENDED),
    post("a coding with a space before the colon", b"Transfer-Encoding : chunked", ENDED),
    post("a coding with a tab before the colon", b"Transfer-Encoding\t: chunked", ENDED),
    post("a coding with a letter from elsewhere", b"Transfer-Encoding\xc2\xa0: chunked", ENDED, mended=(401, 400)),
    post("a coding on a folded line", b"Transfer-Encoding:\r\n chunked", ENDED),
    post("a coding behind a fold", b"X: y\r\n Transfer-Encoding: chunked", ENDED),
    post("a coding behind a bare carriage return", b"X: y\rTransfer-Encoding: chunked", ENDED),
    post("a coding behind a bare line feed", b"X: y\nTransfer-Encoding: chunked", ENDED, mended=(401, 200)),
    post("a chunk with an extension", CHUNKED, b"0;a=b\r\n\r\n", mended=(401, 200)),
    post("a chunk whose extension has a line feed", CHUNKED, b"0;a\nb\r\n\r\n", mended=(401, 200)),
    post("a chunk size that overflows", CHUNKED, b"10000000000000000\r\n\r\n"),
    post("a chunk size with a sign", CHUNKED, b"-1\r\n\r\n"),
    post("a chunk size in the form of a literal", CHUNKED, b"0x0\r\n\r\n"),
    post("a chunk without its line end", CHUNKED, b"1\r\naX0\r\n\r\n"),
    post("chunks with a trailer that is a framing", CHUNKED, b"0\r\nContent-Length: 40\r\n\r\n", mended=(401, 200)),
    post("chunks with bare line feeds", CHUNKED, b"0\n\n", mended=(401, 200)),
    post("two equal lengths", b"Content-Length: 5\r\nContent-Length: 5", ENDED),
    post("two lengths", b"Content-Length: 5\r\nContent-Length: 40", ENDED),
    post("two lengths in two cases", b"Content-Length: 5\r\ncontent-length: 6", ENDED),
    post("a list of lengths", b"Content-Length: 5, 5", ENDED),
    post("an empty length", b"Content-Length:", ENDED),
    post("a negative length", b"Content-Length: -5", ENDED),
    post("a length with a plus", b"Content-Length: +5", ENDED),
    post("a hexadecimal length", b"Content-Length: 0x5", ENDED),
    post("a length with a point", b"Content-Length: 5.0", ENDED),
    post("a length with a space inside", b"Content-Length: 5 5", ENDED),
    post("a length that overflows 64 bits", b"Content-Length: 18446744073709551621", ENDED),
    post("a length of eleven digits", b"Content-Length: 00000000005", ENDED, mended=(401, 200)),
    post("a length with a space before the colon", b"Content-Length : 5", ENDED),
    post("a length in foreign digits", "Content-Length: ٥".encode(), ENDED),
    post("a length above the limit", b"Content-Length: 65537"),
    post("a length above the limit, to be asked for", b"Expect: 100-continue\r\nContent-Length: 65537"),
    post("an unknown expectation", b"Expect: 200-ok\r\nContent-Length: 5", ENDED, mended=(401, 200)),
    post("two expectations", b"Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5", ENDED),
    fields("a GET with a body", b"Host: a\r\nContent-Length: 38"),
    fields("a GET in chunks", b"Host: a\r\n" + CHUNKED),
    Row("a HEAD with a body", b"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 38\r\n\r\n"),
]

TARGETS = [
    target(b"http://a/health/live", mended=(200,)),
    target(b"http://other/health/live", mended=(200,)),
    target(b"//a/health/live"),
    target(b"a"),
    target(b"*"),
    target(b"a:443"),
    target(b"?a=b"),
    target(b"/health/../health/live"),
    target(b"/health/./live"),
    target(b"/health//live"),
    target(b"/health/%2e%2e/live"),
    target(b"/health/.%2E/live"),
    target(b"/../../etc/passwd"),
    target(b"/health/%00"),
    target(b"/health/%0d%0aX:y"),
    target(b"/health/%zz"),
    target(b"/health/%c0%ae"),
    target(b"/health/%ed%a0%80"),
    target(b"/health\\live"),
    target(b"/health/live#a"),
    target(b"/health/live?a=%ff"),
    target(b"/health/live?=b"),
    target("/health/é".encode()),
    target(b"/health/\0live"),
    target(b"/health/ live"),
    target(b"/" + b"a" * 2048),
    target(b"/" + b"a" * 70_000),
]

LINES = [
    line(b"GET /health/live"),
    line(b"GET /health/live HTTP/1.0", mended=(200,)),
    line(b"GET /health/live HTTP/0.9"),
    line(b"GET /health/live HTTP/2.0"),
    line(b"GET /health/live HTTP/1.2", mended=(200,)),
    line(b"GET /health/live HTTP/1.10", mended=(200,)),
    line(b"GET /health/live http/1.1"),
    line(b"GET /health/live HTTP/1.1 ", mended=(200,)),
    line(b"GET  /health/live HTTP/1.1", mended=(200,)),
    line(b"GET\t/health/live HTTP/1.1"),
    line(b" GET /health/live HTTP/1.1"),
    line(b"get /health/live HTTP/1.1"),
    line(b"G(T /health/live HTTP/1.1"),
    line(b"BREW /health/live HTTP/1.1"),
    line(b"A" * 40 + b" /health/live HTTP/1.1"),
    line(b"CONNECT a:443 HTTP/1.1"),
    line(b"PRI * HTTP/2.0"),
    line(b"\0\0\0\0"),
    Row("a request of HTTP/0.9", b"GET /health/live\r\n"),
    Row("an empty line first", b"\r\n" + PLAIN, mended=(200,)),
    Row("a greeting of TLS", bytes.fromhex("16030100050100000100")),
    Row("a bare line feed behind the line", PLAIN.replace(b"\r\n", b"\n"), mended=(200,)),
    Row("a bare carriage return behind the line", PLAIN.replace(b"\r\n", b"\r")),
    Row("a bare line feed at the end", PLAIN[:-2] + b"\n", mended=(200,)),
]

FIELDS = [
    fields("no Host", b"Accept: a"),
    fields("two Hosts", b"Host: a\r\nHost: a"),
    fields("two Hosts in two cases", b"Host: a\r\nhOST: b"),
    fields("an empty Host", b"Host:"),
    fields("a Host with a path", b"Host: a/b"),
    fields("a Host with a person", b"Host: me@a", mended=(200,)),
    fields("a list of Hosts", b"Host: a, b"),
    fields("a Host with a port that is none", b"Host: a:99999", mended=(200,)),
    fields("a Host with two ports", b"Host: a:1:2", mended=(200,)),
    fields("a Host that is an open bracket", b"Host: [::1", mended=(200,)),
    fields("a space before the first field", b" Host: a"),
    fields("a space before the colon", b"Host : a"),
    fields("a field without a colon", b"Host: a\r\nX", mended=(200,)),
    fields("a field without a name", b"Host: a\r\n: y"),
    fields("a name with a space", b"Host: a\r\nX Y: z"),
    fields("a name with a zero byte", b"Host: a\r\nX\0: y"),
    fields("a value with a zero byte", b"Host: a\r\nX: y\0"),
    fields("a value with an escape", b"Host: a\r\nX: \x1b[2J"),
    fields("a value with a bare carriage return", b"Host: a\r\nX: y\rZ: z"),
    fields("a fold with a space", b"Host: a\r\nX: y\r\n z"),
    fields("a fold with a tab", b"Host: a\r\nX: y\r\n\tz"),
    fields("two credentials", b"Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b"),
    fields("65 fields", b"Host: a" + b"\r\nX: y" * 64),
    fields("a value above 8 KiB", b"Host: a\r\nX: " + b"y" * 8192),
    fields("a name above 8 KiB", b"Host: a\r\n" + b"X" * 8192 + b": y"),
    fields("a head above 64 KiB", b"Host: a" + (b"\r\nX: " + b"y" * 4096) * 17),
]

# What looks strange and is right: it is answered, and as often as was asked.
LEGAL = [
    Row("one request", PLAIN, (200,)),
    Row("two requests at once", PLAIN + PLAIN, (200, 200)),
    Row("five requests at once", PLAIN * 5, (200,) * 5),
    Row("a body, then a request", b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" + PLAIN, (401, 200)),
    Row("an empty body", b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", (401,)),
    Row("zeros before a length", b"POST /v1/checks HTTP/1.1\r\nHost: a\r\nContent-Length: 002\r\n\r\n{}", (401,)),
    Row("HEAD", PLAIN.replace(b"GET", b"HEAD"), (200,)),
    Row("a method that a path has not", PLAIN.replace(b"GET", b"TRACE"), (405,)),
    Row("an escape that was not needed", PLAIN.replace(b"live", b"l%69ve"), (200,)),
    Row("an upgrade that nobody follows", PLAIN[:-2] + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", (200,)),
    Row("a trailer that is announced", PLAIN[:-2] + b"TE: trailers\r\nTrailer: X\r\n\r\n", (200,)),
    Row("a range", PLAIN[:-2] + b"Range: bytes=0-0\r\n\r\n", (200,)),
    Row("a value with nothing in it", PLAIN[:-2] + b"X:\r\n\r\n", (200,)),
    Row("the last request", PLAIN[:-2] + b"Connection: close\r\n\r\n" + SMUGGLED, (200,)),
]

HOSTILE = FRAMING + TARGETS + LINES + FIELDS
