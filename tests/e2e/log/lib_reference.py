"""What tasks mean, told a second time: plain and slow, from the words of docs/rules.md and not from the engine.

`tasks(rules, types, events, now)` walks one subject's events in time order. Times are whole microseconds. An event is
{id, type, at, sequence, data}; a rule and a type are what put_rule and define_event get, with durations as microseconds.
"""

ENDED = ("met", "late", "missed", "violated", "replaced", "cancelled")


def order(event):
    return (event["at"], event["sequence"])


def resolved(types, events):
    """The events that count, in order, each with its data as amended."""
    events = sorted(events, key=order)
    voided, target, amends = [False] * len(events), {}, {}

    def counts(i):
        # An amend goes with the event it is laid on.
        return not voided[i] and (i not in amends or counts(amends[i]))

    def pick(i, names, match):
        own = events[i]["data"].get(match) if match else None
        for j in reversed(range(i)):
            if events[j]["type"] in names and counts(j):
                if not match or (own is not None and own == events[j]["data"].get(match)):
                    return j
        return None

    for i, event in enumerate(events):
        kind = types[event["type"]]
        if "undoes" in kind:
            j = pick(i, kind["undoes"], kind.get("match"))
            if j is not None:
                voided[j] = True
                target[i] = j
                if j in target:  # an undone undo makes its own target count again
                    voided[target[j]] = False
        if "amends" in kind:
            j = pick(i, kind["amends"], kind.get("match"))
            if j is not None:
                amends[i] = j
    result = []
    for i, event in enumerate(events):
        if counts(i):
            data = dict(event["data"])
            for k in sorted(k for k, j in amends.items() if j == i and counts(k)):
                data.update(events[k]["data"])
            result.append({**event, "data": data})
    return result


