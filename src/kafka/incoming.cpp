#include "kafka/incoming.h"

#include "ingest/failure.h"
#include "pg/spi.h"

namespace tqc::kafka {

namespace {

constexpr std::int64_t kSweepEvery = 256;  // batches

Format format_of(std::string_view name) {
  if (name == "structured") return Format::structured;
  if (name == "binary") return Format::binary;
  if (name == "json") return Format::json;
  return Format::detect;
}

const Jsonb* gap_payload(const Place& place, std::int64_t wanted, std::int64_t low) {
  static pg::Statement build(
      "SELECT jsonb_build_object('kafkatopic', $1, 'kafkapartition', $2, 'wanted', $3,"
      "                          'oldest', $4)",
      {TEXTOID, INT4OID, INT8OID, INT8OID});
  pg::Rows rows = build.run({pg::text_arg(place.first), pg::int4_arg(place.second),
                             pg::int8_arg(wanted), pg::int8_arg(low)});
  Datum result = *rows.datum(0, 1);
  return pg::call([&] { return DatumGetJsonbP(result); });
}

}  // namespace

void Incoming::load() {
  static pg::Statement topics(
      "SELECT topic, type, format, site FROM tqc.kafka_topic WHERE direction = 'in' AND enabled",
      {});
  static pg::Statement places(
      "SELECT p.topic, p.partition, p.next FROM (SELECT * FROM tqc.kafka_batch"
      "  ORDER BY batch DESC LIMIT 1) b"
      " CROSS JOIN LATERAL unnest(b.topics, b.partitions, b.offsets) p(topic, partition, next)",
      {});
  pg::SpiSession spi;
  topics_.clear();
  next_.clear();
  pg::Rows rows = topics.run({});
  for (uint64 i = 0; i < rows.size(); ++i) {
    Topic topic{*rows.string(i, 1), rows.string(i, 2), format_of(*rows.string(i, 3)),
                *rows.string(i, 4)};
    topics_.emplace(topic.name, topic);
  }
  rows = places.run({});
  for (uint64 i = 0; i < rows.size(); ++i) {
    next_[{*rows.string(i, 1), rows.int4(i, 2)}] = rows.int8(i, 3);
  }
}

void Incoming::take(const std::vector<Message>& messages) {
  pg::SpiSession spi;
  pending_.clear();
  std::vector<ingest::Element> elements;
  elements.reserve(messages.size());
  for (const Message& message : messages) {
    auto topic = topics_.find(std::string(message.topic));
    if (topic == topics_.end()) throw Error("XX000", "a message of a topic that was not asked for");
    elements.push_back(read_message(topic->second, message));
    pending_[{std::string(message.topic), message.partition}] = message.offset + 1;
  }
  ingest::take_all(elements);
  ingest::keep_refused(elements);
  save_places(messages.size());
}

void Incoming::give_up(const Message& message, const worker::Fault& fault) {
  pg::SpiSession spi;
  pending_.clear();
  // The envelope alone: reading the rest may be what fails.
  Message envelope = message;
  envelope.value.reset();
  std::vector<ingest::Element> elements;
  elements.push_back(read_message(topics_.at(std::string(message.topic)), envelope));
  elements[0].refusal = Error(fault.sqlstate.c_str(), fault.message, fault.detail);
  ingest::keep_refused(elements);
  pending_[{std::string(message.topic), message.partition}] = message.offset + 1;
  save_places(1);
}

void Incoming::skip_gap(const Place& place, std::int64_t wanted, std::int64_t low,
                        std::int64_t high) {
  pg::SpiSession spi;
  pending_.clear();
  ingest::Failures failures;
  std::string where = place.first + "/" + std::to_string(place.second);
  Error error(sqlstate::kDataRefused,
              "Kafka partition " + where + " no longer has offset " + std::to_string(wanted),
              "It has " + std::to_string(low) + " to " + std::to_string(high) +
                  ", which is read from its beginning.");
  failures.add(error, gap_payload(place, wanted, low), std::nullopt, std::nullopt);
  failures.write();
  pending_[place] = low;
  save_places(0);
}

void Incoming::save_places(std::size_t messages) {
  static pg::Statement insert(
      "INSERT INTO tqc.kafka_batch (messages, topics, partitions, offsets) VALUES ($1, $2, $3, $4)"
      " RETURNING batch",
      {INT4OID, TEXTARRAYOID, INT4ARRAYOID, INT8ARRAYOID});
  // Until what goes out has been read past them, they tell which events came in.
  static pg::Statement sweep(
      "DELETE FROM tqc.kafka_batch WHERE batch < $1 AND xid < ALL ("
      "  SELECT pg_snapshot_xmin(c.seen) FROM (SELECT seen FROM tqc.kafka_cursor"
      "   WHERE what = 'event' ORDER BY batch DESC LIMIT 1) c)",
      {INT8OID});
  std::map<Place, std::int64_t> all = pending_;
  all.insert(next_.begin(), next_.end());  // where nothing is pending
  pg::Column topics(TEXTOID), partitions(INT4OID), offsets(INT8OID);
  for (const auto& [place, next] : all) {
    topics.add(pg::text_arg(place.first));
    partitions.add(pg::int4_arg(place.second));
    offsets.add(pg::int8_arg(next));
  }
  pg::Rows rows = insert.run({pg::int4_arg(static_cast<int>(messages)), topics.array(),
                              partitions.array(), offsets.array()});
  std::int64_t batch = rows.int8(0, 1);
  if (++batches_ % kSweepEvery == 1) sweep.run({pg::int8_arg(batch)});
}

void Incoming::committed() {
  for (const auto& [place, next] : pending_) next_[place] = next;
  pending_.clear();
}

void Incoming::save_watermarks(const std::vector<Watermark>& watermarks) {
  static pg::Statement put(
      "INSERT INTO tqc.kafka_watermark AS w (topic, partition, low, high)"
      " SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (topic, partition) DO UPDATE"
      " SET low = EXCLUDED.low, high = EXCLUDED.high, at = EXCLUDED.at"
      " WHERE (w.low, w.high) IS DISTINCT FROM (EXCLUDED.low, EXCLUDED.high)",
      {TEXTARRAYOID, INT4ARRAYOID, INT8ARRAYOID, INT8ARRAYOID});
  pg::SpiSession spi;
  pg::Column topics(TEXTOID), partitions(INT4OID), lows(INT8OID), highs(INT8OID);
  for (const auto& [place, low, high] : watermarks) {
    topics.add(pg::text_arg(place.first));
    partitions.add(pg::int4_arg(place.second));
    lows.add(pg::int8_arg(low));
    highs.add(pg::int8_arg(high));
  }
  put.run({topics.array(), partitions.array(), lows.array(), highs.array()});
}

}  // namespace tqc::kafka
