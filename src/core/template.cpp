#include "core/template.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/template_parser.h"
#include "core/pure.h"

namespace tqc {

namespace {

using Part = Template::Part;

// A poisoned event must not fill the memory: arrays in several names multiply.
constexpr std::size_t kMostStrings = 1000;

/// Collects the scalars that stand directly in a JSON array: objects and arrays within it
/// have no text for people. Numbers keep their digits.
class Elements : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Elements(std::vector<std::string>& out) : out_(out) {}

  bool null() override { return true; }
  bool boolean(bool value) override { return take(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return take(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return take(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& digits) override { return take(digits); }
  bool string(string_t& value) override { return take(value); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return ++depth_ > 0; }
  bool end_object() override { return --depth_ >= 0; }
  bool start_array(std::size_t) override { return ++depth_ > 0; }
  bool end_array() override { return --depth_ >= 0; }
  bool key(string_t&) override { return true; }
  // Only a number beyond double, as jsonb allows: the rest of the array is left out.
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  bool take(const std::string& text) {
    if (depth_ == 1 && !text.empty()) out_.push_back(text);
    return true;
  }

  std::vector<std::string>& out_;
  int depth_ = 0;
};

void take_text(const Value& value, std::vector<std::string>& out) {
  switch (value.kind) {
    case Value::Kind::string:
      if (value.text.empty()) break;
      [[fallthrough]];
    case Value::Kind::number:
    case Value::Kind::boolean:
      out.push_back(value.text);
      break;
    case Value::Kind::array: {
      Elements elements(out);
      nlohmann::json::sax_parse(value.text, &elements);
      break;
    }
    case Value::Kind::null:
    case Value::Kind::object:
      break;
  }
}

/// All texts a part yields; a literal yields itself.
std::vector<std::string> texts(const Part& part, const TemplateSource& source) {
  std::vector<std::string> out;
  switch (part.kind) {
    case Part::Kind::literal:
      out.push_back(part.text);
      break;
    case Part::Kind::context: {
      auto field = source.context.find(part.text);
      if (field != source.context.end()) take_text(field->second, out);
      break;
    }
    case Part::Kind::data:
      for (const Value& value : source.data(part.path)) take_text(value, out);
      break;
    case Part::Kind::subject:
      out.emplace_back(source.subject);
      break;
    case Part::Kind::due_at: {
      std::string due = source.due_at();
      if (!due.empty()) out.push_back(std::move(due));
      break;
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> render(const Template& t, const TemplateSource& source) {
  std::vector<std::string> strings{""};
  for (const Part& part : t.parts) {
    std::vector<std::string> tails = texts(part, source);
    if (tails.size() * strings.size() > kMostStrings) {
      throw Error(sqlstate::kDataRefused,
                  "template yields more than " + std::to_string(kMostStrings) + " strings");
    }
    std::vector<std::string> longer;
    longer.reserve(tails.size() * strings.size());
    for (const auto& head : strings) {
      for (const auto& tail : tails) longer.push_back(head + tail);
    }
    strings = std::move(longer);
  }
  return strings;
}

std::string render_message(const Template& t, const TemplateSource& source,
                           std::vector<std::string>* missing) {
  std::string message;
  for (const Part& part : t.parts) {
    std::vector<std::string> values = texts(part, source);
    if (values.empty() && missing != nullptr) missing->push_back(part_name(part));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) message += "、";
      message += values[i];
    }
  }
  return message;
}

}  // namespace tqc
