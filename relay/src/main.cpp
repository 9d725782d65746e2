// tqc-relay: carries tqc.push to WebSocket clients. docs/protocol.md says how to talk to it.
#include <sys/resource.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "log.h"
#include "options.h"
#include "server.h"

namespace {

using namespace tqc::relay;

// A connection is a descriptor; the usual soft limit of 1024 is meant for programs that use
// select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void on_reload(net::signal_set& signals, Server& server) {
  signals.async_wait([&](error_code error, int) {
    if (error) return;
    server.reload();
    on_reload(signals, server);
  });
}

void run(const Options& options) {
  net::io_context io(1);
  Server server(io.get_executor(), options);
  net::signal_set hangup(io, SIGHUP);
  net::signal_set stop(io, SIGTERM, SIGINT);
  on_reload(hangup, server);
  stop.async_wait([&](error_code error, int) {
    if (!error) server.stop([&io] { io.stop(); });
  });
  server.start();
  io.run();
}

}  // namespace

int main(int count, char** values) {
  try {
    Options options;
    switch (read_options({values + 1, values + count}, options)) {
      case Asked::help:
        std::cout << help_text();
        return 0;
      case Asked::version:
        std::cout << "tqc-relay " TQC_RELAY_VERSION "\n";
        return 0;
      case Asked::run:
        break;
    }
    set_log_level(options.log_level);
    raise_descriptor_limit();
    std::signal(SIGPIPE, SIG_IGN);
    run(options);
    return 0;
  } catch (const BadOption& wrong) {
    std::cerr << "tqc-relay: " << wrong.what() << "\nTry tqc-relay --help.\n";
    return 2;
  } catch (const std::exception& failure) {
    log(Level::error, "cannot run", {{"reason", failure.what()}});
    return 1;
  }
}
