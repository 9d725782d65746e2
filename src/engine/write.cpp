#include "engine/write.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/failures.h"
#include "engine/outbox.h"
#include "engine/task_rows.h"
#include "pg/settings.h"

namespace tqc::engine {

namespace {

// Ids from a sequence, as many as are wanted at once.
std::vector<std::int64_t> ids(pg::Statement& statement, std::size_t count) {
  std::vector<std::int64_t> result;
  if (count == 0) return result;
  pg::Rows rows = statement.run({pg::int8_arg(static_cast<int64>(count))});
  for (uint64 i = 0; i < rows.size(); ++i) result.push_back(rows.int8(i, 1));
  return result;
}

void give_ids(Batch& batch) {
  static pg::Statement task_ids("SELECT nextval('tqc.task_id') FROM generate_series(1::bigint, $1)",
                                {INT8OID});
  static pg::Statement subject_ids(
      "SELECT nextval('tqc.subject_id') FROM generate_series(1::bigint, $1)", {INT8OID});
  std::vector<std::int64_t*> tasks;
  for (auto& w : batch.works()) {
    for (Task& t : w->state.tasks) {
      if (t.id == 0) tasks.push_back(&t.id);
    }
  }
  std::vector<std::int64_t> given = ids(task_ids, tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) *tasks[i] = given[i];

  std::vector<Work*> subjects;
  for (auto& w : batch.works()) {
    if (w->id == 0) subjects.push_back(w.get());
  }
  given = ids(subject_ids, subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    subjects[i]->id = given[i];
    subjects[i]->is_new = true;
  }
}

const Known* known(const Work& w, std::size_t i) { return w.known[i] ? &*w.known[i] : nullptr; }

bool same(const Task& a, const StoredTask& s, const std::string& context) {
  const Task& b = s.task;
  return !s.withdrawn && a.version == b.version && a.opener.seq == b.opener.seq &&
         a.status == b.status && a.anchor == b.anchor && a.opened_at == b.opened_at &&
         a.due == b.due && a.overdue_at == b.overdue_at && a.closed_at == b.closed_at &&
         a.closed_by == b.closed_by && a.receivers == b.receivers && a.message == b.message &&
         a.reason == b.reason && a.number == b.number && a.entry == b.entry &&
         a.paused_at == b.paused_at && a.paused == b.paused && a.stood + a.rested == b.stood &&
         a.elapsed == b.elapsed && context == s.context;
}

// Does a transition that cannot have been recorded before tell why the row differs?
std::set<std::size_t> explained(const Work& w) {
  std::set<std::size_t> tasks;
  for (const Transition& t : w.result.transitions) {
    bool by_clock = t.event_seq == 0 && w.known[t.task] && w.known[t.task]->status == Status::open;
    if (by_clock || w.news.contains(t.event_seq)) tasks.insert(t.task);
  }
  return tasks;
}

std::string difference(const Task& a, const StoredTask& s) {
  if (s.withdrawn) return "restored";
  std::string what =
      std::string(to_string(s.task.status)) + " -> " + std::string(to_string(a.status));
  if (a.due != s.task.due) what += ", due moved";
  return what;
}

// A fold from the beginning writes only what differs from the rows that are there.
void compare_with_stored(Work& w, TaskRows& rows, Outbox& outbox, Time now) {
  std::map<std::int64_t, const StoredTask*> by_id;
  for (const StoredTask& s : w.stored) by_id.emplace(s.task.id, &s);
  std::set<std::size_t> told = explained(w);
  for (std::size_t i = 0; i < w.state.tasks.size(); ++i) {
    Task& t = w.state.tasks[i];
    auto found = by_id.find(t.id);
    t.touched = true;
    if (found == by_id.end()) continue;
    const StoredTask& s = *found->second;
    std::string context = pg::jsonb_text(pg::jsonb_arg(to_json(*t.context)).value);
    if (same(t, s, context)) {
      t.touched = false;
    } else if (s.withdrawn || !told.contains(i)) {
      rows.note(t.id, {0, s.withdrawn ? "restored" : "changed", now, 0, "", difference(t, s)},
                false);
    }
    by_id.erase(found);
  }
  for (const auto& [id, s] : by_id) {
    if (s->withdrawn) continue;
    rows.withdraw(id);
    rows.note(id, {0, "withdrawn", now, 0, "", "no longer yielded"}, false);
    outbox.withdrawn(w, s->task);
  }
}

struct SentEffect {
  const Work* work;
  std::size_t task;
  const Effect* effect;
};

// Records effects and returns those recorded for the first time and still fresh enough.
std::vector<SentEffect> record_effects(Batch& batch, Time now) {
  static pg::Statement insert(
      "INSERT INTO tqc.effect (task_id, step, planned_at, sent, receivers)"
      "SELECT c1, c2, c3, c4, c5::text[] FROM unnest($1, $2, $3, $4, $5) u(c1, c2, c3, c4, c5)"
      " ON CONFLICT DO NOTHING RETURNING task_id, step, planned_at",
      {INT8ARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, BOOLARRAYOID, TEXTARRAYOID});
  pg::Column tasks(INT8OID), steps(TEXTOID), planned(TIMESTAMPTZOID), sent(BOOLOID),
      receivers(TEXTOID);
  std::map<std::tuple<std::int64_t, std::string, Time>, SentEffect> fresh;
  for (auto& w : batch.works()) {
    for (const Effect& e : w->result.effects) {
      bool send = now - e.planned <= pg::settings::reminder_grace();
      std::int64_t id = w->state.tasks[e.task].id;
      tasks.add(pg::int8_arg(id));
      steps.add(pg::text_arg(e.step));
      planned.add(pg::time_arg(e.planned));
      sent.add(pg::bool_arg(send));
      receivers.add(array_literal(e.receivers));
      if (send) fresh.emplace(std::tuple(id, e.step, e.planned), SentEffect{w.get(), e.task, &e});
    }
  }
  std::vector<SentEffect> result;
  if (tasks.size() == 0) return result;
  pg::Rows rows =
      insert.run({tasks.array(), steps.array(), planned.array(), sent.array(), receivers.array()});
  for (uint64 i = 0; i < rows.size(); ++i) {
    auto found = fresh.find({rows.int8(i, 1), *rows.string(i, 2), rows.time(i, 3)});
    if (found != fresh.end()) result.push_back(found->second);
  }
  std::sort(result.begin(), result.end(), [](const SentEffect& a, const SentEffect& b) {
    return std::tuple(a.work, a.task, a.effect->planned, a.effect) <
           std::tuple(b.work, b.task, b.effect->planned, b.effect);
  });
  return result;
}

// A state that is too large for a row is not kept: nothing decodes it, so the subject is folded
// from the beginning each time.
std::string kept(const State& state) {
  constexpr std::size_t kMost = 256U << 20;
  std::string bytes = encode(state);
  return bytes.size() <= kMost ? bytes : std::string(1, '\0');
}

void write_subjects(Batch& batch) {
  static pg::Statement insert(
      "INSERT INTO tqc.subject (id, site, subject, alarm, pending_from, state)"
      "SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
      {INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID,
       BYTEAARRAYOID});
  static pg::Statement update(
      "UPDATE tqc.subject s SET alarm = c2, pending_from = c3, state = c4"
      "  FROM unnest($1, $2, $3, $4) u(c1, c2, c3, c4),"
      "  LATERAL (SELECT r.ctid FROM tqc.subject r WHERE r.id = c1 OFFSET 0) at"
      " WHERE s.ctid = at.ctid",
      {INT8ARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, BYTEAARRAYOID});
  struct Columns {
    pg::Column ids{INT8OID}, sites{TEXTOID}, subjects{TEXTOID}, alarms{TIMESTAMPTZOID},
        pending{TIMESTAMPTZOID}, states{BYTEAOID};
  } fresh, known;
  for (auto& w : batch.works()) {
    Columns& c = w->is_new ? fresh : known;
    c.ids.add(pg::int8_arg(w->id));
    c.sites.add(pg::text_arg(w->subject.site));
    c.subjects.add(pg::text_arg(w->subject.subject));
    Time alarm = std::min(w->result.alarm, w->pending_from);
    c.alarms.add(alarm == kNever ? pg::Arg() : pg::time_arg(alarm));
    c.pending.add(w->pending_from == kNever ? pg::Arg() : pg::time_arg(w->pending_from));
    w->state.forget_ended();
    c.states.add(pg::bytes_arg(kept(w->state)));
  }
  if (fresh.ids.size() > 0) {
    insert.run({fresh.ids.array(), fresh.sites.array(), fresh.subjects.array(),
                fresh.alarms.array(), fresh.pending.array(), fresh.states.array()});
  }
  if (known.ids.size() > 0) {
    update.run(
        {known.ids.array(), known.alarms.array(), known.pending.array(), known.states.array()});
  }
}

}  // namespace

bool write_back(Batch& batch, Time now) {
  give_ids(batch);
  ContextCache contexts;
  TaskRows rows(contexts);
  Outbox outbox(now, contexts);
  for (auto& w : batch.works()) {
    if (w->from_beginning) compare_with_stored(*w, rows, outbox, now);
    for (std::size_t i = 0; i < w->state.tasks.size(); ++i) {
      const Task& t = w->state.tasks[i];
      if (!t.touched) continue;
      if (w->known[i]) {
        rows.update(t);
      } else {
        rows.insert(*w, t);
      }
    }
    for (const Transition& t : w->result.transitions) {
      rows.note(w->state.tasks[t.task].id, t, w->from_beginning);
    }
  }
  rows.write();

  std::vector<SentEffect> effects = record_effects(batch, now);
  for (auto& w : batch.works()) {
    for (std::size_t i = 0; i < w->state.tasks.size(); ++i) {
      const Task& t = w->state.tasks[i];
      if (t.touched) outbox.appeared_or_changed(*w, t, known(*w, i));
    }
  }
  for (const SentEffect& e : effects) {
    outbox.effect(*e.work, e.work->state.tasks[e.task], e.effect->step, e.effect->receivers);
  }
  for (auto& w : batch.works()) {
    for (std::size_t i = 0; i < w->state.tasks.size(); ++i) {
      const Task& t = w->state.tasks[i];
      if (t.touched) outbox.ended(*w, t, known(*w, i));
    }
  }
  write_failures(batch);
  write_subjects(batch);
  outbox.write();
  return std::any_of(batch.works().begin(), batch.works().end(), [](const auto& w) {
    const FoldResult& r = w->result;
    return w->from_beginning || !r.transitions.empty() || !r.effects.empty() || !r.failures.empty();
  });
}

}  // namespace tqc::engine
