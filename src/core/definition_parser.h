// Reads the sections of a definition (definition.h); each refuses what it cannot obey.
#pragma once

#include <string>
#include <vector>

#include "core/definition.h"
#include "core/json_reader.h"

namespace tqc {

class DefinitionParser {
 public:
  explicit DefinitionParser(PathCheck path_ok) : path_ok_(path_ok) {}

  Definition parse(const json::Node& top) const;

 private:
  // expressions
  Expr path(const json::Node& node) const;
  Expr predicate(const json::Node& node, unsigned allowed) const;
  void check_variables(const json::Node& node, unsigned allowed) const;

  // sections
  void read_section(const json::Node& node, unsigned allowed, Section& section) const;
  OpenSection open_section(const json::Node& node) const;
  CloseSection close_section(const json::Node& node) const;
  CancelSection cancel_section(const json::Node& node) const;
  Section miss_section(const json::Node& node) const;
  Due due(const json::Node& node) const;
  void read_due(const json::Node& node, Definition& definition) const;
  void read_key(const json::Node& node, Definition& definition) const;

  // who is told, and when
  std::vector<Template> templates(const json::Node& node) const;
  Template message(const json::Node& node) const;
  Reminder reminder(const json::Node& node) const;

  PathCheck path_ok_;
};

/// A duration of at most 200 years; refuses a negative one unless `negative`.
Span read_span(const json::Node& node, bool negative = false);

// definition_repeat.cpp
Repeat read_repeat(const json::Node& node);
Spelled read_pause(const json::Node& node);
Extend read_extend(const json::Node& node);
/// {"days": n}, n not negative unless so said.
std::int32_t read_days(const json::Node& node, bool negative);
std::string read_event_type(const json::Node& node);

/// Refuses what is well formed but contradicts itself.
void check_whole(const json::Node& top, const Definition& definition);

}  // namespace tqc
