"""A small WebDAV server with TLS, for tests: webdav.py ROOT PORT-FILE CERTIFICATE KEY USER:PASSWORD [FAULT…]

Faults: no-range (a download always begins at the start), no-move (renames are refused), full (no room)."""
import base64
import http.server
import os
import ssl
import sys
import urllib.parse
from email.utils import formatdate

ROOT, PORT_FILE, CERTIFICATE, KEY, WHO = sys.argv[1:6]
FAULTS = set(sys.argv[6:])
AUTHORIZATION = "Basic " + base64.b64encode(WHO.encode()).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def path_of(self, url):
        path = os.path.normpath(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
        return os.path.join(ROOT, path.lstrip("/"))

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def begin(self):
        """The path asked for; None: the request is answered already."""
        if self.headers.get("Authorization") != AUTHORIZATION:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(401)
            return None
        return self.path_of(self.path)

    def do_PROPFIND(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.begin_without_body()
        if path is None:
            return
        if not os.path.exists(path):
            return self.answer(404)
        names = [path]
        if os.path.isdir(path) and self.headers.get("Depth") == "1":
            names += [os.path.join(path, name) for name in os.listdir(path)]
        items = []
        for name in names:
            try:
                state = os.stat(name)
            except FileNotFoundError:
                continue
            folder = os.path.isdir(name)
            href = urllib.parse.quote("/" + os.path.relpath(name, ROOT)) + ("/" if folder else "")
            properties = "<D:resourcetype><D:collection/></D:resourcetype>" if folder else (
                f"<D:resourcetype/><D:getcontentlength>{state.st_size}</D:getcontentlength>"
                f"<D:getlastmodified>{formatdate(state.st_mtime, usegmt=True)}</D:getlastmodified>")
            items.append(f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>"
                         "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>")
        body = '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">' + "".join(items) + "</D:multistatus>"
        self.answer(207, body.encode(), [("Content-Type", "application/xml")])

    def begin_without_body(self):
        if self.headers.get("Authorization") == AUTHORIZATION:
            return self.path_of(self.path)
        self.answer(401)
        return None

    def do_GET(self):
        path = self.begin()
        if path is None:
            return
        if not os.path.isfile(path):
            return self.answer(404)
        with open(path, "rb") as file:
            data = file.read()
        first = self.headers.get("Range", "")
        if first.startswith("bytes=") and "no-range" not in FAULTS:
            begin = int(first[6:].split("-")[0])
            where = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            return self.answer(206, data[begin:], [("Content-Range", where)])
        self.answer(200, data)

    def do_PUT(self):
        path = self.begin()
        if path is None:
            return
        left = int(self.headers.get("Content-Length", 0))
        if not os.path.isdir(os.path.dirname(path)) or "full" in FAULTS:
            self.rfile.read(left)
            return self.answer(507 if "full" in FAULTS else 409)
        with open(path, "wb") as file:
            while left:
                piece = self.rfile.read(min(left, 65536))
                if not piece:
                    return
                file.write(piece)
                left -= len(piece)
        self.answer(201)

    def do_MOVE(self):
        path = self.begin()
        if path is None:
            return
        to = self.path_of(self.headers["Destination"])
        if "no-move" in FAULTS:
            return self.answer(403)
        if not os.path.isfile(path):
            return self.answer(404)
        if os.path.exists(to):
            return self.answer(412)
        os.rename(path, to)
        self.answer(201)

    def do_DELETE(self):
        path = self.begin()
        if path is None:
            return
        if not os.path.isfile(path):
            return self.answer(404)
        os.unlink(path)
        self.answer(204)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
with open(PORT_FILE + ".new", "w") as file:
    print(server.server_address[1], file=file)
os.rename(PORT_FILE + ".new", PORT_FILE)
server.serve_forever()
