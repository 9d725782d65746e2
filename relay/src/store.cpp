#include "store.h"

namespace tqc::relay {

Store::Store(const Executor& executor, std::string conninfo, int connections)
    : pool_(executor, std::move(conninfo), connections), ack_retry_(executor) {
  pool_.on_connected = [this] { write_acks(); };
}

std::string iso_time(std::string_view text) {
  std::string out(text.substr(0, text.rfind('+')));
  if (auto gap = out.find(' '); gap != std::string::npos) out[gap] = 'T';
  return out + 'Z';
}

Push read_push(const Rows& rows, int row, int first) {
  return {rows.number(row, first), iso_time(rows.text(row, first + 1)),
          std::string(rows.text(row, first + 2)), std::string(rows.text(row, first + 3)),
          std::string(rows.text(row, first + 4))};
}

void Store::position(const std::string& sub, Answer<Position> answer) {
  // Asked before the database is: an ack that is written meanwhile must count in one of the two
  // places.
  auto known = acks_.position(sub);
  pool_.query(
      "SELECT b.lowest, b.highest, tqc.relay_acked($1), c.now, c.speed FROM tqc.relay_bounds() b, "
      "tqc.relay_clock() c",
      {sub}, [known, answer = std::move(answer)](const Rows& rows) {
        if (!rows.ok() || rows.size() != 1) return answer(std::nullopt);
        answer(Position{rows.number(0, 0),
                        rows.number(0, 1),
                        std::max(rows.number(0, 2), known),
                        {iso_time(rows.text(0, 3)), std::string(rows.text(0, 4))}});
      });
}

void Store::inbox(const std::string& receivers, std::int64_t since, std::int64_t upto, int max,
                  Answer<InboxPage> answer) {
  pool_.query(
      "SELECT b.lowest, i.seq, i.at, i.receiver, i.kind, i.payload FROM tqc.relay_bounds() b "
      "LEFT JOIN LATERAL tqc.relay_inbox($1, $2, $3, $4) i ON true ORDER BY i.seq",
      {receivers, std::to_string(since), std::to_string(upto), std::to_string(max)},
      [answer = std::move(answer)](const Rows& rows) {
        if (!rows.ok() || rows.size() < 1) return answer(std::nullopt);
        InboxPage page{rows.number(0, 0), {}};
        for (int i = 0; i < rows.size(); ++i)
          if (!rows.null(i, 1)) page.frames.push_back(push_frame(read_push(rows, i, 1)));
        answer(std::move(page));
      });
}

void Store::history(const std::string& receivers, std::int64_t before, int max,
                    Answer<std::vector<std::string>> answer) {
  pool_.query(
      "SELECT seq, at, receiver, kind, payload FROM tqc.relay_history($1, $2, $3) ORDER BY seq "
      "DESC",
      {receivers, std::to_string(before), std::to_string(max)},
      [answer = std::move(answer)](const Rows& rows) {
        if (!rows.ok()) return answer(std::nullopt);
        std::vector<std::string> items;
        items.reserve(rows.size());
        for (int i = 0; i < rows.size(); ++i)
          items.push_back(push_frame(read_push(rows, i, 0))->text());
        answer(std::move(items));
      });
}

void Store::tasks(const std::string& receivers, Answer<std::vector<std::string>> answer) {
  pool_.query("SELECT payload FROM tqc.relay_tasks($1)", {receivers},
              [answer = std::move(answer)](const Rows& rows) {
                if (!rows.ok()) return answer(std::nullopt);
                std::vector<std::string> items;
                items.reserve(rows.size());
                for (int i = 0; i < rows.size(); ++i) items.emplace_back(rows.text(i, 0));
                answer(std::move(items));
              });
}

void Store::kafka_lag(Answer<std::vector<std::string>> answer) {
  // Names of topics and of what goes out need no quoting.
  pool_.query(
      "SELECT format('{topic=\"%s\",partition=\"%s\"} %s', topic, partition, lag) "
      "FROM tqc.kafka_offset WHERE lag IS NOT NULL ORDER BY topic, partition",
      {}, [answer = std::move(answer)](const Rows& rows) {
        if (!rows.ok()) return answer(std::nullopt);
        std::vector<std::string> lines;
        lines.reserve(rows.size());
        for (int i = 0; i < rows.size(); ++i) lines.emplace_back(rows.text(i, 0));
        answer(std::move(lines));
      });
}

void Store::probe(std::function<void(bool)> answer) {
  pool_.query("SELECT 1", {},
              [answer = std::move(answer)](const Rows& rows) { answer(rows.ok()); });
}

void Store::ack(const std::string& sub, std::int64_t seq) {
  acks_.note(sub, seq);
  write_acks();
}

void Store::write_acks() {
  if (!acks_.ready() || !pool_.ready()) return;
  std::vector<std::string> subs;
  std::vector<std::string> seqs;
  for (const auto& [sub, seq] : acks_.begin()) {
    subs.push_back(sub);
    seqs.push_back(std::to_string(seq));
  }
  // Ordered, so that relays that write the same rows at once do not deadlock.
  pool_.query(
      "SELECT count(tqc.relay_ack(a.receiver, a.seq)) FROM "
      "(SELECT receiver, seq FROM ROWS FROM (unnest($1::text[]), unnest($2::bigint[])) AS "
      "u(receiver, seq) ORDER BY receiver) a",
      {array_literal(subs), array_literal(seqs)}, [this](const Rows& rows) {
        if (rows.ok()) {
          acks_.written();
          return write_acks();
        }
        acks_.failed();
        ack_retry_.expires_after(std::chrono::seconds(1));
        ack_retry_.async_wait([this](error_code error) {
          if (!error) write_acks();
        });
      });
}

}  // namespace tqc::relay
