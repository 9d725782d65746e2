#include "core/rule_book.h"

#include <algorithm>

#include "core/pure.h"

namespace tqc {

const RuleVersion* Rule::in_force(std::string_view site, Time at) const {
  auto latest = [&](std::string_view line_site) -> const RuleVersion* {
    auto line = lines.find(line_site);
    if (line == lines.end()) return nullptr;
    const auto& versions = line->second;
    auto after =
        std::upper_bound(versions.begin(), versions.end(), at,
                         [](Time t, const RuleVersion* v) { return t < v->effective_from; });
    return after == versions.begin() ? nullptr : *(after - 1);
  };
  const RuleVersion* found = latest(site);
  if (found == nullptr || found->state == RuleVersion::State::removed) found = latest("*");
  if (found == nullptr || found->state != RuleVersion::State::active) return nullptr;
  return found;
}

std::vector<const RuleVersion*> Rule::versions(std::string_view site) const {
  std::vector<const RuleVersion*> all;
  for (std::string_view line_site : {site, std::string_view("*")}) {
    auto line = lines.find(line_site);
    if (line != lines.end()) all.insert(all.end(), line->second.begin(), line->second.end());
  }
  return all;
}

namespace {

using Types = std::vector<std::string>;

template <class Sections>
void collect(const std::vector<Sections>& sections, Types& types) {
  for (const auto& section : sections) {
    types.insert(types.end(), section.on.begin(), section.on.end());
  }
}

template <class Spell>
void collect(const std::optional<Spell>& spell, Types& types) {
  if (!spell) return;
  types.insert(types.end(), spell->from.begin(), spell->from.end());
  types.insert(types.end(), spell->to.begin(), spell->to.end());
}

// FNV-1a: it is stored with states, so it must be the same in every build.
std::uint64_t fingerprint(std::uint64_t before, std::string_view text) {
  std::uint64_t hash = before ^ 0xcbf29ce484222325U;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

RuleBook::RuleBook(std::vector<RuleVersion> versions) : versions_(std::move(versions)) {
  std::sort(versions_.begin(), versions_.end(), [](const RuleVersion& a, const RuleVersion& b) {
    return std::tie(a.effective_from, a.version) < std::tie(b.effective_from, b.version);
  });
  for (RuleVersion& v : versions_) {
    Rule& rule = rules_[v.code];
    rule.code = v.code;
    v.rule = &rule;
    rule.lines[v.site].push_back(&v);
    by_id_[v.id] = &v;
    if (v.definition->never()) rule.never = true;
    if (v.definition->pause || v.definition->extend) {
      spelled_ = fingerprint(spelled_, std::to_string(v.id));
    }
  }
  for (const auto& [code, rule] : rules_) {
    if (rule.never) nevers_ = fingerprint(nevers_, code);
    auto index = [&rule = rule](Index& to, auto section) {
      Types types;
      for (const auto& [site, line] : rule.lines) {
        for (const RuleVersion* v : line) collect((*v->definition).*section, types);
      }
      std::sort(types.begin(), types.end());
      types.erase(std::unique(types.begin(), types.end()), types.end());
      for (const auto& type : types) to[type].push_back(&rule);
    };
    index(open_, &Definition::open);
    index(close_, &Definition::close);
    index(cancel_, &Definition::cancel);
    index(miss_, &Definition::miss);
    index(pause_, &Definition::pause);
    index(extend_, &Definition::extend);
  }
}

const RuleVersion* RuleBook::version(std::int32_t id) const {
  auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : it->second;
}

const Rule* RuleBook::rule(std::string_view code) const {
  auto it = rules_.find(code);
  return it == rules_.end() ? nullptr : &it->second;
}

const RuleBook::Rules& RuleBook::find(const Index& index, std::string_view type) {
  static const Rules none;
  auto it = index.find(type);
  return it == index.end() ? none : it->second;
}

}  // namespace tqc
