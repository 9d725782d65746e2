#!/usr/bin/python3
"""Random rules over random logs: every task is what a second telling of the rules' meaning (lib_reference.py) says."""
import datetime
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "lib"))
import lib_reference as reference  # noqa: E402
from server import Cluster, main  # noqa: E402

START = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
MINUTE = 60_000_000
LENGTH = 3 * 24 * 60 * MINUTE  # what a log covers
HOUR = 60 * MINUTE
SEEDS = [int(seed) for seed in os.environ.get("TQC_SEEDS", "1 2 3").split()]
RULES, SUBJECTS, EVENTS = 60, 150, 14

TYPES = {
    "a": {}, "b": {}, "c": {}, "d": {}, "from": {}, "to": {},
    "undo.a": {"undoes": ["a"]}, "undo.b": {"undoes": ["b"], "match": "k"}, "redo.a": {"undoes": ["undo.a"]},
    "amend.a": {"amends": ["a"]}, "amend.b": {"amends": ["b"], "match": "k"},
}
WEIGHTS = {"a": 6, "b": 6, "c": 2, "d": 2}


def random_rule(dice, earlier):
    def maybe(chance):
        return dice.random() < chance

    def closing(at=0.4):
        return {"on": [dice.choice(["b", "d", "a"])], **({"when": ("f", 0)} if maybe(0.3) else {}),
                **({"at": "t"} if maybe(at) else {}), "which": dice.choice(["oldest", "newest", "all"])}

    rule = {"open": {"on": dice.choice([["a"], ["a", "d"], ["b"]])}}
    kind = dice.choice(["single", "single", "forbid", "windows", "chain", "list"])
    if maybe(0.3):
        rule["open"]["when"] = ("f", 1)
    if maybe(0.3) and kind not in ("chain", "list"):
        rule["open"]["at"] = "t"
    if maybe(0.5):
        rule["open"]["again"] = dice.choice(["ignore", "never"])
    if maybe(0.4):
        rule["key"] = "k"
    if maybe(0.4):
        rule["cancel"] = {"on": [dice.choice(["c", "d"])], "overdue": maybe(0.5)}
    if maybe(0.2) and kind != "list":
        rule["pause"] = {"from": "from", "to": "to"}
    elif maybe(0.3) and kind in ("single", "forbid"):
        rule["open"]["delay"] = dice.choice([10 * MINUTE, 5 * HOUR])
    if earlier and maybe(0.3):
        rule["excludes"] = [dice.choice(earlier)]

    rule["within"] = dice.choice([HOUR // 2, 4 * HOUR, 8 * HOUR, 24 * HOUR])
    rule["close"] = closing(0 if kind in ("chain", "list") else 0.4)
    if kind == "forbid":
        rule["forbid"] = True
    elif kind == "windows":
        rule["repeat"] = {"every": dice.choice([5 * HOUR, 12 * HOUR, 24 * HOUR]), **({"times": 3} if maybe(0.3) else {})}
        if maybe(0.5) or rule["within"] >= rule["repeat"]["every"]:
            del rule["within"]
    elif kind == "chain":
        rule["repeat"] = {"chain": True, **({"times": 3} if maybe(0.3) else {})}
    elif kind == "list":
        rule["repeat"] = {"after": sorted(dice.sample([HOUR, 2 * HOUR, 7 * HOUR, 24 * HOUR, 30 * HOUR], 3))}
        del rule["within"]
    else:
        if maybe(0.2) and (other := closing()) != rule["close"]:
            rule["close"] = [rule["close"], other]
        elif maybe(0.3):
            rule["close"]["early"] = dice.choice([HOUR, 10 * HOUR])
        if maybe(0.2):
            rule["miss"] = {"on": ["d"]}
        if maybe(0.2) and "pause" not in rule and "delay" not in rule["open"]:
            rule["extend"] = {"from": "from", "to": "to", "within": 5 * HOUR}
        elif maybe(0.15):
            del rule["within"]
    return rule


def definition(rule):
    def minutes(duration):
        return f"PT{duration // MINUTE}M"

    def section(s):
        out = {**s, "on": s["on"]}
        if "when" in s:
            out["when"] = '$.{} == {}'.format(*s["when"])
        if "at" in s:
            out["at"] = f"$.{s['at']}"
        for name in ("delay", "early"):
            if name in s:
                out[name] = minutes(s[name])
        return out

    out = {}
    for name, value in rule.items():
        if name in ("open", "close", "cancel", "miss"):
            out[name] = [section(s) for s in value] if isinstance(value, list) else section(value)
        elif name == "within":
            out["due"] = {"within": minutes(value)}
        elif name == "key":
            out["key"] = [f"$.{value}"]
        elif name == "extend":
            out["extend"] = {**value, "within": minutes(value["within"])}
        elif name == "repeat" and "every" in value:
            out["repeat"] = {**value, "every": minutes(value["every"])}
        elif name == "repeat" and "after" in value:
            out["repeat"] = {"after": [minutes(d) for d in value["after"]]}
        else:
            out[name] = value
    return json.dumps(out)


def random_log(dice, subject):
    names = list(TYPES)
    events = []
    # Instants are distinct now and then only; due times fall on events' instants too.
    for n in range(dice.randrange(3, EVENTS)):
        kind = dice.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]
        at = dice.randrange(0, LENGTH, HOUR // 2)
        data = {}
        if dice.random() < 0.8:
            data["f"] = dice.randrange(2)
        if dice.random() < 0.8:
            data["k"] = dice.choice(["x", "y"])
        if dice.random() < 0.5:
            data["t"] = at + MINUTE * dice.choice([-600, -60, -30, 0] if kind != "a" else [-600, -60, 0, 45])
        events.append({"id": f"{subject}/{n}", "type": kind, "at": at, "sequence": n, "data": data})
    return events


def instant(time):
    return None if time is None else START + datetime.timedelta(microseconds=time)


def emit(db, dice, logs):
    events = [{"specversion": "1.0", "id": e["id"], "source": "test", "type": e["type"], "subject": subject,
               "time": instant(e["at"]).isoformat(), "sequence": e["sequence"],
               "data": {**e["data"], **({"t": instant(e["data"]["t"]).isoformat()} if "t" in e["data"] else {})}}
              for subject, log in logs.items() for e in log]
    dice.shuffle(events)
    for i in range(0, len(events), 500):
        assert db.one("SELECT count(*) FROM tqc_emit_many(%s) WHERE seq IS NULL", json.dumps(events[i:i + 500])) == 0


def differences(db, rules, logs, now):
    db("SELECT tqc.set_clock(%s, 0)", instant(now))
    assert db.one("SELECT tqc.sync('5 min')"), "the engine did not catch up"
    found = {(rule, opener, number): rest for rule, opener, number, *rest in db.rows(
        "SELECT t.rule, e.id, t.occurrence, t.status, t.anchor_at, t.opened_at, t.due_at, t.closed_at"
        "  FROM tqc.task t JOIN tqc.event e ON e.seq = t.opened_by")}
    wanted = {(t["rule"], t["opener"], t["number"]): [t["status"], instant(t["anchor"]), instant(t["opened"]), instant(t["due"]),
                                        instant(t["closed"]) if t["status"] not in ("open", "waiting", "overdue") else None]
              for log in logs.values() for t in reference.tasks(rules, TYPES, log, now)}
    wrong = [(name, found.get(name), wanted.get(name)) for name in sorted(found.keys() | wanted.keys())
             if found.get(name) != wanted.get(name)]
    return wrong, len(wanted)


def told(rules, logs, wrong):
    """One difference with all that it takes to look into it."""
    (rule, opener, number), found, wanted = wrong[0]
    log = "\n".join(f"  {e['id']} {instant(e['at']):%d %H:%M} {e['type']} {e['data']}"
                    for e in sorted(logs[opener.split("/")[0]], key=reference.order))
    show = lambda t: t and [x if x is None or isinstance(x, str) else f"{x:%d %H:%M}" for x in t]  # noqa: E731
    by_rule = sorted({name[0] for name, _, _ in wrong})
    return (f"{len(wrong)} tasks differ, of rules {by_rule}; {rule} {opener} {number}: found {show(found)}, wanted {show(wanted)}\n"
            f"{definition(rules[rule])}\n{log}")


def compare(cluster, seed):
    dice = random.Random(seed)
    db = cluster.database(f"reference_{seed}")
    for name, kind in TYPES.items():
        db("SELECT tqc.define_event(%s, undoes => %s, amends => %s, match => %s)", name, kind.get("undoes"),
           kind.get("amends"), json.dumps([f"$.{kind['match']}"]) if "match" in kind else None)
    rules = {}
    for n in range(RULES):
        rules[f"r{n}"] = random_rule(dice, list(rules))
        db("SELECT tqc.put_rule(%s, %s)", f"r{n}", definition(rules[f"r{n}"]))
    logs = {f"V{n}": random_log(dice, f"V{n}") for n in range(SUBJECTS)}
    db("SELECT tqc.set_clock(%s, 0)", instant(LENGTH))
    emit(db, dice, logs)
    for now in (LENGTH + 33 * HOUR, LENGTH // 2, LENGTH // 5, LENGTH):
        wrong, count = differences(db, rules, logs, now)
        assert count > 500, f"only {count} tasks: nothing was tried"
        assert not wrong, f"seed {seed}: {told(rules, logs, wrong)}"
        print(f"# seed {seed}: {count} tasks at {instant(now):%d %H:%M}", flush=True)


def test_random(cluster):
    """random rules, random logs in random order: as the reference says, at the end and with the clock set back"""
    for seed in SEEDS:
        compare(cluster, seed)


if __name__ == "__main__":
    main(sys.modules[__name__], Cluster("reference"))
