"""What `check --json` says of a set and a group is what the 999 (or 997) says that answers them: IK501 or
AK501 of every set, AK901 of every group. Arguments: the JSON output, the folder of answers."""
import json
import pathlib
import sys


def values(path):
    """JSON objects, one after another."""
    text = path.read_text()
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        while at < len(text) and text[at].isspace():
            at += 1


def answered(path):
    """Groups of an answer: (GS06, [verdicts of its sets], verdict)."""
    groups = []
    for segment in path.read_text().split("~") if path.exists() else []:
        e = segment.strip().split("*")
        if e[0] == "AK1":
            groups.append([e[2], [], None])
        elif e[0] in ("IK5", "AK5"):
            groups[-1][1].append(e[1])
        elif e[0] == "AK9":
            groups[-1][2] = e[1]
    return groups


def digits(text):
    return "".join(c for c in text or "" if c.isdigit())[:9] or "0"


def main(checks, answers):
    sets = groups = noted = 0
    wrong = []
    for result in values(checks):
        for file in result["files"]:
            name = pathlib.Path(file["path"]).name
            queues = [answered(answers / f"{name}.{kind}") for kind in ("999", "997")]
            for interchange in file.get("interchanges", []):
                if interchange["ta1"] == "R":
                    continue
                for group in interchange["groups"]:
                    queue = next((q for q in queues if q and q[0][0] == digits(group["control"])), None)
                    if not queue:  # an acknowledgment, or a group without a name
                        continue
                    _, told, verdict = queue.pop(0)
                    said = [t["ack"] for t in group["transactions"]]
                    groups += 1
                    sets += len(told)
                    noted += verdict == "E"
                    if len(told) == len(said) and told != said or verdict != group["ack"]:
                        wrong.append(f"{name}, group {group['control']}: JSON {group['ack']} {said}, "
                                     f"answer {verdict} {told}")
                    if len(told) > len(said):
                        wrong.append(f"{name}: {len(told)} sets answered of {len(said)}")
            if any(queues):
                wrong.append(f"{name}: answers to groups that JSON does not have")
    print(f"{groups} groups and {sets} sets are told alike, {noted} groups E")
    print("\n".join(wrong))
    return bool(wrong) or groups < 300 or not noted


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
