#include "options.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

namespace tqc::relay {
namespace {

struct Flag {
  const char* name;
  const char* value;
  const char* help;
  void (*set)(Options&, const std::string&);
};

template <class Number>
Number number(const std::string& text, Number least, Number most) {
  Number value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    throw BadOption("must be a number from " + std::to_string(least) + " to " +
                    std::to_string(most));
  return value;
}

void set_listen(Options& options, const std::string& text) {
  auto colon = text.rfind(':');
  if (colon == std::string::npos) throw BadOption("must be ADDRESS:PORT");
  auto address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  options.port =
      number<unsigned short>(text.substr(colon + 1), 0, std::numeric_limits<unsigned short>::max());
  options.address = address;
}

// A password on the command line would be visible to every user of the machine.
void set_database(Options& options, const std::string& text) {
  char* message = nullptr;
  auto* parsed = PQconninfoParse(text.c_str(), &message);
  std::string wrong;
  if (parsed == nullptr) wrong = "is not a connection string";
  PQfreemem(message);
  for (auto* option = parsed; option != nullptr && option->keyword != nullptr; ++option)
    if (std::string(option->keyword) == "password" && option->val != nullptr)
      wrong = "must not hold a password; use a password file (passfile) or PGPASSWORD";
  PQconninfoFree(parsed);
  if (!wrong.empty()) throw BadOption(wrong);
  options.database = text;
}

void set_log_level(Options& options, const std::string& text) {
  static constexpr std::array names{"debug", "info", "warning", "error"};
  auto it = std::find(names.begin(), names.end(), text);
  if (it == names.end()) throw BadOption("must be debug, info, warning or error");
  options.log_level = static_cast<Level>(it - names.begin());
}

void set_origins(Options& options, const std::string& text) {
  std::istringstream list(text);
  for (std::string origin; std::getline(list, origin, ',');)
    if (!origin.empty()) options.origins.push_back(origin);
}

const std::array flags{
    Flag{"listen", "ADDRESS:PORT", "where to listen (127.0.0.1:8137; port 0 takes a free one)",
         set_listen},
    Flag{"database", "CONNINFO",
         "libpq connection string, without a password (libpq's environment)", set_database},
    Flag{"database-connections", "N", "connections for queries, besides the one that listens (4)",
         [](Options& o, const std::string& v) { o.database_connections = number(v, 1, 64); }},
    Flag{"jwt-algorithm", "NAME",
         "the only one accepted: HS256/384/512, RS256/384/512, ES256/384/512 (HS256)",
         [](Options& o, const std::string& v) { o.jwt_algorithm = v; }},
    Flag{"jwt-key-file", "FILE",
         "shared secret, or public key in PEM form; else TQC_RELAY_JWT_KEY holds it",
         [](Options& o, const std::string& v) { o.jwt_key_file = v; }},
    Flag{"tls-certificate", "FILE", "certificate chain in PEM form; turns TLS on",
         [](Options& o, const std::string& v) { o.tls_certificate = v; }},
    Flag{"tls-key", "FILE", "its private key in PEM form",
         [](Options& o, const std::string& v) { o.tls_key = v; }},
    Flag{"allow-origin", "ORIGIN[,…]",
         "origins browsers may connect from besides the relay's own; may be repeated", set_origins},
    Flag{"board", "DIR", "directory served at / (" TQC_RELAY_BOARD_DIR ")",
         [](Options& o, const std::string& v) { o.board = v; }},
    Flag{"heartbeat", "SECONDS", "between pings to a client (25)",
         [](Options& o, const std::string& v) { o.heartbeat = number(v, 1, 3600); }},
    Flag{"queue-frames", "N",
         "frames that may wait for one client before it is closed as slow (512)",
         [](Options& o, const std::string& v) {
           o.queue.frames = number<std::size_t>(v, 4, 1000000);
         }},
    Flag{"queue-bytes", "BYTES", "the same in bytes (1048576)",
         [](Options& o, const std::string& v) {
           o.queue.bytes = number<std::size_t>(v, 4096, std::size_t{1} << 30);
         }},
    Flag{"max-frame", "BYTES", "largest frame taken from a client (16384)",
         [](Options& o, const std::string& v) {
           o.max_frame = number<std::size_t>(v, 1024, std::size_t{1} << 20);
         }},
    Flag{"max-connections", "N", "connections at a time, further ones are dropped (20000)",
         [](Options& o, const std::string& v) { o.max_connections = number(v, 1, 1000000); }},
    Flag{"log-level", "LEVEL", "debug, info, warning or error (info)", set_log_level},
};

std::string environment_name(const std::string& flag) {
  std::string name = "TQC_RELAY_" + flag;
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c == '-' ? '_' : c >= 'a' && c <= 'z' ? char(c - 32) : c;
  });
  return name;
}

