#include "core/resolve.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/pure.h"

namespace tqc {

namespace {

constexpr int kNone = -1;

struct Item {
  Event event;
  bool counts = true;
  int undo_target = kNone;
  int amend_target = kNone;
  int undoers = 0;          // counting undos that hit this
  std::vector<int> amends;  // laid on this, in order, counting or not
  std::vector<int> corrections;
};

class Resolver {
 public:
  Resolver(std::vector<Event>& events, Facts& facts, std::vector<Failure>& failures)
      : facts_(facts), failures_(failures) {
    std::sort(events.begin(), events.end(),
              [](const Event& a, const Event& b) { return a.place < b.place; });
    items_.reserve(events.size());
    for (const Event& e : events) items_.push_back({e, true, kNone, kNone, 0, {}, {}});
  }

  void run() {
    correct();
    for (int i = 0; i < static_cast<int>(items_.size()); ++i) {
      facts_.breathe();
      const EventType& type = *items_[i].event.type;
      if (!type.undoes.empty()) undo(i);
      if (!type.amends.empty()) amend(i);
      by_type_[type.code].push_back(i);
    }
    compose();
  }

  std::vector<Event> counting(std::vector<Voided>& voided) const {
    std::vector<Event> events;
    events.reserve(items_.size());
    std::vector<std::int64_t> undoers(items_.size());  // seq of the last that counts; 0: none
    for (const Item& item : items_) {
      if (item.counts && item.undo_target != kNone) {
        undoers[item.undo_target] = item.event.place.seq;
      }
    }
    for (int i = 0; i < static_cast<int>(items_.size()); ++i) {
      if (items_[i].counts) {
        events.push_back(items_[i].event);
        continue;
      }
      // An amend goes along with its target, which stands before it.
      int target = items_[i].amend_target;
      if (undoers[i] == 0 && target != kNone) undoers[i] = undoers[target];
      voided.push_back({items_[i].event.place.seq, undoers[i]});
    }
    return events;
  }

 private:
  // Corrections by hand name their event by seq and hold from the beginning, so that what
  // a wrong event picked is picked anew.
  void correct() {
    std::unordered_map<std::int64_t, int> by_seq;
    static const Expr seq_path = make_expr("$.seq");
    for (int i = 0; i < static_cast<int>(items_.size()); ++i) {
      by_seq[items_[i].event.place.seq] = i;
    }
    for (int i = 0; i < static_cast<int>(items_.size()); ++i) {
      const Event& e = items_[i].event;
      if (e.type->code != "tqc.correct") continue;
      auto values = facts_.values(seq_path, e);
      auto target = values.empty() ? by_seq.end() : by_seq.find(std::atoll(values[0].text.c_str()));
      if (target == by_seq.end()) {
        fail(i, "correct", "no event to correct");
      } else {
        items_[target->second].corrections.push_back(i);
        changed(target->second);
      }
    }
  }

  void undo(int i) {
    int target = pick(i, items_[i].event.type->undoes, "undo");
    if (target == kNone) return;
    items_[i].undo_target = target;
    ++items_[target].undoers;
    recount(target);
  }

  void amend(int i) {
    int target = pick(i, items_[i].event.type->amends, "amend");
    if (target == kNone) return;
    items_[i].amend_target = target;
    items_[target].amends.push_back(i);
    changed(target);
  }

  // The latest event before place i of a named type, with equal match, that counts now.
  int pick(int i, const std::vector<std::string>& types, const char* stage) {
    try {
      const Event& self = items_[i].event;
      if (!self.type->match.empty()) compose();
      std::vector<std::vector<Value>> own;
      for (const Expr& path : self.type->match) {
        own.push_back(facts_.values(path, self));
        if (nothing(own.back())) {
          fail(i, stage, "the event lacks a value of its match");
          return kNone;
        }
      }
      int best = kNone;
      for (const std::string& type : types) {
        auto list = by_type_.find(type);
        if (list == by_type_.end()) continue;
        for (auto j = list->second.rbegin(); j != list->second.rend() && *j > best; ++j) {
          if (items_[*j].counts && matches(*j, self, own)) {
            best = *j;
            break;
          }
        }
      }
      if (best == kNone) fail(i, stage, "no earlier event of a named type that counts");
      return best;
    } catch (const Error& e) {
      failures_.push_back({items_[i].event.place.seq, "", stage, e.sqlstate, e.what(), e.detail});
      return kNone;
    }
  }

  bool matches(int j, const Event& self, const std::vector<std::vector<Value>>& own) {
    for (std::size_t k = 0; k < own.size(); ++k) {
      if (facts_.values(self.type->match[k], items_[j].event) != own[k]) return false;
    }
    return true;
  }

  static bool nothing(const std::vector<Value>& values) {
    return std::all_of(values.begin(), values.end(),
                       [](const Value& v) { return v.kind == Value::Kind::null; });
  }

  // An amend is taken along with its target, unless it is an undo as well: its undoing
  // must not hang on what it amends, or the two could contradict each other for ever.
  // Undos of undos may stand in a row as long as the log, so the stack is not the machine's.
  void recount(int first) {
    std::vector<int> left{first};
    while (!left.empty()) {
      facts_.breathe();
      int i = left.back();
      left.pop_back();
      Item& item = items_[i];
      bool along = item.amend_target != kNone && item.event.type->undoes.empty();
      bool counts = item.undoers == 0 && (!along || items_[item.amend_target].counts);
      if (counts == item.counts) continue;
      item.counts = counts;
      if (item.amend_target != kNone) changed(item.amend_target);
      left.insert(left.end(), item.amends.begin(), item.amends.end());
      if (item.undo_target == kNone) continue;
      items_[item.undo_target].undoers += counts ? 1 : -1;
      left.push_back(item.undo_target);
    }
  }

  // What is laid over this is no longer as it was, and so over what this is itself laid over.
  void changed(int i) {
    while (changed_.insert(i).second && items_[i].amend_target != kNone && items_[i].counts) {
      i = items_[i].amend_target;
    }
  }

  // An amend stands behind its target: the last first.
  void compose() {
    for (int i : std::exchange(changed_, {})) {
      facts_.breathe();
      std::vector<Facts::Patch> patches;
      for (int c : items_[i].corrections) patches.push_back({&items_[c].event, true});
      for (int a : items_[i].amends) {
        if (items_[a].counts) patches.push_back({&items_[a].event, false});
      }
      try {
        facts_.compose(items_[i].event, patches);
      } catch (const Error& e) {
        failures_.push_back(
            {items_[i].event.place.seq, "", "amend", e.sqlstate, e.what(), e.detail});
      }
    }
  }

  void fail(int i, const char* stage, const char* message) {
    failures_.push_back(
        {items_[i].event.place.seq, "", stage, sqlstate::kDataRefused, message, ""});
  }

  Facts& facts_;
  std::vector<Failure>& failures_;
  std::vector<Item> items_;
  std::set<int, std::greater<>> changed_;  // what is to be composed anew
  std::map<std::string, std::vector<int>, std::less<>> by_type_;
};

}  // namespace

std::vector<Event> resolve(std::vector<Event> events, Facts& facts, std::vector<Failure>& failures,
                           std::vector<Voided>& voided) {
  bool rewrites =
      std::any_of(events.begin(), events.end(), [](const Event& e) { return e.type->rewrites(); });
  Resolver resolver(events, facts, failures);
  if (!rewrites) return events;
  resolver.run();
  return resolver.counting(voided);
}

}  // namespace tqc
