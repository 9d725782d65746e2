// Random rule books and lives, made from numbers thrown by RapidCheck. A smaller number makes
// the simpler choice, so that what it shrinks to is short to read.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/fold.h"
#include "support/json_facts.h"

namespace tqc::test {

using Throws = std::vector<int>;  // of one rule version or one event

struct RandomHistory {
  /// `rules`: throws of each version, `events`: of each event.
  /// A calm life comes in order and takes nothing back.
  RandomHistory(const std::vector<Throws>& rules, const std::vector<Throws>& events, bool calm);
  RandomHistory(const RandomHistory&) = delete;
  RandomHistory& operator=(const RandomHistory&) = delete;

  struct Arrival {
    Time at;
    Event event;
  };

  std::vector<RuleVersion> versions;
  std::vector<Arrival> arrivals;  // in order; their events have occurred by then
  JsonFacts facts;
  // Something may move due times, which names effects anew and lets an alarm come to nothing.
  bool moving = false;
  std::string story;  // all of it, for people

 private:
  void add_rule(const Throws& throws);
  void add_calendar();
  void add_event(const Throws& throws, std::size_t place, std::vector<std::string>& texts);

  const bool calm_;
  std::map<std::string, EventType> types_;
};

}  // namespace tqc::test