void apply(const Flag& flag, const std::string& shown, Options& options, const std::string& value) {
  try {
    flag.set(options, value);
  } catch (const BadOption& wrong) {
    throw BadOption(shown + " " + wrong.what());
  }
}

}  // namespace

Asked read_options(const std::vector<std::string>& arguments, Options& options) {
  for (const auto& flag : flags) {
    auto name = environment_name(flag.name);
    if (const char* value = std::getenv(name.c_str())) apply(flag, name, options, value);
  }
  bool origins_given = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto argument = arguments[i];
    if (argument == "--help") return Asked::help;
    if (argument == "--version") return Asked::version;
    std::string value;
    auto equals = argument.find('=');
    const bool attached = equals != std::string::npos;
    if (attached) {
      value = argument.substr(equals + 1);
      argument.resize(equals);
    }
    const auto* it = std::find_if(flags.begin(), flags.end(), [&](const Flag& f) {
      return argument == std::string("--") + f.name;
    });
    if (it == flags.end()) throw BadOption("unknown option " + argument);
    if (!attached) {
      if (++i == arguments.size()) throw BadOption(argument + " needs a value");
      value = arguments[i];
    }
    if (it->set == set_origins && !std::exchange(origins_given, true)) options.origins.clear();
    apply(*it, argument, options, value);
  }
  if (options.tls_certificate.empty() != options.tls_key.empty())
    throw BadOption("--tls-certificate and --tls-key belong together");
  return Asked::run;
}

std::string help_text() {
  std::string text =
      "tqc-relay carries the pushes of tqc to WebSocket clients.\n\nUsage: tqc-relay "
      "[OPTION]...\n\n"
      "Each option can also be given as an environment variable, e.g. --jwt-key-file as "
      "TQC_RELAY_JWT_KEY_FILE.\n\n";
  for (const auto& flag : flags) {
    std::string left = "  --" + std::string(flag.name) + " " + flag.value;
    text += left + std::string(left.size() < 34 ? 34 - left.size() : 1, ' ') + flag.help + "\n";
  }
  text +=
      "  --help, --version\n\nSIGTERM ends it gracefully; SIGHUP reads certificate, keys and board "
      "again.\n";
  return text;
}

std::string Options::read_jwt_key() const {
  std::string key;
  if (jwt_key_file.empty()) {
    const char* value = std::getenv("TQC_RELAY_JWT_KEY");
    if (value == nullptr)
      throw std::runtime_error("no JWT key: give --jwt-key-file or TQC_RELAY_JWT_KEY");
    key = value;
  } else {
    std::ifstream file(jwt_key_file, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read the JWT key file \"" + jwt_key_file + "\"");
    key.assign(std::istreambuf_iterator<char>(file), {});
    // Editors end a file with a newline; it is not part of a secret.
    if (!key.empty() && key.back() == '\n') key.pop_back();
    if (!key.empty() && key.back() == '\r') key.pop_back();
  }
  return key;
}

}  // namespace tqc::relay
