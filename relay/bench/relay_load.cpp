// relay_load: many clients of one relay on this machine; memory for each, and how long a push takes
// to reach them.
//
//   relay_load --port P --pid PID --database CONNINFO [--clients N] [--rounds R]
//
// TQC_RELAY_JWT_KEY holds the relay's HS256 secret. relay/bench/run sets all of it up. The clients
// offer permessage-deflate and read frames by their headers only: what is measured is the relay.
// Latency counts from before the INSERT is sent, so it includes the commit, the doorbell and the
// relay's query. The last line puts the two figures that have a budget together.
#include <libpq-fe.h>
#include <jwt.h>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

std::string make_token(const std::string& secret, const std::string& sub) {
  jwt_t* jwt = nullptr;
  jwt_new(&jwt);
  jwt_add_grant(jwt, "sub", sub.c_str());
  jwt_add_grants_json(jwt, R"({"receivers":["all"]})");
  jwt_add_grant_int(jwt, "exp", std::time(nullptr) + 86400);
  jwt_set_alg(jwt, JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(secret.data()),
              static_cast<int>(secret.size()));
  char* text = jwt_encode_str(jwt);
  std::string token = text;
  std::free(text);  // NOLINT: libjwt hands out malloc'ed text
  jwt_free(jwt);
  return token;
}

// A short masked text frame; the mask is zero.
std::string client_frame(const std::string& payload) {
  std::string frame = "\x81";
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else {
    frame += static_cast<char>(0xfe);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xffU);
  }
  return frame + std::string(4, '\0') + payload;
}

struct Client {
  int fd = -1;
  std::string in;
  bool upgraded = false;
  int frames = 0;      // text frames since the welcome, itself included
  int compressed = 0;  // of these
};

class Load {
 public:
  Load(int port, int count) : clients_(static_cast<std::size_t>(count)), poll_(epoll_create1(0)) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(static_cast<std::uint16_t>(port));
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }

  // Connects and greets all, some at a time, and waits until all are welcomed.
  void connect(const std::string& secret) {
    std::size_t started = 0;
    std::size_t welcomed = 0;
    while (welcomed < clients_.size()) {
      for (; started < clients_.size() && started - welcomed < 200; ++started)
        open(started, secret);
      welcomed += static_cast<std::size_t>(turn([](Client& c) { return c.frames == 1; }));
    }
  }

  // Waits until `expected` push frames have come in all; calls `seen` for each.
  template <class Seen>
  void wait(int expected, Seen seen) {
    for (int got = 0; got < expected;)
      got += turn([&](Client&) {
        seen();
        return true;
      });
  }

  [[nodiscard]] int compressed() const {
    int n = 0;
    for (const auto& c : clients_) n += c.compressed;
    return n;
  }

 private:
  void open(std::size_t i, const std::string& secret) {
    auto& c = clients_[i];
    c.fd = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(c.fd, reinterpret_cast<sockaddr*>(&address_), sizeof address_) != 0)
      fail("cannot connect client " + std::to_string(i));
    send(c,
         "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
         "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tqc.v1\r\n"
         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
    hello_[c.fd] = client_frame(R"({"type":"hello","token":")" +
                                make_token(secret, "client-" + std::to_string(i)) + R"("})");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(poll_, EPOLL_CTL_ADD, c.fd, &event);
  }

  static void send(Client& c, const std::string& bytes) {
    if (::send(c.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size()))
      fail("cannot send");
  }

  // One round of epoll; counts the text frames for which `counts` is true.
  template <class Counts>
  int turn(Counts counts) {
    std::vector<epoll_event> events(256);
    auto n = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 30000);
    if (n <= 0) fail("nothing comes any more");
    int counted = 0;
    for (int i = 0; i < n; ++i) {
      auto& c = clients_[events[static_cast<std::size_t>(i)].data.u64];
      char buffer[16384];
      auto got = recv(c.fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got <= 0) fail("a client was disconnected");
      c.in.append(buffer, static_cast<std::size_t>(got));
      counted += frames(c, counts);
    }
    return counted;
  }

  template <class Counts>
  int frames(Client& c, Counts counts) {
    if (!c.upgraded) {
      auto end = c.in.find("\r\n\r\n");
      if (end == std::string::npos) return 0;
      if (c.in.rfind("HTTP/1.1 101", 0) != 0) fail("refused: " + c.in);
      c.in.erase(0, end + 4);
      c.upgraded = true;
      send(c, hello_[c.fd]);
      hello_.erase(c.fd);
    }
    int counted = 0;
    std::size_t at = 0;
    while (c.in.size() - at >= 2) {
      auto first = static_cast<std::uint8_t>(c.in[at]);
      std::size_t length = static_cast<std::uint8_t>(c.in[at + 1]);
      std::size_t header = length == 126 ? 4 : 2;
      if (length == 127) fail("a frame of more than 64 kB");
      if ((first & 0x0fU) == 8) fail("closed: " + c.in.substr(at));
      if (c.in.size() - at < header) break;
      if (length == 126)
        length = static_cast<std::size_t>(static_cast<std::uint8_t>(c.in[at + 2])) << 8U |
                 static_cast<std::uint8_t>(c.in[at + 3]);
      if (c.in.size() - at < header + length) break;
      at += header + length;
      if ((first & 0x0fU) != 1) continue;
      ++c.frames;
      c.compressed += (first & 0x40U) != 0;
      counted += counts(c) ? 1 : 0;
    }
    c.in.erase(0, at);
    if (c.in.empty()) c.in.shrink_to_fit();
    return counted;
  }

  std::vector<Client> clients_;
  std::map<int, std::string> hello_;
  int poll_;
  sockaddr_in address_{};
};