class Walk:
    def __init__(self, rules, types, events):
        self.rules, self.events = rules, resolved(types, events)
        self.tasks, self.series = [], []
        self.closed_by = {}   # (rule, event's place) -> it closed a task of the rule
        self.spans = {}       # rule -> the `from` and `to` of its pause or extend so far, with their keys
        self.openers = {}     # (rule, key) -> an opener has passed `when`

    def began(self, code, key):
        """Since when the pause or the extension of a rule runs for a key: its first `from` after its last `to`."""
        since = None
        for at, begins, its_key in self.spans.get(code, []):
            if its_key is None or its_key == key:
                since = (at if since is None else since) if begins else None
        return since

    def paused(self, t):
        return self.began(t["rule"], t["key"]) if "pause" in self.rules[t["rule"]] else None

    def stands(self, t):
        """Since when a task's clock stands; what fell due before is not stopped any more."""
        since = self.paused(t)
        return since if since is not None and t["due"] is not None and since <= t["due"] else None

    def until(self, instant):
        """The clock: what opens up to the instant, and what fell due before it."""
        for s in self.series:
            self.go(s, instant)
        for t in self.tasks:
            if t["status"] == "waiting" and t["opened"] <= instant:
                t["status"] = "open"
            if t["status"] not in ENDED and t["end"] is not None and max(t["end"], t["opened"]) < instant:
                since = self.paused(t)
                inside = since is not None and since <= t["end"]
                if inside:
                    self.stand(t, t["end"])
                t.update(status="cancelled" if inside else "missed", closed=t["end"], lapsed=not inside)
            if t["status"] == "open" and t["due"] is not None and max(t["due"], t["opened"]) < instant and self.stands(t) is None:
                if self.rules[t["rule"]].get("forbid"):
                    t.update(status="met", closed=t["due"])
                else:
                    t["status"] = "overdue"

    def run(self, now):
        for place, event in enumerate(self.events):
            self.until(event["at"])
            self.act(place, event)
        self.until(now)
        return self.tasks

    @staticmethod
    def says(section, event):
        """Whether a section (or any of several) names the event and its `when` holds; the section."""
        for s in section if isinstance(section, list) else [section] if section else []:
            if event["type"] in s["on"] and ("when" not in s or event["data"].get(s["when"][0]) == s["when"][1]):
                return s
        return None

    @staticmethod
    def key(rule, event):
        return event["data"].get(rule["key"]) if "key" in rule else ""

    def running(self, code):
        return [t for t in self.tasks if t["rule"] == code and t["status"] not in ENDED]

    def act(self, place, event):
        at = event["at"]
        for code, rule in self.rules.items():
            if "pause" in rule:
                self.span(code, rule["pause"], event, self.go_on)
        closed = []
        for code, rule in self.rules.items():
            s = self.says(rule.get("close"), event)
            key = self.key(rule, event)
            if s is None or key is None:
                continue
            c = self.time(s, event)
            if c is None:
                continue
            c = min(at, c)
            hit = [t for t in self.open_to(code, c) if t["key"] == key and t["bound"](s) <= c and self.closes(t, c)]
            which = s.get("which", "oldest")
            for t in hit if which == "all" else hit[:1] if which == "oldest" else hit[-1:]:
                self.close(t, c, place)
                closed.append(t)
        self.exclude(closed, at)
        for code, rule in self.rules.items():
            s = self.says(rule.get("cancel"), event)
            if s:
                self.over(code, lambda series, rule=rule: self.speaks(rule, event, series))
                for t in self.running(code):
                    if self.speaks(rule, event, t) and (t["status"] != "overdue" or s.get("overdue")):
                        self.stand(t, at)
                        t.update(status="cancelled", closed=at)
        for code, rule in self.rules.items():
            if self.says(rule.get("miss"), event):
                for t in self.running(code):
                    if self.speaks(rule, event, t):
                        self.stand(t, at)
                        t.update(status="cancelled" if t["status"] == "waiting" else "missed", closed=at)
        for code, rule in self.rules.items():
            if "extend" in rule:
                self.span(code, rule["extend"], event, self.extend)
        for t in closed:
            self.arm(t, at)
        for code, rule in self.rules.items():
            self.open(code, rule, place, event)

    def speaks(self, rule, event, task):
        key = self.key(rule, event)
        return key is None or key == task["key"]

    def stand(self, t, until):
        """The time for which the clock has stood is not counted; what was overdue before stays so, and windows keep their
        ends."""
        since = self.stands(t)
        if t["status"] == "open" and since is not None and t["due"] != t["end"]:
            t["due"] += max(0, until - max(since, t["anchor"]))

    def span(self, code, section, event, over):
        """One `from` or `to`: at `to`, `over` is told of each task for which it had begun."""
        begins = event["type"] == section["from"]
        if not begins and event["type"] != section["to"]:
            return
        key = self.key(self.rules[code], event)
        if not begins:
            for t in [t for t in self.tasks if t["rule"] == code and key in (None, t["key"])]:
                since = self.began(code, t["key"])
                if since is not None:
                    over(t, since, event["at"])
        self.spans.setdefault(code, []).append((event["at"], begins, key))

    def go_on(self, t, _, at):
        if t["status"] not in ENDED:
            self.stand(t, at)

    def extend(self, t, began, at):
        late = t["status"] == "late" and t["closed_place"] >= began
        if t["due"] is not None and began <= t["due"] <= at and (late or t["status"] not in ENDED):
            t["due"] = max(t["due"], at + self.rules[t["rule"]]["extend"]["within"])
            if late:
                t["status"] = "met" if t["closed"] <= t["due"] else "late"
            elif t["status"] == "overdue":
                t["status"] = "open"

    @staticmethod
    def time(section, event):
        """What `at` says; None if it says nothing, and then the event is not used."""
        return event["data"].get(section["at"]) if "at" in section else event["at"]

    def closes(self, t, c):
        """What is forbidden can no longer happen once the due time is past, also while the task waits."""
        since = self.stands(t)
        stood = 0 if since is None else max(0, c - max(since, t["anchor"]))
        return not self.rules[t["rule"]].get("forbid") or c <= t["due"] + stood

    def close(self, t, c, place):
        rule = self.rules[t["rule"]]
        self.stand(t, c)
        self.closed_by[t["rule"], place] = True
        if rule.get("forbid"):
            status = "violated"
        else:
            status = "met" if t["due"] is None or c <= t["due"] else "late"
        t.update(status=status, closed=c, closed_place=self.events[place]["at"], lapsed=False)

    def exclude(self, closed, at):
        for t in closed:
            for other in self.rules[t["rule"]].get("excludes", []):
                self.over(other, lambda o, t=t: not o["key"] or not t["key"] or o["key"] == t["key"])
                for o in self.running(other):
                    if not o["key"] or not t["key"] or o["key"] == t["key"]:
                        self.stand(o, at)
                        o.update(status="replaced", closed=at)

    def open(self, code, rule, place, event):
        s = self.says(rule["open"], event)
        key = self.key(rule, event)
        if s is None or key is None:
            return
        again = s.get("again", "parallel")
        going = [s for s in self.series if s["rule"] == code and not s["over"] and "repeat" in rule]
        if again == "ignore" and any(t["key"] == key for t in self.running(code) + going):
            return
        before = self.openers.get((code, key))
        self.openers[code, key] = True
        if again == "never" and before:
            return
        at = event["at"]
        anchor = self.time(s, event)
        if anchor is None:
            return
        series = {"rule": code, "key": key, "opener": event["id"], "anchor": anchor, "at": at,
                  "order": order(event), "given": 0, "over": False,
                  "bound": lambda close: min(anchor, at) - close.get("early", 0)}
        self.series.append(series)
        if "repeat" not in rule or "chain" in rule["repeat"]:
            self.task(series, anchor, at + s.get("delay", 0), anchor + rule["within"] if "within" in rule else None)
        self.go(series, at)
        for t in [t for t in self.tasks if t["series"] is series]:
            self.look_back(t, place, event)

    def task(self, series, anchor, opened, due, end=None):
        series["given"] += 1
        repeat = self.rules[series["rule"]].get("repeat", {})
        if series["given"] == repeat.get("times") or series["given"] == len(repeat.get("after", [])) or not repeat:
            series["over"] = True
        self.tasks.append({
            **{name: series[name] for name in ("rule", "key", "opener", "bound")}, "series": series,
            "number": series["given"], "anchor": anchor, "opened": opened, "due": due, "end": end, "lapsed": False,
            "closed": None, "closed_place": None, "status": "waiting" if opened > series["at"] else "open"})

    def go(self, series, instant):
        """The tasks of a series that the clock opens up to an instant."""
        rule = self.rules[series["rule"]]
        repeat = rule.get("repeat", {})
        while not series["over"] and "every" in repeat:
            start = series["anchor"] + series["given"] * repeat["every"]
            if start > instant:
                break
            end = start + repeat["every"] - 1
            self.task(series, start, max(start, series["at"]), start + rule["within"] if "within" in rule else end, end)
        while not series["over"] and "after" in repeat:
            before = [series["anchor"] + d for d in repeat["after"][:series["given"]]][-1:]
            if before and before[0] > instant:
                break
            due = series["anchor"] + repeat["after"][series["given"]]
            self.task(series, series["anchor"], max([series["at"], *before]), due)

    def arm(self, t, at):
        """In a chain each close arms the next."""
        rule, series = self.rules[t["rule"]], t["series"]
        if "chain" in rule.get("repeat", {}) and not series["over"]:
            self.task(series, t["closed"], at, t["closed"] + rule["within"])

    def over(self, code, concerned):
        for s in self.series:
            s["over"] = s["over"] or (s["rule"] == code and concerned(s))

    def open_to(self, code, c):
        """The tasks that a close of this time may end, the oldest first: running ones; of windows only the one it falls
        into, also when it has ended without."""
        by_opening = sorted(self.tasks, key=lambda t: (t["opened"], t["series"]["order"], t["number"]))
        return [t for t in by_opening if t["rule"] == code and (t["status"] not in ENDED or t["lapsed"])
                and (t["end"] is None or t["anchor"] <= c <= t["end"])]

    def look_back(self, t, place, event):
        code, key, at = t["rule"], t["key"], event["at"]
        rule = self.rules[code]
        # What was written before the opening event came.
        for j, earlier in enumerate(self.events[:place]):
            c_s = self.says(rule.get("close"), earlier)
            if c_s is None or (code, j) in self.closed_by or self.key(rule, earlier) != key:
                continue
            c = self.time(c_s, earlier)
            c = None if c is None else min(c, earlier["at"])
            if c is not None and c > t["bound"](c_s) and self.closes(t, c) and t in self.open_to(code, c):
                self.close(t, c, j)
                self.exclude([t], at)
                break


def tasks(rules, types, events, now):
    return Walk(rules, types, [e for e in events if e["at"] <= now]).run(now)
