"""Sign-in services as small servers on this machine: what they publish is a dictionary from paths to answers."""

import http.server
import json
import ssl
import threading

from authorities import Identity


class Provider:
    """Answers each path of `pages` with JSON, or with `(status, headers, bytes)`. With `certificate` it speaks TLS."""

    def __init__(self, certificate: Identity | None = None, versions=None):
        self.pages: dict = {}
        self.asked: list[str] = []
        self.certificate, self.versions = certificate, versions
        self.server, self.port = None, 0

    def start(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length", "0"))
                self.form = self.rfile.read(length).decode()
                path = self.path
                provider.asked.append(path)
                page = provider.pages.get(path, (404, {}, b"{}"))
                page = page(self) if callable(page) else page
                status, headers, body = page if isinstance(page, tuple) else (200, {}, json.dumps(page).encode())
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Transfer-Encoding" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            if self.versions:
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = context.maximum_version = self.versions
            context.load_cert_chain(self.certificate.certificate, self.certificate.key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self):
        """Nobody answers at the port from now on; `start` opens it again."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.certificate else ''}://localhost:{self.port}"

    def discover(self, issuer: str, keys: list):
        """Publishes the keys, and the document that says where they are."""
        self.pages["/.well-known/openid-configuration"] = {"issuer": issuer, "jwks_uri": f"{self.url}/jwks"}
        self.pages["/jwks"] = {"keys": [key.public for key in keys]}
