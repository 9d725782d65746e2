// Rules and event types as the engine uses them, compiled once and kept while they hold.
#pragma once

#include <memory>
#include <unordered_map>

#include "core/event.h"
#include "core/rule_book.h"
#include "pg/pg.h"

namespace tqc::engine {

class Catalog {
 public:
  /// To be called before a fold: what it gives is kept until the next call.
  void refresh();
  /// The rules up to tqc.rule.id `highest`.
  const RuleBook& rules(int highest);
  /// An event type by the definition's id; loads what it does not know yet.
  const EventType& type(int id);

  static Catalog& instance();

 private:
  void load_types();

  std::unique_ptr<RuleBook> book_;
  int highest_ = -1;
  Oid of_ = InvalidOid;  // the installation that all this is of
  std::unordered_map<int, std::unique_ptr<EventType>> types_;
};

}  // namespace tqc::engine
