// All versions of all rules, and which of them rules what.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/definition.h"

namespace tqc {

struct Rule;

struct RuleVersion {
  enum class State { active, disabled, removed };

  std::int32_t id = 0;
  std::string code;
  std::int32_t version = 0;
  std::string site;  // "*" for all
  Time effective_from = kAlways;
  State state = State::active;
  std::shared_ptr<const Definition> definition;
  const Rule* rule = nullptr;  // set by the book
};

/// One code with its lines, a line being the versions for one site.
struct Rule {
  std::string code;
  std::map<std::string, std::vector<const RuleVersion*>, std::less<>> lines;  // by effective_from
  bool never = false;  // some version says again: never, so its openers are remembered

  /// All versions that may rule tasks of a site.
  std::vector<const RuleVersion*> versions(std::string_view site) const;
  /// The version that rules an opening event of `site` at `at`; null if none does. A
  /// site's own line hides that of "*".
  const RuleVersion* in_force(std::string_view site, Time at) const;
};

class RuleBook {
 public:
  explicit RuleBook(std::vector<RuleVersion> versions);
  RuleBook(const RuleBook&) = delete;
  RuleBook& operator=(const RuleBook&) = delete;

  const RuleVersion* version(std::int32_t id) const;
  const Rule* rule(std::string_view code) const;
  /// Tells one set of rules whose openers are remembered from another.
  std::uint64_t nevers() const { return nevers_; }

  /// Tells one set of versions that pause or extend from another.
  std::uint64_t spelled() const { return spelled_; }

  /// Rules some version of which names the type in that section, in order of code.
  using Rules = std::vector<const Rule*>;
  const Rules& opened_by(std::string_view type) const { return find(open_, type); }
  const Rules& closed_by(std::string_view type) const { return find(close_, type); }
  const Rules& cancelled_by(std::string_view type) const { return find(cancel_, type); }
  const Rules& missed_by(std::string_view type) const { return find(miss_, type); }
  const Rules& paused_by(std::string_view type) const { return find(pause_, type); }
  const Rules& extended_by(std::string_view type) const { return find(extend_, type); }

 private:
  using Index = std::map<std::string, Rules, std::less<>>;
  static const Rules& find(const Index& index, std::string_view type);

  std::vector<RuleVersion> versions_;
  std::unordered_map<std::int32_t, const RuleVersion*> by_id_;
  std::map<std::string, Rule, std::less<>> rules_;
  Index open_, close_, cancel_, miss_, pause_, extend_;
  std::uint64_t nevers_ = 0;
  std::uint64_t spelled_ = 0;
};

}  // namespace tqc
