#include "kafka/outgoing.h"

#include <algorithm>

namespace tqc::kafka {

namespace {

constexpr std::int64_t kSlice = 1000;         // messages
constexpr std::uint64_t kWorthSaving = 1000;  // transactions in which there was nothing to send

// $1 seen, $2 upto, ($3, $4) the place, $5 messages at most; and 4 MB, but one message may be
// larger. Column n is how many there would be without the bound on bytes.
#define TQC_SLICE(view, window)                                                              \
  "WITH slice AS MATERIALIZED ("                                                             \
  "  SELECT *, sum(pg_column_size(data)) OVER (ORDER BY xid, seq) - pg_column_size(data)"    \
  "              AS before, count(*) OVER () AS n"                                           \
  "    FROM (SELECT * FROM tqc." view " v WHERE (v.xid, v.seq) > ($3, $4) AND " window       \
  "           ORDER BY v.xid, v.seq LIMIT $5) x)"                                            \
  " SELECT seq, xid, topic, subject, n, format = 'structured', id, source, type, site,"      \
  "        tqc.iso_time(time), sequence::text,"                                              \
  "        CASE format WHEN 'structured' THEN jsonb_strip_nulls(jsonb_build_object("         \
  "          'specversion', '1.0', 'id', id, 'source', source, 'type', type,"                \
  "          'subject', subject, 'site', site, 'time', tqc.iso_time(time),"                  \
  "          'sequence', sequence)) || jsonb_build_object('data', data) ELSE data END::text" \
  "   FROM slice WHERE before < 4194304 ORDER BY xid, seq"

// What was running when `seen` was taken and is visible in `upto`; and what was begun since.
#define TQC_LATE                                           \
  "v.xid = ANY (ARRAY(SELECT x FROM pg_snapshot_xip($1) x" \
  "                    WHERE pg_visible_in_snapshot(x, $2)))"
#define TQC_BEGUN_SINCE                                            \
  "v.xid >= pg_snapshot_xmax($1) AND v.xid < pg_snapshot_xmax($2)" \
  " AND pg_visible_in_snapshot(v.xid, $2)"

#define TQC_NEWEST "(SELECT * FROM tqc.kafka_cursor WHERE what = $1 ORDER BY batch DESC LIMIT 1)"

const std::initializer_list<Oid> kPartTypes = {PG_SNAPSHOTOID, PG_SNAPSHOTOID, XID8OID, INT8OID,
                                               INT8OID};
pg::Statement parts[2][2] = {
    {{TQC_SLICE("kafka_event_out", TQC_LATE), kPartTypes},
     {TQC_SLICE("kafka_event_out", TQC_BEGUN_SINCE), kPartTypes}},
    {{TQC_SLICE("kafka_task_out", TQC_LATE), kPartTypes},
     {TQC_SLICE("kafka_task_out", TQC_BEGUN_SINCE), kPartTypes}},
};

pg::Arg name_of(Outgoing::Source source) {
  return pg::text_arg(source == Outgoing::Source::event ? "event" : "task");
}

pg::Arg xid8_arg(std::uint64_t xid) { return {UInt64GetDatum(xid)}; }

}  // namespace

void Outgoing::load() {
  static pg::Statement look("SELECT EXISTS (SELECT FROM tqc.kafka_cursor WHERE what = $1)",
                            {TEXTOID});
  pg::SpiSession spi;
  wanted_ = look.run({name_of(source_)}).boolean(0, 1);
}

bool Outgoing::step() {
  static pg::Statement newest(
      "SELECT seen, coalesce(upto, pg_current_snapshot()), xid, seq,"
      "       coalesce(upto, pg_current_snapshot())::text, pg_snapshot_xmax(seen),"
      "       pg_snapshot_xmax(coalesce(upto, pg_current_snapshot())), upto IS NULL"
      "  FROM " TQC_NEWEST " c",
      {TEXTOID});
  pg::SpiSession spi;
  if (!slice_.empty() && error_.empty()) save();
  slice_.clear();
  error_.clear();
  pg::Rows rows = newest.run({name_of(source_)});
  if (rows.empty()) return false;  // nothing is to go out any more
  bool fresh = rows.boolean(0, 8);
  Window window{*rows.datum(0, 1), *rows.datum(0, 2), DatumGetUInt64(*rows.datum(0, 3)),
                rows.int8(0, 4)};
  if (fresh) window.xid = window.seq = 0;
  upto_ = *rows.string(0, 5);
  std::uint64_t from = DatumGetUInt64(*rows.datum(0, 6));
  std::uint64_t to = DatumGetUInt64(*rows.datum(0, 7));
  xid_ = window.xid;
  seq_ = window.seq;

  auto& part = parts[static_cast<int>(source_)];
  exhausted_ = (window.xid >= from || read_part(part[0], window)) && read_part(part[1], window);
  std::stable_sort(slice_.begin(), slice_.end(),
                   [](const Row& a, const Row& b) { return a.seq < b.seq; });
  if (slice_.empty() && (!fresh || to - from > kWorthSaving)) save();
  return !slice_.empty();
}

/// True if the part of the window has no more than what was read.
bool Outgoing::read_part(pg::Statement& part, const Window& window) {
  std::int64_t limit = kSlice - static_cast<std::int64_t>(slice_.size());
  pg::Rows rows = part.run({window.seen, window.upto, xid8_arg(window.xid),
                            pg::int8_arg(window.seq), pg::int8_arg(limit)});
  if (rows.empty()) return true;
  for (uint64 i = 0; i < rows.size(); ++i) {
    Row& row = slice_.emplace_back();
    row.seq = seq_ = rows.int8(i, 1);
    xid_ = DatumGetUInt64(*rows.datum(i, 2));
    row.topic = *rows.string(i, 3);
    row.key = *rows.string(i, 4);
    row.value = *rows.string(i, 13);
    row.headers.emplace_back("ce_id", *rows.string(i, 7));
    if (rows.boolean(i, 6)) {
      row.headers.emplace_back("content-type", "application/cloudevents+json; charset=utf-8");
      continue;
    }
    row.headers.emplace_back("ce_specversion", "1.0");
    row.headers.emplace_back("ce_source", *rows.string(i, 8));
    row.headers.emplace_back("ce_type", *rows.string(i, 9));
    row.headers.emplace_back("ce_subject", row.key);
    row.headers.emplace_back("ce_site", *rows.string(i, 10));
    row.headers.emplace_back("ce_time", *rows.string(i, 11));
    if (auto sequence = rows.string(i, 12)) row.headers.emplace_back("ce_sequence", *sequence);
    row.headers.emplace_back("content-type", "application/json");
  }
  std::int64_t there = rows.int8(0, 5);
  return there < limit && static_cast<std::int64_t>(rows.size()) == there;
}

void Outgoing::save() {
  static pg::Statement append(
      "INSERT INTO tqc.kafka_cursor (what, batch, seen, upto, xid, seq)"
      " SELECT what, batch + 1, CASE WHEN $5 THEN $2::pg_snapshot ELSE seen END,"
      "        CASE WHEN NOT $5 THEN $2::pg_snapshot END, $3, $4 FROM " TQC_NEWEST
      " c RETURNING batch",
      {TEXTOID, TEXTOID, XID8OID, INT8OID, BOOLOID});
  static pg::Statement sweep("DELETE FROM tqc.kafka_cursor WHERE what = $1 AND batch < $2",
                             {TEXTOID, INT8OID});
  static pg::Statement sent("DELETE FROM tqc.kafka_outbox WHERE seq = ANY ($1)", {INT8ARRAYOID});
  pg::Rows rows = append.run({name_of(source_), pg::text_arg(upto_), xid8_arg(xid_),
                              pg::int8_arg(seq_), pg::bool_arg(exhausted_)});
  if (rows.empty()) return;
  std::int64_t batch = rows.int8(0, 1);
  if (batch % 256 == 1) sweep.run({name_of(source_), pg::int8_arg(batch)});
  if (source_ == Source::task) {
    pg::Column seqs(INT8OID);
    for (const Row& row : slice_) seqs.add(pg::int8_arg(row.seq));
    sent.run({seqs.array()});
  }
  keep_refused();
}

void Outgoing::keep_refused() {
  static pg::Statement insert(
      "INSERT INTO tqc.failure (stage, event_seq, payload, sqlstate, message, subject)"
      " VALUES ('kafka', $1, jsonb_build_object('kafkatopic', $2, 'kafkakey', $3), 'TQ002', $4, "
      "$3)",
      {INT8OID, TEXTOID, TEXTOID, TEXTOID});
  for (const Row& row : slice_) {
    if (row.refused.empty()) continue;
    insert.run({source_ == Source::event ? pg::int8_arg(row.seq) : pg::Arg(),
                pg::text_arg(row.topic), pg::text_arg(row.key),
                pg::text_arg("Kafka topic \"" + row.topic + "\" does not take " +
                             row.headers[0].second + ": " + row.refused)});
  }
}

void Outgoing::write(std::string& out) {
  std::uint32_t number = 0;
  for (const Row& row : slice_) {
    FrameWriter frame(out, Kind::produce);
    frame.number(static_cast<std::uint64_t>(source_) << 32 | number++);
    frame.text(row.topic);
    frame.optional(row.key);
    frame.optional(row.value);
    frame.count(row.headers.size());
    for (const auto& [name, value] : row.headers) {
      frame.text(name);
      frame.optional(value);
    }
  }
  open_ = slice_.size();
}

void Outgoing::delivered(std::uint32_t number, std::string_view error, bool final) {
  if (open_ == 0 || number >= slice_.size()) throw BadFrame();
  --open_;
  if (error.empty()) return;
  if (final) {
    slice_[number].refused = error;
  } else {
    error_ = error;
  }
}

void Outgoing::forget() {
  slice_.clear();
  error_.clear();
  open_ = 0;
}

}  // namespace tqc::kafka
