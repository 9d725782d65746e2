// {{name}}            a field of the context
// {{data.field.sub}}  a field of the opening event's data
// {{subject}}         the subject
// {{due_at}}          the task's due time
//
// Names are written without quotes: any characters but blanks, braces, quotes,
// backslashes, brackets and control characters; blanks round a name do not count.
#include "core/template_parser.h"

#include "core/error.h"
#include "core/value.h"
#include "core/pure.h"

namespace tqc {

namespace {

using Part = Template::Part;
constexpr std::string_view kData = "data.";

[[noreturn]] void refuse(const std::string& expected) {
  throw Error(sqlstate::kDefinitionRefused, expected);
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r";
  std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void check_name(std::string_view name, std::string_view whole) {
  bool good = !name.empty();
  for (char c : name) {
    good = good && static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
           std::string_view("{}[]()\"'\\.").find(c) == std::string_view::npos;
  }
  if (!good) {
    refuse("a context field, data.<field>, subject or due_at between {{ and }}, not \"" +
           std::string(whole) + "\"");
  }
}

Part data_part(std::string_view name) {
  std::string path = "$";
  std::string_view rest = name.substr(kData.size());
  while (true) {
    std::size_t dot = rest.find('.');
    check_name(rest.substr(0, dot), name);
    path += '.';
    append_json_string(path, rest.substr(0, dot));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return {Part::Kind::data, std::string(name), make_expr(path)};
}

Part name_part(std::string_view name) {
  if (name == "subject") return {Part::Kind::subject, std::string(name), {}};
  if (name == "due_at") return {Part::Kind::due_at, std::string(name), {}};
  if (name.starts_with(kData)) return data_part(name);
  if (name == "data") {
    refuse("a field of the data, such as {{data.nurse}}, not the whole of it");
  }
  check_name(name, name);
  return {Part::Kind::context, std::string(name), {}};
}

void add_literal(Template& to, std::string_view text) {
  if (text.find("}}") != std::string_view::npos) refuse("{{ before each }}");
  if (!text.empty()) to.parts.push_back({Part::Kind::literal, std::string(text), {}});
}

}  // namespace

Template parse_template(std::string_view text) {
  Template result;
  while (true) {
    std::size_t open = text.find("{{");
    add_literal(result, text.substr(0, open));
    if (open == std::string_view::npos) return result;
    text.remove_prefix(open + 2);
    std::size_t close = text.find("}}");
    if (close == std::string_view::npos) refuse("}} after each {{");
    result.parts.push_back(name_part(trim(text.substr(0, close))));
    text.remove_prefix(close + 2);
  }
}

std::string part_name(const Part& part) {
  return part.kind == Part::Kind::literal ? std::string() : part.text;
}

}  // namespace tqc
