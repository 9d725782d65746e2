#include "kafka/options.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>

#include "pg/guard.h"

extern "C" {
#include "utils/guc_tables.h"
}

namespace tqc::kafka {

namespace {

constexpr std::string_view kPrefix = "tqc.kafka_";

char* brokers_value = nullptr;
char* group_value = nullptr;
char* partitions_value = nullptr;
char* properties_file_value = nullptr;

// With names that librdkafka knows, and only for a superuser's eyes.
struct Secret {
  const char* name;
  char* value;
};
Secret secrets[] = {
    {"tqc.kafka_sasl_username", nullptr},
    {"tqc.kafka_sasl_password", nullptr},
    {"tqc.kafka_ssl_key_password", nullptr},
    {"tqc.kafka_ssl_key_pem", nullptr},
    {"tqc.kafka_ssl_keystore_password", nullptr},
    {"tqc.kafka_sasl_oauthbearer_config", nullptr},
    {"tqc.kafka_sasl_oauthbearer_client_secret", nullptr},
};

std::optional<Ranges> parse(std::string_view text) {
  Ranges ranges;
  while (!text.empty()) {
    std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    std::int32_t from = 0;
    const char* end = item.data() + item.size();
    auto read = std::from_chars(item.data(), end, from);
    if (read.ec != std::errc() || from < 0) return std::nullopt;
    std::int32_t to = from;
    if (read.ptr != end) {
      if (*read.ptr != '-') return std::nullopt;
      read = std::from_chars(read.ptr + 1, end, to);
      if (read.ec != std::errc() || read.ptr != end || to < from) return std::nullopt;
    }
    ranges.emplace_back(from, to);
  }
  return ranges;
}

bool check_partitions(char** value, void**, GucSource) {
  if (parse(*value)) return true;
  GUC_check_errdetail("Numbers and ranges of partitions were expected, such as \"0-3, 7\".");
  return false;
}

/// security_protocol -> security.protocol
std::string property_of(std::string_view setting) {
  std::string name(setting.substr(kPrefix.size()));
  std::replace(name.begin(), name.end(), '_', '.');
  return name;
}

struct Variable {
  const char* name;
  const char* value;
  bool from_files;
};

/// All settings whose name begins with the prefix and that nobody has defined.
std::vector<Variable> undefined() {
  std::vector<Variable> found;
#if PG_VERSION_NUM >= 160000
  int count = 0;
  config_generic** all = get_guc_variables(&count);
#else
  config_generic** all = get_guc_variables();
  int count = GetNumConfigOptions();
#endif
  for (int i = 0; i < count; ++i) {
    const config_generic* one = all[i];
    if ((one->flags & GUC_CUSTOM_PLACEHOLDER) == 0 || one->vartype != PGC_STRING) continue;
    if (!std::string_view(one->name).starts_with(kPrefix)) continue;
    const char* value = *reinterpret_cast<const config_string*>(one)->variable;
    if (value == nullptr) continue;
    found.push_back({one->name, value, one->source > PGC_S_DEFAULT && one->source <= PGC_S_GLOBAL});
  }
  return found;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  std::size_t from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(kBlank) - from + 1));
}

/// Lines `name=value`; empty ones and those that begin with # are left out.
Properties read_file(const char* path) {
  Properties result;
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    std::size_t equals = line.find('=');
    if (equals == std::string::npos) {
      throw Error("F0000",
                  "line " + std::to_string(number) + " of \"" + path + "\" is not name=value");
    }
    result.emplace_back(trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1)));
  }
  if (!file.eof()) {
    throw Error("58P01", std::string("cannot read \"") + path + "\" (tqc.kafka_properties_file)");
  }
  return result;
}

}  // namespace

void define_settings() {
  DefineCustomStringVariable("tqc.kafka_brokers", "Kafka brokers to begin with, host:port, ….",
                             "Empty: no Kafka. The database's value rules.", &brokers_value, "",
                             PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("tqc.kafka_group", "Name of the group by which brokers know tqc.",
                             "Offsets are kept in the database, not by the group.", &group_value,
                             "tqc", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("tqc.kafka_partitions", "Partitions that this database takes.",
                             "Such as \"0-3, 7\"; empty: all.", &partitions_value, "", PGC_SUSET, 0,
                             check_partitions, nullptr, nullptr);
  DefineCustomStringVariable("tqc.kafka_properties_file",
                             "File of librdkafka's properties, name=value a line.",
                             "For what must not be seen or logged.", &properties_file_value, "",
                             PGC_SIGHUP, GUC_SUPERUSER_ONLY, nullptr, nullptr, nullptr);
  for (Secret& secret : secrets) {
    DefineCustomStringVariable(secret.name, "Handed to librdkafka.", nullptr, &secret.value, "",
                               PGC_SIGHUP, GUC_SUPERUSER_ONLY | GUC_NO_SHOW_ALL, nullptr, nullptr,
                               nullptr);
  }
}

std::string brokers() { return brokers_value; }

Ranges partitions() { return parse(partitions_value).value_or(Ranges()); }

Properties properties() {
  Properties result;
  if (*properties_file_value != '\0') result = read_file(properties_file_value);
  for (const Variable& variable : undefined()) {
    if (variable.from_files) {
      result.emplace_back(property_of(variable.name), variable.value);
      continue;
    }
    const char* name = variable.name;
    pg::call([name] {
      ereport(WARNING, (errmsg("setting \"%s\" is ignored", name),
                        errhint("It counts only from the server's configuration files.")));
    });
  }
  for (const Secret& secret : secrets) {
    if (*secret.value != '\0') result.emplace_back(property_of(secret.name), secret.value);
  }
  result.emplace_back("bootstrap.servers", brokers_value);
  result.emplace_back("group.id", group_value);
  return result;
}

}  // namespace tqc::kafka
