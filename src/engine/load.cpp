#include "engine/catalog.h"
#include "engine/work.h"

namespace tqc::engine {

Work& Batch::of(const std::string& site, const std::string& subject) {
  auto [it, is_new] = index_.try_emplace({site, subject}, nullptr);
  if (is_new) {
    works_.push_back(std::make_unique<Work>());
    it->second = works_.back().get();
    it->second->subject = {site, subject};
  }
  return *it->second;
}

namespace {

struct Names {
  pg::Column sites{TEXTOID};
  pg::Column subjects{TEXTOID};
  void add(const Work& w) {
    sites.add(pg::text_arg(w.subject.site));
    subjects.add(pg::text_arg(w.subject.subject));
  }
};

Known known_of(const Task& t) {
  return {t.id, t.status, t.due, t.paused_at, t.receivers, t.message, false};
}

void fold_on(Work& w, PgFacts& facts, const RuleBook& book, Time now) {
  if (w.from_beginning) return;
  State& state = w.state;
  if (!w.encoded.empty() && !decode(w.encoded, book, state)) {
    w.from_beginning = true;
    return;
  }
  for (const Task& t : state.tasks) w.known.emplace_back(known_of(t));
  facts.clear();
  if (!fold_more(book, facts, w.subject, to_events(w.events, facts), now, state, w.result)) {
    w.from_beginning = true;
    return;
  }
  w.known.resize(state.tasks.size());
}

Time time_or(const pg::Rows& rows, uint64 i, int column, Time otherwise) {
  auto value = rows.datum(i, column);
  return value ? DatumGetTimestampTz(*value) : otherwise;
}

void load_stored(std::vector<Work*>& works, const RuleBook& book) {
  static pg::Statement rows_of(
      "SELECT u.ord::int, t.id, t.rule, t.rule_id, t.key, t.named_by, t.occurrence, t.opened_by,"
      "       t.status, t.anchor_at, t.opened_at, t.due_at, t.overdue_at, t.closed_at,"
      "       t.closed_by, t.receivers, t.context, t.message, t.reason, t.withdrawn, t.number,"
      "       t.paused_at, t.paused, t.idle, t.elapsed, t.due_entry"
      "  FROM unnest($1) WITH ORDINALITY u(id, ord),"
      "  LATERAL (SELECT * FROM tqc.task_row t WHERE t.subject_id = u.id OFFSET 0) t",
      {INT8ARRAYOID});
  pg::Column ids(INT8OID);
  for (Work* w : works) ids.add(pg::int8_arg(w->id));
  pg::Rows rows = rows_of.run({ids.array()});
  for (uint64 i = 0; i < rows.size(); ++i) {
    StoredTask s;
    Task& t = s.task;
    t.id = rows.int8(i, 2);
    t.version = book.version(rows.int4(i, 4));
    t.name = {*rows.string(i, 3), *rows.string(i, 5), rows.int8(i, 6), rows.int8(i, 7)};
    t.opener.seq = rows.int8(i, 8);
    t.status = status_from(*rows.string(i, 9));
    t.anchor = rows.time(i, 10);
    t.opened_at = rows.time(i, 11);
    t.due = time_or(rows, i, 12, kNever);
    t.overdue_at = time_or(rows, i, 13, kNever);
    t.closed_at = time_or(rows, i, 14, kNever);
    t.closed_by = rows.datum(i, 15) ? rows.int8(i, 15) : 0;
    t.receivers = pg::to_strings(*rows.datum(i, 16));
    s.context = pg::jsonb_text(*rows.datum(i, 17));
    t.message = rows.string(i, 18).value_or("");
    t.reason = rows.string(i, 19).value_or("");
    s.withdrawn = rows.boolean(i, 20);
    t.number = rows.int4(i, 21);
    t.paused_at = time_or(rows, i, 22, kNever);
    t.paused = rows.int8(i, 23);
    t.stood = rows.int8(i, 24);
    t.elapsed = rows.datum(i, 25) ? rows.int8(i, 25) : 0;
    t.entry = rows.int4(i, 26);
    works[rows.int4(i, 1) - 1]->stored.push_back(std::move(s));
  }
}

// What the fold yields takes the ids of the rows of the same names.
void match_names(Work& w) {
  std::map<TaskName, const StoredTask*> by_name;
  for (const StoredTask& s : w.stored) by_name.emplace(s.task.name, &s);
  w.known.clear();
  for (Task& t : w.state.tasks) {
    auto found = by_name.find(t.name);
    if (found == by_name.end()) {
      w.known.emplace_back();
      continue;
    }
    t.id = found->second->task.id;
    w.known.emplace_back(known_of(found->second->task));
    w.known.back()->withdrawn = found->second->withdrawn;
    by_name.erase(found);
  }
  w.state.withdrawn = !by_name.empty();
}

void fold_anew(std::vector<Work*>& works, PgFacts& facts, Cursor& cursor, const RuleBook& book,
               Time now) {
  static pg::Statement next_pending(
      "SELECT u.ord::int, (SELECT min(e.occurred_at) FROM tqc.event_log e"
      "                     WHERE e.site = u.site AND e.subject = u.subject AND e.occurred_at > $3)"
      "  FROM unnest($1, $2) WITH ORDINALITY u(site, subject, ord)",
      {TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID});
  Names names;
  for (Work* w : works) names.add(*w);
  pg::Arg sites = names.sites.array();
  pg::Arg subjects = names.subjects.array();

  std::vector<std::vector<LogEvent>> histories(works.size());
  for (auto& [i, e] : cursor.read_history(sites, subjects, now)) {
    if (e.occurred_at >= works[i]->pending_from) works[i]->news.insert(e.seq);
    histories[i].push_back(std::move(e));
  }
  pg::Rows pending = next_pending.run({sites, subjects, pg::time_arg(now)});
  for (uint64 i = 0; i < pending.size(); ++i) {
    works[pending.int4(i, 1) - 1]->pending_from = time_or(pending, i, 2, kNever);
  }
  load_stored(works, book);

  for (std::size_t i = 0; i < works.size(); ++i) {
    Work& w = *works[i];
    facts.clear();
    std::vector<Event> events = to_events(histories[i], facts);
    for (const Event& e : events) w.rewrites = w.rewrites || e.type->rewrites();
    for (const LogEvent& e : w.events) w.news.insert(e.seq);
    w.events = std::move(histories[i]);
    w.result = fold_all(book, facts, w.subject, std::move(events), now, w.state);
    match_names(w);
  }
}

}  // namespace

void load_states(Batch& batch) {
  static pg::Statement states(
      "SELECT u.ord::int, s.id, s.pending_from, s.state"
      "  FROM unnest($1, $2) WITH ORDINALITY u(site, subject, ord),"
      "  LATERAL (SELECT * FROM tqc.subject s"
      "            WHERE s.site = u.site AND s.subject = u.subject OFFSET 0) s",
      {TEXTARRAYOID, TEXTARRAYOID});
  Names names;
  std::vector<Work*> wanted;
  for (auto& w : batch.works()) {
    if (w->id != 0) continue;
    wanted.push_back(w.get());
    names.add(*w);
  }
  if (wanted.empty()) return;
  pg::Rows rows = states.run({names.sites.array(), names.subjects.array()});
  for (uint64 i = 0; i < rows.size(); ++i) {
    Work& w = *wanted[rows.int4(i, 1) - 1];
    w.id = rows.int8(i, 2);
    w.pending_from = std::min(w.pending_from, time_or(rows, i, 3, kNever));
    w.encoded = pg::bytes(*rows.datum(i, 4));
  }
}

void fold(Batch& batch, Cursor& cursor, const RuleBook& book, const CalendarBook& calendars,
          Time now) {
  PgFacts facts(calendars);
  std::vector<Work*> anew;
  for (auto& w : batch.works()) {
    if (w->pending_from <= now) w->from_beginning = true;
    fold_on(*w, facts, book, now);
    if (w->from_beginning) anew.push_back(w.get());
  }
  for (Work* w : anew) {
    w->known.clear();
    w->result = {};
  }
  if (!anew.empty()) fold_anew(anew, facts, cursor, book, now);
}

}  // namespace tqc::engine
