#include "engine/payload.h"

#include "pg/pg.h"

namespace tqc::engine {

std::string iso_time(Time at) {
  pg_tm tm{};
  fsec_t fraction = 0;
  if (timestamp2tm(at, nullptr, &tm, &fraction, nullptr, nullptr) != 0) return "";
  char text[64];
  int n = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year, tm.tm_mon,
                        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
  if (fraction != 0) n += std::snprintf(text + n, sizeof text - n, ".%06d", fraction);
  std::snprintf(text + n, sizeof text - n, "Z");
  return text;
}

namespace {

class Object {
 public:
  void text(std::string_view name, std::string_view value) {
    field(name);
    append_json_string(json_, value);
  }
  void text_or_null(std::string_view name, const std::string& value) {
    if (value.empty()) {
      raw(name, "null");
    } else {
      text(name, value);
    }
  }
  void raw(std::string_view name, std::string_view value) {
    field(name);
    json_ += value;
  }
  void time(std::string_view name, Time at) {
    field(name);
    json_ += at == kNever ? "null" : '"' + iso_time(at) + '"';
  }
  std::string done() { return json_ + '}'; }

 private:
  void field(std::string_view name) {
    json_ += json_.size() > 1 ? ",\"" : "\"";
    json_ += name;
    json_ += "\":";
  }
  std::string json_ = "{";
};

}  // namespace

std::string payload(const Task& t, const Subject& subject, const std::string& step,
                    const std::string& reason) {
  const Definition& d = *t.version->definition;
  Object o;
  o.raw("id", std::to_string(t.id));
  o.text("rule", t.name.rule);
  o.raw("rule_version", std::to_string(t.version->version));
  o.text("title", d.title);
  o.text_or_null("category", d.category);
  o.text("status", to_string(t.status));
  o.text("site", subject.site);
  o.text("subject", subject.subject);
  o.raw("key", t.name.key.empty() ? "null" : t.name.key);
  o.time("anchor_at", t.anchor);
  o.time("opened_at", t.opened_at);
  o.time("due_at", t.due);
  o.time("overdue_at", t.overdue_at);
  o.time("closed_at", t.closed_at);
  std::string receivers = "[";
  for (const auto& r : t.receivers) {
    if (receivers.size() > 1) receivers += ',';
    append_json_string(receivers, r);
  }
  o.raw("receivers", receivers + "]");
  o.raw("context", t.context ? to_json(*t.context) : "{}");
  o.text_or_null("message", t.message);
  o.text_or_null("reason", reason.empty() ? t.reason : reason);
  if (!step.empty()) o.text("step", step);
  return o.done();
}

}  // namespace tqc::engine
