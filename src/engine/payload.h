// A task as JSON: what tqc.push carries and the board shows. Fields: docs/protocol.md.
#pragma once

#include <map>
#include <string>

#include "core/state.h"
#include "core/fold.h"
#include "pg/spi.h"

namespace tqc::engine {

/// Contexts as jsonb, each made once a turn: tasks share them, and so do rows and pushes.
class ContextCache {
 public:
  const pg::Arg& jsonb(const ContextPtr& context);

 private:
  std::map<const Context*, pg::Arg> made_;
};

/// `step`: of a reminder, which one; else empty. `reason` overrides the task's if not empty.
Datum payload(const Task& task, const Subject& subject, ContextCache& contexts,
              const std::string& step = {}, const std::string& reason = {});

}  // namespace tqc::engine
