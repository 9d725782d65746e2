#include "engine/catalog.h"

#include <nlohmann/json.hpp>

#include "pg/installation.h"
#include "pg/spi.h"

namespace tqc::engine {

Catalog& Catalog::instance() {
  static Catalog catalog;
  return catalog;
}

void Catalog::refresh() {
  if (!pg::installed_anew(of_)) return;
  book_.reset();
  types_.clear();
}

const RuleBook& Catalog::rules(int highest) {
  if (book_ && highest == highest_) return *book_;
  static pg::Statement all(
      "SELECT id, code, version, site, effective_from, state, definition FROM tqc.rule WHERE id <= "
      "$1",
      {INT4OID});
  pg::Rows rows = all.run({pg::int4_arg(highest)});
  std::vector<RuleVersion> versions;
  for (uint64 i = 0; i < rows.size(); ++i) {
    RuleVersion v;
    v.id = rows.int4(i, 1);
    v.code = *rows.string(i, 2);
    v.version = rows.int4(i, 3);
    v.site = *rows.string(i, 4);
    v.effective_from = rows.time(i, 5);
    std::string state = *rows.string(i, 6);
    v.state = state == "active"     ? RuleVersion::State::active
              : state == "disabled" ? RuleVersion::State::disabled
                                    : RuleVersion::State::removed;
    auto path_ok = +[](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    v.definition =
        std::make_shared<Definition>(parse_definition(pg::jsonb_text(*rows.datum(i, 7)), path_ok));
    versions.push_back(std::move(v));
  }
  book_ = std::make_unique<RuleBook>(std::move(versions));
  highest_ = highest;
  return *book_;
}

const EventType& Catalog::type(int id) {
  auto it = types_.find(id);
  if (it == types_.end()) {
    load_types();
    it = types_.find(id);
    if (it == types_.end()) throw Error("XX000", "unknown event type id " + std::to_string(id));
  }
  return *it->second;
}

void Catalog::load_types() {
  static pg::Statement all("SELECT id, code, undoes, amends, match, context FROM tqc.event_type",
                           {});
  pg::Rows rows = all.run({});
  for (uint64 i = 0; i < rows.size(); ++i) {
    auto& slot = types_[rows.int4(i, 1)];
    if (slot) continue;  // a definition never changes, and states may point to it
    auto type = std::make_unique<EventType>();
    type->id = rows.int4(i, 1);
    type->code = *rows.string(i, 2);
    type->undoes = pg::to_strings(*rows.datum(i, 3));
    type->amends = pg::to_strings(*rows.datum(i, 4));
    for (const auto& path : nlohmann::json::parse(pg::jsonb_text(*rows.datum(i, 5)))) {
      type->match.push_back(make_expr(path.get<std::string>()));
    }
    auto context = nlohmann::json::parse(pg::jsonb_text(*rows.datum(i, 6)));
    for (const auto& [field, path] : context.items()) {
      type->context.emplace_back(field, make_expr(path.get<std::string>()));
    }
    slot = std::move(type);
  }
}

}  // namespace tqc::engine
