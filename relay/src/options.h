// Configuration: --flag VALUE, or the environment variable TQC_RELAY_FLAG; the command line wins.
// Secrets come by file or environment only.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "log.h"
#include "send_queue.h"

namespace tqc::relay {

struct Options {
  std::string address = "127.0.0.1";
  unsigned short port = 8137;
  std::string database;  // libpq connection string or URI, without a password
  int database_connections = 4;
  std::string jwt_algorithm = "HS256";
  std::string jwt_key_file;  // empty: the key is in the environment
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> origins;  // besides the relay's own
  std::string board = TQC_RELAY_BOARD_DIR;
  int heartbeat = 25;
  QueueLimits queue;
  std::size_t max_frame = 16384;
  int max_connections = 20000;
  Level log_level = Level::info;

  // The key, read from where the options say; called again on reload. Throws std::runtime_error.
  [[nodiscard]] std::string read_jwt_key() const;
};

struct BadOption : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws BadOption. Sets `help` or `version` instead of reading further when asked for.
enum class Asked { run, help, version };
Asked read_options(const std::vector<std::string>& arguments, Options& options);
std::string help_text();

}  // namespace tqc::relay
