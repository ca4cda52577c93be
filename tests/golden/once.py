"""Every case of testdata/edits as a file of its own, and what check says of them: no fact is told twice.

usage: once.py make SOURCE FOLDER        writes the files
       once.py judge SOURCE FINDINGS…    JSON lines of check; exit 1 where two findings of one segment are not in once.tsv
"""
import collections, fnmatch, glob, itertools, json, os, re, sys


# Between files of one call: the cases are variants of the same claims.
BETWEEN_FILES = {"ED-0557", "ED-0558", "ED-0564", "ED-0565", "ED-0566", "ED-0567", "ED-1102", "ED-1104"}


def find(segments, path):
    at = -1
    for part in path.split(">"):
        at += 1
        while at < len(segments) and not segments[at].startswith(part.strip()):
            at += 1
        if at >= len(segments):
            raise LookupError(path)
    return at


def set_element(segment, which, value):
    element, component = re.fullmatch(r"(\d+)(?:-(\d+))?", which).groups()
    elements = segment.split("*")
    elements += [""] * (int(element) + 1 - len(elements))
    if component:
        parts = elements[int(element)].split(":")
        parts += [""] * (int(component) - len(parts))
        parts[int(component) - 1] = value
        value = ":".join(parts)
    elements[int(element)] = value
    return "*".join(elements).rstrip("*")


def change(source, segments, line):
    word, _, rest = line.partition(" ")
    if word == "base":
        return load(source, "base-%s.837" % rest.strip())
    if word == "set":
        path, which, value = rest.split("|", 2)
        at = find(segments, path)
        segments[at] = set_element(segments[at], which.strip(), value.removeprefix(" "))
    elif word == "put":
        path, new = rest.split("|", 1)
        at = find(segments, path)
        segments[at + 1:at + 1] = new.strip().split("~")
    elif word == "cut":
        first, several, last = rest.partition("..")
        at = find(segments, first)
        del segments[at:find(segments, last) if several else at + 1]
    return segments


def load(source, name):
    with open(os.path.join(source, "testdata/edits", name), encoding="utf-8") as file:
        return [line.strip().rstrip("~") for line in file if line.strip()]


def make(source, folder):
    made = 0
    for path in sorted(glob.glob(source + "/testdata/edits/??-????.txt")):
        with open(path, encoding="utf-8") as file:
            blocks = re.split(r"\n\n+", file.read())[1:]
        for number, block in enumerate(blocks, 1):
            segments = load(source, "base.837")
            for line in block.split("\n"):
                segments = change(source, segments, line)
            first, last = find(segments, "ST*"), find(segments, "SE*")
            segments[last] = set_element(segments[last], "1", str(last - first + 1))
            name = "%s/%s-%02d.837" % (folder, os.path.basename(path)[:-4], number)
            with open(name, "w", encoding="utf-8") as file:
                file.write("~\n".join(segments) + "~\n")
            made += 1
    print(made, "cases")


def judge(source, paths):
    told = collections.defaultdict(set)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                r = json.loads(line)
                if r["record"] == "finding" and r["severity"] != "info" and r["claim"] and r["id"] not in BETWEEN_FILES:
                    told[r["file"], r["claim"], r["segment"]].add(r["id"])
    with open(os.path.join(source, "tests/golden/once.tsv"), encoding="utf-8") as file:
        apart = [line.split("\t") for line in file if line.strip() and not line.startswith("#")]
    used, bad = set(), {}
    for place, ids in told.items():
        for a, b in itertools.combinations(sorted(ids), 2):
            rows = [i for i, (x, y, _) in enumerate(apart) if fnmatch.fnmatchcase(a, x) and fnmatch.fnmatchcase(b, y)]
            used.update(rows)
            if not rows:
                bad[a, b] = place
    for pair, place in sorted(bad.items()):
        print("the same fact twice?", *pair, place)
    for i, row in enumerate(apart):
        if i not in used:
            print("not needed:", *row[:2])
    print(len(told), "places with findings")
    return bool(bad) or len(used) < len(apart)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3])
    else:
        sys.exit(judge(sys.argv[2], sys.argv[3:]))