long resident_kb(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;)
    if (word == "VmRSS:") {
      long kb = 0;
      status >> kb;
      return kb;
    }
  fail("no such process: " + std::to_string(pid));
}

void execute(PGconn* database, const char* statement) {
  auto* result = PQexec(database, statement);
  auto status = PQresultStatus(result);
  PQclear(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(PQerrorMessage(database));
}

// One push for each receiver, with a payload of the usual size. Under the lock of those who number
// the outbox: without it a number that nobody can see yet looks like one that is gone.
void push(PGconn* database, const std::string& receivers) {
  const char* values[] = {receivers.c_str()};
  execute(database, "BEGIN; SELECT tqc.own_lock('outbox', 0)");
  auto* result = PQexecParams(
      database,
      "WITH new AS (INSERT INTO tqc.push (at, receiver, kind, task_id, payload) SELECT "
      "clock_timestamp(), r, 'opened', 1, jsonb_build_object("
      "'id', 17, 'rule', 'first-progress-note', 'rule_version', 1, 'title', "
      "'首次病程记录在入院8小时内完成', 'category', 'documentation',"
      "'status', 'open', 'site', 'main', 'subject', 'V' || (random() * 1e6)::int, 'key', NULL, "
      "'anchor_at', '2026-01-05T08:00:00Z', 'opened_at',"
      "'2026-01-05T08:00:00Z', 'due_at', '2026-01-05T16:00:00Z', 'overdue_at', NULL, 'closed_at', "
      "NULL, 'receivers', '[\"dr-li\"]'::jsonb, 'context',"
      "'{\"patient\": \"张三\", \"doctor\": \"dr-li\", \"ward\": \"W3\", \"bed\": \"12\"}'::jsonb, "
      "'message', '张三：首次病程记录', 'reason', NULL)"
      " FROM unnest($1::text[]) r RETURNING seq)"
      " SELECT pg_notify('tqc', jsonb_build_object('seq', max(seq), 'n', count(*))::text) FROM new",
      1, nullptr, values, nullptr, nullptr, 0);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail(PQerrorMessage(database));
  PQclear(result);
  execute(database, "COMMIT");
}

// Returns the 99th percentile, in milliseconds.
double measure(const char* name, Load& load, PGconn* database, int rounds, int expected,
               const auto& receivers) {
  std::vector<double> millis;
  for (int round = 0; round < rounds; ++round) {
    auto list = receivers();
    auto start = Clock::now();
    push(database, list);
    load.wait(expected, [&] {
      millis.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    });
  }
  if (millis.empty()) return 0;
  std::sort(millis.begin(), millis.end());
  auto at = [&](double share) {
    return millis[static_cast<std::size_t>(share * static_cast<double>(millis.size() - 1))];
  };
  std::printf("%-44s %9zu frames  p50 %6.1f ms  p99 %6.1f ms  max %6.1f ms\n", name, millis.size(),
              at(0.5), at(0.99), at(1));
  return at(0.99);
}

int run(const std::map<std::string, std::string>& options) {
  auto number = [&](const char* name, int fallback) {
    return options.count(name) ? std::stoi(options.at(name)) : fallback;
  };
  const int clients = number("--clients", 10000);
  const int rounds = number("--rounds", 20);
  const int pid = number("--pid", 0);
  const char* secret = std::getenv("TQC_RELAY_JWT_KEY");
  if (secret == nullptr || pid == 0) fail("TQC_RELAY_JWT_KEY and --pid are needed");
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);

  auto* database = PQconnectdb(options.at("--database").c_str());
  if (PQstatus(database) != CONNECTION_OK) fail(PQerrorMessage(database));
  auto empty = resident_kb(pid);
  Load load(number("--port", 0), clients);
  auto start = Clock::now();
  load.connect(secret);
  auto seconds = std::chrono::duration<double>(Clock::now() - start).count();
  auto connected = resident_kb(pid);
  std::printf(
      "%d clients welcomed in %.1f s; relay %ld kB before, %ld kB after: %.1f kB a client\n",
      clients, seconds, empty, connected, static_cast<double>(connected - empty) / clients);

  measure("to one client", load, database, rounds * 10, 1,
          [&] { return "{client-" + std::to_string(std::rand() % clients) + "}"; });
  measure("to 100 clients, a push each", load, database, rounds, 100, [&] {
    std::string list;
    for (int i = 0; i < 100; ++i)
      list += (i != 0 ? ",client-" : "{client-") + std::to_string(std::rand() % clients);
    return list + "}";
  });
  const double to_all = measure("one push to all clients", load, database, rounds, clients,
                                [] { return std::string("{all}"); });
  auto used = resident_kb(pid);
  std::printf("relay %ld kB afterwards: %.1f kB a client; %d frames came compressed\n", used,
              static_cast<double>(used - empty) / clients, load.compressed());
  std::printf("budget: %.1f kB a client (< 50), fan-out to all p99 %.1f ms (< 100)\n",
              static_cast<double>(std::max(connected, used) - empty) / clients, to_all);
  PQfinish(database);
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    std::map<std::string, std::string> options;
    for (int i = 1; i + 1 < count; i += 2) options[values[i]] = values[i + 1];
    return run(options);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "relay_load: %s\n", failure.what());
    return 1;
  }
}
