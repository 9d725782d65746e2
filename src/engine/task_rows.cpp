#include "engine/task_rows.h"

#include "core/calendar.h"

namespace tqc::engine {

namespace {

pg::Arg time_or_null(Time t) { return t == kNever ? pg::Arg() : pg::time_arg(t); }
pg::Arg text_or_null(const std::string& s) { return s.empty() ? pg::Arg() : pg::text_arg(s); }
// The calendar its due time is counted in, unless it is `always`.
std::string own_calendar(const Task& t) {
  if (t.entry < 0) return {};
  const std::string& code = t.version->definition->due[t.entry].calendar;
  return code == CalendarBook::kAlwaysCode ? std::string() : code;
}

pg::Arg seq_or_null(std::int64_t seq) { return seq == 0 ? pg::Arg() : pg::int8_arg(seq); }

}  // namespace

pg::Arg array_literal(const std::vector<std::string>& items) {
  std::string out = "{";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (char c : item) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return pg::text_arg(out + "}");
}

void TaskRows::common(Common& c, const Task& t) {
  c.rule_ids.add(pg::int4_arg(t.version->id));
  c.opened_by.add(pg::int8_arg(t.opener.seq));
  c.statuses.add(pg::text_arg(to_string(t.status)));
  c.anchors.add(pg::time_arg(t.anchor));
  c.opened.add(pg::time_arg(t.opened_at));
  c.due.add(time_or_null(t.due));
  c.overdue.add(time_or_null(t.overdue_at));
  c.closed.add(time_or_null(t.closed_at));
  c.closed_by.add(seq_or_null(t.closed_by));
  c.receivers.add(array_literal(t.receivers));
  c.contexts.add(contexts_.jsonb(t.context));
  c.messages.add(text_or_null(t.message));
  c.reasons.add(text_or_null(t.reason));
  c.numbers.add(pg::int4_arg(t.number));
  c.paused_at.add(time_or_null(t.paused_at));
  c.paused.add(pg::int8_arg(t.paused));
  c.idle.add(pg::int8_arg(t.stood + t.rested));
  c.elapsed.add(running(t.status) ? pg::Arg() : pg::int8_arg(t.elapsed));
  c.calendars.add(text_or_null(own_calendar(t)));
  c.entries.add(pg::int4_arg(t.entry));
}

std::vector<pg::Arg> TaskRows::arrays(const Common& c) {
  return {c.rule_ids.array(),  c.opened_by.array(), c.statuses.array(),  c.anchors.array(),
          c.opened.array(),    c.due.array(),       c.overdue.array(),   c.closed.array(),
          c.closed_by.array(), c.receivers.array(), c.contexts.array(),  c.messages.array(),
          c.reasons.array(),   c.numbers.array(),   c.paused_at.array(), c.paused.array(),
          c.idle.array(),      c.elapsed.array(),   c.calendars.array(), c.entries.array()};
}

void TaskRows::insert(const Work& w, const Task& t) {
  new_ids_.add(pg::int8_arg(t.id));
  new_subjects_.add(pg::int8_arg(w.id));
  new_rules_.add(pg::text_arg(t.name.rule));
  new_keys_.add(pg::text_arg(t.name.key));
  new_named_.add(pg::int8_arg(t.name.opened_by));
  new_occurrences_.add(pg::int8_arg(t.name.occurrence));
  common(new_, t);
}

void TaskRows::update(const Task& t) {
  changed_ids_.add(pg::int8_arg(t.id));
  common(changed_, t);
}

void TaskRows::withdraw(std::int64_t id) { withdrawn_.add(pg::int8_arg(id)); }

void TaskRows::note(std::int64_t task, const Transition& t, bool maybe_known) {
  noted_.add(pg::int8_arg(task));
  noted_at_.add(pg::time_arg(t.at));
  noted_kinds_.add(pg::text_arg(t.kind));
  noted_by_.add(seq_or_null(t.event_seq));
  noted_actors_.add(text_or_null(t.actor));
  noted_reasons_.add(text_or_null(t.reason));
  noted_maybe_.add(pg::bool_arg(maybe_known));
  some_maybe_ = some_maybe_ || maybe_known;
}

void TaskRows::write() {
  static pg::Statement insert(
      "INSERT INTO tqc.task_row (rule_id, opened_by, status, anchor_at, opened_at, due_at,"
      " overdue_at, closed_at, closed_by, receivers, context, message, reason, number, paused_at,"
      " paused, idle, elapsed, calendar, due_entry, id, subject_id, rule, key, named_by, "
      "occurrence)"
      "SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10::text[], c11, c12, c13, c14, c15, c16, c17,"
      "       c18, c19, c20, c21, c22, c23, c24, c25, c26"
      "  FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
      "              $18, $19, $20, $21, $22, $23, $24, $25, $26)"
      "    u(c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19,"
      "      c20, c21, c22, c23, c24, c25, c26)",
      {INT4ARRAYOID,        INT8ARRAYOID,        TEXTARRAYOID,        TIMESTAMPTZARRAYOID,
       TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID,
       INT8ARRAYOID,        TEXTARRAYOID,        JSONBARRAYOID,       TEXTARRAYOID,
       TEXTARRAYOID,        INT4ARRAYOID,        TIMESTAMPTZARRAYOID, INT8ARRAYOID,
       INT8ARRAYOID,        INT8ARRAYOID,        TEXTARRAYOID,        INT4ARRAYOID,
       INT8ARRAYOID,        INT8ARRAYOID,        TEXTARRAYOID,        TEXTARRAYOID,
       INT8ARRAYOID,        INT8ARRAYOID});
  static pg::Statement update(
      "UPDATE tqc.task_row t SET rule_id = c1, opened_by = c2, status = c3, anchor_at = c4,"
      " opened_at = c5, due_at = c6, overdue_at = c7, closed_at = c8, closed_by = c9,"
      " receivers = c10::text[], context = c11, message = c12, reason = c13, number = c14,"
      " paused_at = c15, paused = c16, idle = c17, elapsed = c18, calendar = c19,"
      " due_entry = c20, withdrawn = false"
      "  FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
      "              $18, $19, $20, $21)"
      "    u(c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19,"
      "      c20, c21),"
      "  LATERAL (SELECT r.ctid FROM tqc.task_row r WHERE r.id = c21 OFFSET 0) at"
      " WHERE t.ctid = at.ctid",
      {INT4ARRAYOID,        INT8ARRAYOID,        TEXTARRAYOID,        TIMESTAMPTZARRAYOID,
       TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID, TIMESTAMPTZARRAYOID,
       INT8ARRAYOID,        TEXTARRAYOID,        JSONBARRAYOID,       TEXTARRAYOID,
       TEXTARRAYOID,        INT4ARRAYOID,        TIMESTAMPTZARRAYOID, INT8ARRAYOID,
       INT8ARRAYOID,        INT8ARRAYOID,        TEXTARRAYOID,        INT4ARRAYOID,
       INT8ARRAYOID});
  static pg::Statement withdraw("UPDATE tqc.task_row SET withdrawn = true WHERE id = ANY ($1)",
                                {INT8ARRAYOID});
  static pg::Statement note(
      "INSERT INTO tqc.task_history (task_id, at, transition, event_seq, actor, reason)"
      "SELECT c1, c2, c3, c4, c5, c6 FROM unnest($1, $2, $3, $4, $5, $6) u(c1, c2, c3, c4, c5, c6)",
      {INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID});
  static pg::Statement note_unknown(
      "INSERT INTO tqc.task_history (task_id, at, transition, event_seq, actor, reason)"
      "SELECT c1, c2, c3, c4, c5, c6"
      "  FROM unnest($1, $2, $3, $4, $5, $6, $7) u(c1, c2, c3, c4, c5, c6, maybe)"
      " WHERE NOT maybe OR NOT EXISTS ("
      "   SELECT FROM tqc.task_history h WHERE h.task_id = c1 AND h.at = c2 AND h.transition = c3"
      "      AND h.event_seq IS NOT DISTINCT FROM c4)",
      {INT8ARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
       BOOLARRAYOID});

  if (new_ids_.size() > 0) {
    std::vector<pg::Arg> args = arrays(new_);
    for (const pg::Column* c :
         {&new_ids_, &new_subjects_, &new_rules_, &new_keys_, &new_named_, &new_occurrences_}) {
      args.push_back(c->array());
    }
    insert.run(args);
  }
  if (changed_ids_.size() > 0) {
    std::vector<pg::Arg> args = arrays(changed_);
    args.push_back(changed_ids_.array());
    update.run(args);
  }
  if (withdrawn_.size() > 0) withdraw.run({withdrawn_.array()});
  if (noted_.size() == 0) return;
  std::vector<pg::Arg> args = {noted_.array(),    noted_at_.array(),     noted_kinds_.array(),
                               noted_by_.array(), noted_actors_.array(), noted_reasons_.array()};
  if (!some_maybe_) {
    note.run(args);
  } else {
    args.push_back(noted_maybe_.array());
    note_unknown.run(args);
  }
}

}  // namespace tqc::engine
