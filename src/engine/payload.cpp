#include "engine/payload.h"

#include "pg/jsonb_object.h"

namespace tqc::engine {

namespace {

// ISO 8601 in UTC, microseconds only where there are some.
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

void text_or_null(pg::JsonbObject& o, const char* name, const std::string& value) {
  if (value.empty()) {
    o.null(name);
  } else {
    o.text(name, value);
  }
}

}  // namespace

const pg::Arg& ContextCache::jsonb(const ContextPtr& context) {
  auto [it, is_new] = made_.try_emplace(context.get());
  if (is_new) it->second = pg::jsonb_arg(context ? to_json(*context) : "{}");
  return it->second;
}

Datum payload(const Task& t, const Subject& subject, ContextCache& contexts,
              const std::string& step, const std::string& reason) {
  const Definition& d = *t.version->definition;
  std::string times[] = {iso_time(t.anchor),
                         iso_time(t.opened_at),
                         t.due == kNever ? "" : iso_time(t.due),
                         t.overdue_at == kNever ? "" : iso_time(t.overdue_at),
                         t.closed_at == kNever ? "" : iso_time(t.closed_at),
                         t.paused_at == kNever ? "" : iso_time(t.paused_at)};
  pg::JsonbObject o;
  o.number("id", t.id);
  o.text("rule", t.name.rule);
  o.number("rule_version", t.version->version);
  o.text("title", d.title.empty() ? t.name.rule : d.title);
  text_or_null(o, "category", d.category);
  o.text("status", to_string(t.status));
  o.text("site", subject.site);
  o.text("subject", subject.subject);
  if (t.name.key.empty()) {
    o.null("key");
  } else {
    o.jsonb("key", pg::jsonb_arg(t.name.key).value);
  }
  text_or_null(o, "anchor_at", times[0]);
  text_or_null(o, "opened_at", times[1]);
  text_or_null(o, "due_at", times[2]);
  text_or_null(o, "overdue_at", times[3]);
  text_or_null(o, "closed_at", times[4]);
  text_or_null(o, "paused_at", times[5]);
  o.array("receivers", t.receivers);
  o.jsonb("context", contexts.jsonb(t.context).value);
  text_or_null(o, "message", t.message);
  text_or_null(o, "reason", reason.empty() ? t.reason : reason);
  if (!step.empty()) o.text("step", step);
  return o.done();
}

}  // namespace tqc::engine
