#include "engine/cursor.h"

namespace tqc::engine {

namespace {

pg::Arg xid8_arg(std::uint64_t xid) { return {UInt64GetDatum(xid)}; }

// $1 engines, $2 engine.
#define TQC_OF_THIS_ENGINE "($1 = 1 OR tqc.engine_of(e.site, e.subject, $1) = $2)"

}  // namespace

// Has another split (o) come as far as this place (c)? Then c was left when the number of engines
// changed, and is taken up again: what follows it may have been applied. While it is reading that
// again (rereading), only what came after its window tells.
#define TQC_OVERTAKEN                                                               \
  "CASE WHEN c.rereading AND c.upto IS NOT NULL"                                    \
  "     THEN pg_snapshot_xmax(coalesce(o.upto, o.seen)) > pg_snapshot_xmax(c.upto)" \
  "     ELSE pg_snapshot_xmax(coalesce(o.upto, o.seen)) >= pg_snapshot_xmax(c.seen) END"

Cursor::Cursor(int engine, int engines) : engine(engine), engines(engines) {
  static pg::Statement newest(
      "SELECT batch, seen, upto, xid, seq, rereading, alarm_floor, rules, calendars,"
      "       generation, events, pg_snapshot_xmax(seen),"
      // Two ranges of the primary key, both empty as a rule.
      "       EXISTS (SELECT FROM tqc.cursor o WHERE o.engines < c.engines AND " TQC_OVERTAKEN
      ")"
      "    OR EXISTS (SELECT FROM tqc.cursor o WHERE o.engines > c.engines AND " TQC_OVERTAKEN
      ")"
      "  FROM tqc.cursor c WHERE engines = $1 AND engine = $2 ORDER BY batch DESC LIMIT 1",
      {INT4OID, INT4OID});
  // The places of other splits, if all engines of one of them have been at work: a subject whose
  // engine was not has no place there.
  static pg::Statement before(
      "SELECT c.seen, pg_snapshot_xmax(c.seen), c.rules, c.calendars, c.generation"
      "  FROM (SELECT DISTINCT ON (engines, engine) * FROM tqc.cursor WHERE engines <> $1"
      "         ORDER BY engines, engine, batch DESC) c"
      " WHERE EXISTS (SELECT FROM tqc.cursor d WHERE d.engines <> $1"
      "                GROUP BY d.engines HAVING count(DISTINCT d.engine) = d.engines)"
      " ORDER BY pg_snapshot_xmax(c.seen), pg_snapshot_xmin(c.seen) LIMIT 1",
      {INT4OID});
  pg::Rows rows = newest.run({pg::int4_arg(engines), pg::int4_arg(engine)});
  if (!rows.empty()) {
    batch_ = rows.int8(0, 1);
    seen_ = *rows.datum(0, 2);
    if (auto upto = rows.datum(0, 3)) upto_ = *upto;
    xid_ = DatumGetUInt64(*rows.datum(0, 4));
    seq_ = rows.int8(0, 5);
    rereading_ = rows.boolean(0, 6);
    alarm_floor = rows.time(0, 7);
    rules = rows.int4(0, 8);
    calendars = rows.int4(0, 9);
    generation = rows.int8(0, 10);
    events_ = rows.int8(0, 11);
    from_ = DatumGetUInt64(*rows.datum(0, 12));
    if (rows.boolean(0, 13)) {
      rereading_ = true;
      upto_ = {};  // a window of now, which holds all that the others have applied
    }
    return;
  }
  rows = before.run({pg::int4_arg(engines)});
  if (!rows.empty()) {
    seen_ = *rows.datum(0, 1);
    from_ = DatumGetUInt64(*rows.datum(0, 2));
    rules = rows.int4(0, 3);
    calendars = rows.int4(0, 4);
    generation = rows.int8(0, 5);
    rereading_ = true;
    return;
  }
  static pg::Statement nothing(
      "SELECT '3:3:'::pg_snapshot, EXISTS (SELECT FROM tqc.subject OFFSET 0)", {});
  rows = nothing.run({});
  seen_ = *rows.datum(0, 1);
  from_ = 3;  // the first transaction id of all
  at_beginning_ = true;
  rereading_ = rows.boolean(0, 2);
}

std::vector<LogEvent> Cursor::read(int limit) {
  // What was running when `seen` was taken and is visible in `upto`.
  static pg::Statement late(
      "SELECT " TQC_EVENT_COLUMNS
      ", x.xid"
      "  FROM (SELECT x FROM pg_snapshot_xip($3) x"
      "         WHERE x >= $5 AND pg_visible_in_snapshot(x, $4) ORDER BY x) x(xid),"
      " LATERAL (SELECT * FROM tqc.event_log e"
      "           WHERE e.xid = x.xid AND (e.xid, e.seq) > ($5, $6::bigint) AND " TQC_OF_THIS_ENGINE
      "           ORDER BY e.seq LIMIT $7) e"
      " ORDER BY x.xid, e.seq LIMIT $7",
      {INT4OID, INT4OID, PG_SNAPSHOTOID, PG_SNAPSHOTOID, XID8OID, INT8OID, INT8OID});
  static pg::Statement begun_since(
      "SELECT " TQC_EVENT_COLUMNS
      ", e.xid FROM tqc.event_log e"
      " WHERE (e.xid, e.seq) > ($4, $5::bigint) AND e.xid < pg_snapshot_xmax($3)"
      "   AND pg_visible_in_snapshot(e.xid, $3) AND " TQC_OF_THIS_ENGINE
      " ORDER BY e.xid, e.seq LIMIT $6",
      {INT4OID, INT4OID, PG_SNAPSHOTOID, XID8OID, INT8OID, INT8OID});
  static pg::Statement current("SELECT pg_current_snapshot()", {});

  bool opened_now = upto_.null;
  if (opened_now) {
    upto_ = *current.run({}).datum(0, 1);
    xid_ = 0;
    seq_ = 0;
  }
  std::vector<LogEvent> events;
  auto take = [&](const pg::Rows& rows) {
    for (uint64 i = 0; i < rows.size(); ++i) {
      events.push_back(event_of(rows, i));
      xid_ = DatumGetUInt64(*rows.datum(i, 8));
      seq_ = events.back().seq;
    }
    return rows.size();
  };
  pg::Arg n = pg::int4_arg(engines);
  pg::Arg k = pg::int4_arg(engine);
  if (xid_ < from_) {
    uint64 got = take(
        late.run({n, k, seen_, upto_, xid8_arg(xid_), pg::int8_arg(seq_), pg::int8_arg(limit)}));
    if (got == static_cast<uint64>(limit)) return events;
    xid_ = from_;
    seq_ = 0;
  }
  int left = limit - static_cast<int>(events.size());
  uint64 got =
      take(begun_since.run({n, k, upto_, xid8_arg(xid_), pg::int8_arg(seq_), pg::int8_arg(left)}));
  if (got < static_cast<uint64>(left)) {
    seen_ = upto_;
    upto_ = {};
    rereading_ = false;
    caught_up_ = opened_now;
  }
  return events;
}

std::vector<std::pair<int, LogEvent>> Cursor::read_history(const pg::Arg& sites,
                                                           const pg::Arg& subjects, Time now) {
  // $4 seen, $5 upto (NULL between windows), ($6, $7) the place; $8 the whole window.
  static pg::Statement history(
      "SELECT " TQC_EVENT_COLUMNS
      ", u.ord::int"
      "  FROM unnest($1, $2) WITH ORDINALITY u(site, subject, ord),"
      "  LATERAL (SELECT * FROM tqc.event_log e WHERE e.site = u.site AND e.subject = u.subject"
      "              AND e.occurred_at <= $3 OFFSET 0) e"
      " WHERE pg_visible_in_snapshot(e.xid, $4)"
      "    OR (pg_visible_in_snapshot(e.xid, $5) AND ($8 OR (e.xid, e.seq) <= ($6, $7::bigint)))",
      {TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID, PG_SNAPSHOTOID, PG_SNAPSHOTOID, XID8OID, INT8OID,
       BOOLOID});
  pg::Rows rows = history.run({sites, subjects, pg::time_arg(now), seen_, upto_, xid8_arg(xid_),
                               pg::int8_arg(seq_), pg::bool_arg(rereading_)});
  std::vector<std::pair<int, LogEvent>> events;
  events.reserve(rows.size());
  for (uint64 i = 0; i < rows.size(); ++i) {
    events.emplace_back(rows.int4(i, 8) - 1, event_of(rows, i));
  }
  return events;
}

void Cursor::save(std::int64_t events) {
  static pg::Statement insert(
      "INSERT INTO tqc.cursor (engines, engine, batch, seen, upto, xid, seq, rereading,"
      "                        alarm_floor, rules, calendars, generation, events)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {INT4OID, INT4OID, INT8OID, PG_SNAPSHOTOID, PG_SNAPSHOTOID, XID8OID, INT8OID, BOOLOID,
       TIMESTAMPTZOID, INT4OID, INT4OID, INT8OID, INT8OID});
  // Old batches go now and then; another split's go once this one is complete.
  static pg::Statement sweep(
      "DELETE FROM tqc.cursor c"
      " WHERE (c.engines = $1 AND c.engine = $2 AND c.batch < $3)"
      "    OR (c.engines <> $1 AND (SELECT count(DISTINCT d.engine) FROM tqc.cursor d"
      "                              WHERE d.engines = $1) = $1)",
      {INT4OID, INT4OID, INT8OID});
  ++batch_;
  events_ += events;
  insert.run({pg::int4_arg(engines), pg::int4_arg(engine), pg::int8_arg(batch_), seen_, upto_,
              xid8_arg(xid_), pg::int8_arg(seq_), pg::bool_arg(rereading_),
              pg::time_arg(alarm_floor), pg::int4_arg(rules), pg::int4_arg(calendars),
              pg::int8_arg(generation), pg::int8_arg(events_)});
  if (batch_ % 512 == 1) {
    sweep.run({pg::int4_arg(engines), pg::int4_arg(engine), pg::int8_arg(batch_ - 1)});
  }
}

}  // namespace tqc::engine
