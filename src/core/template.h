// Filling in templates: `{{name}}` is a context field, `{{data.a.b}}` a field of the
// opening event, `{{subject}}` and `{{due_at}}` are the task's own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition.h"
#include "core/value.h"

namespace tqc {

/// What a template is filled in from.
struct TemplateSource {
  const Context& context;
  std::function<std::vector<Value>(const Expr&)> data;  // values of a path in the opening data
  std::string_view subject;
  std::function<std::string()> due_at;  // the due time as text in tqc.timezone, or empty
};

/// One string for each combination of values: an array gives one for each element. Empty if
/// any name yields nothing (absent, null, an empty string, an object). Throws tqc::Error TQ002
/// when the combinations are too many.
std::vector<std::string> render(const Template& t, const TemplateSource& source);

/// The text of a message: arrays joined with "、", what is absent left out and, if wanted, its
/// name put into `missing`.
std::string render_message(const Template& t, const TemplateSource& source,
                           std::vector<std::string>* missing = nullptr);

}  // namespace tqc
