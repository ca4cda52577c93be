"""A small WebDAV server with TLS, for tests: webdav.py ROOT PORT-FILE CERTIFICATE KEY USER:PASSWORD [FAULT…]

Faults, there from the start or, from one request to the next, by name in the file PORT-FILE.odd: no-range (a download
always begins at the start), no-move (renames are refused), deaf (a rename is done and denied), full (no room), error
(503), no-write no-read no-delete (403), lie (a listing tells 7 bytes too many), and with the path of a file: vanish=,
grow= (once its folder was listed), shrink= (before it is read)."""
import base64
import http.server
import os
import ssl
import sys
import urllib.parse
from email.utils import formatdate

ROOT, PORT_FILE, CERTIFICATE, KEY, WHO = sys.argv[1:6]
ALWAYS = set(sys.argv[6:])
AUTHORIZATION = "Basic " + base64.b64encode(WHO.encode()).decode()


def faults():
    try:
        with open(PORT_FILE + ".odd") as file:
            return ALWAYS | set(file.read().split("\n"))
    except FileNotFoundError:
        return ALWAYS


def happens(fault, path):
    """To a file, by its path."""
    return f"{fault}={path}" in faults()


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
            size = state.st_size + (7 if "lie" in faults() and len(names) > 1 else 0)
            href = urllib.parse.quote("/" + os.path.relpath(name, ROOT)) + ("/" if folder else "")
            properties = "<D:resourcetype><D:collection/></D:resourcetype>" if folder else (
                f"<D:resourcetype/><D:getcontentlength>{size}</D:getcontentlength>"
                f"<D:getlastmodified>{formatdate(state.st_mtime, usegmt=True)}</D:getlastmodified>")
            items.append(f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>"
                         "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>")
        body = '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">' + "".join(items) + "</D:multistatus>"
        self.answer(207, body.encode(), [("Content-Type", "application/xml")])
        for name in names[1:]:
            if happens("vanish", name):
                os.remove(name)
            if happens("grow", name):
                with open(name, "a") as file:
                    file.write("and more")

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
        if "no-read" in faults():
            return self.answer(403)
        if happens("shrink", path):
            os.truncate(path, os.path.getsize(path) // 2)
        with open(path, "rb") as file:
            data = file.read()
        first = self.headers.get("Range", "")
        if first.startswith("bytes=") and "no-range" not in faults():
            begin = int(first[6:].split("-")[0])
            where = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            return self.answer(206, data[begin:], [("Content-Range", where)])
        self.answer(200, data)

    def do_PUT(self):
        path = self.begin()
        if path is None:
            return
        left = int(self.headers.get("Content-Length", 0))
        if not os.path.isdir(os.path.dirname(path)) or faults() & {"full", "no-write", "error"}:
            self.rfile.read(left)
            return self.answer(507 if "full" in faults() else 403 if "no-write" in faults() else
                               503 if "error" in faults() else 409)
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
        if "no-move" in faults():
            return self.answer(403)
        if not os.path.isfile(path):
            return self.answer(404)
        if os.path.exists(to):
            return self.answer(412)
        os.rename(path, to)
        self.answer(500 if "deaf" in faults() else 201)

    def do_DELETE(self):
        path = self.begin()
        if path is None:
            return
        if not os.path.isfile(path):
            return self.answer(404)
        if "no-delete" in faults():
            return self.answer(403)
        os.unlink(path)
        self.answer(204)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
with open(PORT_FILE + ".new", "w") as file:
    print(server.server_address[1], file=file)
os.rename(PORT_FILE + ".new", PORT_FILE)
server.serve_forever()
