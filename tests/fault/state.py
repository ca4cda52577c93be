"""Prints all that a home is: every row of its store and every file, without what differs between two runs
that did the same (times; ids are told by their rank, which is the order of what happened)."""
import hashlib
import os
import re
import sqlite3
import sys

TIMES = re.compile(r"(\d{8})T\d{6}_")  # of a batch's name


def without_clock(x12):
    """ISA10, GS05 and BHT05 taken out of segments."""
    x12 = re.sub(rb"(ISA(?:\*[^*~]*){9}\*)\d{4}", rb"\1", x12)
    return re.sub(rb"((?:GS|BHT)(?:\*[^*~]*){4}\*)\d{4}", rb"\1", x12)


def timeless(value):
    if isinstance(value, bytes):
        return without_clock(value).hex()
    return TIMES.sub(r"\1T_", str(value))


def store(path):
    db = sqlite3.connect(path)
    tables = [row[0] for row in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    columns, parents = {}, {}
    for table in tables:
        columns[table] = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        parents[table] = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list({table})")}
    if "denial_sum" in parents:
        parents["denial_sum"]["newest"] = "denial"  # kept by triggers, without a foreign key
    ranks = {}
    for table in tables:
        if "id" in columns[table]:
            ids = db.execute(f"SELECT id FROM {table} ORDER BY id")
            ranks[table] = {row[0]: f"{table}#{i}" for i, row in enumerate(ids)}
    for table in tables:
        if table in ("audit", "migration"):
            continue
        lines = []
        for row in db.execute(f"SELECT * FROM {table}"):
            shown = []
            for name, value in zip(columns[table], row):
                if name == "at" or name.endswith("_at") or (table, name) == ("batch", "sha256"):
                    continue
                owner = table if name == "id" else parents[table].get(name, name)
                if owner in ranks:
                    value = ranks[owner].get(value, value)
                shown.append(f"{name}={timeless(value)}")
            lines.append(f"{table}: " + " ".join(shown))
        yield from sorted(lines)


def content(path, name):
    with open(path, "rb") as file:
        data = file.read()
    if name.startswith("reports/"):
        data = re.sub(rb"(?m)^Taken .*$", b"", TIMES.sub(r"\1T_", data.decode("utf-8", "replace")).encode())
    if "/outbox/" in name or name.endswith((".999", ".277ca", ".ta1", ".997")):
        data = without_clock(data)
    return hashlib.sha256(data).hexdigest()[:16]


def files(home):
    for folder, _, names in sorted(os.walk(home)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, home)
            if not relative.startswith(("scrubjay.", ".lock")):
                yield f"file {timeless(relative)} {content(path, relative)}"


for line in store(os.path.join(sys.argv[1], "scrubjay.db")):
    print(line)
for line in files(sys.argv[1]):
    print(line)
