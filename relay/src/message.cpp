#include "message.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace tqc::relay {
namespace {

using nlohmann::json;

Refused bad(std::string what) { return {&code::bad_request, std::move(what)}; }

// A non-negative integer; numbers beyond bigint are as wrong as text.
std::optional<std::int64_t> number(const json& object, const char* name) {
  auto it = object.find(name);
  if (it == object.end() || !it->is_number_integer()) return std::nullopt;
  if (it->is_number_unsigned() &&
      it->get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return std::nullopt;
  auto value = it->get<std::int64_t>();
  return value < 0 ? std::nullopt : std::optional(value);
}

bool absent(const json& object, const char* name) {
  auto it = object.find(name);
  return it == object.end() || it->is_null();
}

Message hello(const json& object) {
  auto token = object.find("token");
  if (token == object.end() || !token->is_string()) return bad("hello: \"token\" must be a string");
  Hello message{token->get<std::string>(), std::nullopt};
  if (!absent(object, "since")) {
    message.since = number(object, "since");
    if (!message.since) return bad("hello: \"since\" must be a number of a push or null");
  }
  return message;
}

Message ack(const json& object) {
  auto seq = number(object, "seq");
  if (!seq) return bad("ack: \"seq\" must be the number of a push");
  return Ack{*seq};
}

Message history(const json& object) {
  History message{std::numeric_limits<std::int64_t>::max(), default_history};
  if (!absent(object, "before")) {
    auto before = number(object, "before");
    if (!before) return bad("history: \"before\" must be a number of a push or null");
    message.before = *before;
  }
  if (!absent(object, "limit")) {
    auto limit = number(object, "limit");
    if (!limit || *limit < 1 || *limit > max_history)
      return bad("history: \"limit\" must be from 1 to " + std::to_string(max_history));
    message.limit = static_cast<int>(*limit);
  }
  return message;
}

Message tasks(const json& object) {
  Tasks message;
  if (absent(object, "receivers")) return message;
  const auto& names = object["receivers"];
  const auto wrong = bad("tasks: \"receivers\" must be an array of up to " +
                         std::to_string(max_asked_receivers) + " names");
  if (!names.is_array() || names.size() > max_asked_receivers) return wrong;
  message.receivers.emplace();
  for (const auto& name : names) {
    if (!name.is_string() || name.get_ref<const std::string&>().find('\0') != std::string::npos)
      return wrong;
    message.receivers->push_back(name.get<std::string>());
  }
  return message;
}

}  // namespace

Message parse_message(std::string_view text) {
  auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return Refused{&code::bad_frame, std::string(code::bad_frame.meaning)};
  auto it = object.find("type");
  if (it == object.end() || !it->is_string())
    return Refused{&code::bad_frame, std::string(code::bad_frame.meaning)};
  const auto& type = it->get_ref<const std::string&>();
  if (type == "hello") return hello(object);
  if (type == "ack") return ack(object);
  if (type == "history") return history(object);
  if (type == "tasks") return tasks(object);
  if (type == "ping") return Ping{};
  if (type == "pong") return Pong{};
  return Refused{&code::unknown_type, std::string(code::unknown_type.meaning)};
}

}  // namespace tqc::relay
