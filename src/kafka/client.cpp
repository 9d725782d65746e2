#include "kafka/client.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "pg/guard.h"

namespace tqc::kafka {

namespace {

// Killed whatever way the worker ends, but for a signal that kills both.
pid_t child_of_process = 0;

void kill_at_exit(int, Datum) {
  if (child_of_process != 0) kill(child_of_process, SIGKILL);
}

std::string program() { return std::string(pkglib_path) + "/tqc-kafka"; }

/// In the child, between fork and exec: nothing but system calls.
[[noreturn]] void become(const char* path, int socket, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it died before it could take us along
  if (socket == kChildSocket) {
    fcntl(socket, F_SETFD, 0);
  } else {
    dup2(socket, kChildSocket);
  }
  // The server's files and sockets are none of its business.
  closefrom(kChildSocket + 1);
  execl(path, "tqc-kafka", static_cast<char*>(nullptr));
  _exit(127);
}

}  // namespace

void Client::start() {
  static bool registered = false;
  if (!registered) {
    on_proc_exit(kill_at_exit, 0);
    registered = true;
  }
  std::string path = program();
  if (access(path.c_str(), X_OK) != 0) {
    throw Error("58P01", "cannot start \"" + path + "\": " + std::strerror(errno), {},
                "Kafka needs the program tqc-kafka: install librdkafka's headers, then build and "
                "install tqc again.");
  }
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error("58000", std::string("cannot create a socket pair: ") + std::strerror(errno));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  // Our handlers must not run in the child, and it keeps the mask until it sets its own.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  const char* name = path.c_str();
  pid_t pid = fork();
  if (pid == 0) become(name, ends[1], parent);
  int error = errno;
  child_of_process = pid > 0 ? pid : 0;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    throw Error("58000", std::string("cannot start tqc-kafka: ") + std::strerror(error));
  }
  pid_ = pid;
  socket_ = ends[0];
  out_.clear();
  in_ = FrameCutter();
  listening();
}

void Client::stop() noexcept {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  close(socket_);
  pid_ = child_of_process = 0;
  socket_ = PGINVALID_SOCKET;
}

bool Client::send() {
  std::size_t sent = 0;
  while (sent < out_.size()) {
    ssize_t n = ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;  // full, or the child is gone, which read() will tell
    sent += static_cast<std::size_t>(n);
  }
  out_.erase(0, sent);
  return !out_.empty();
}

bool Client::read() {
  char buffer[65536];
  for (;;) {
    ssize_t n = recv(socket_, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (n <= 0) return false;
    listening();
    in_.add({buffer, static_cast<std::size_t>(n)});
    if (n < static_cast<ssize_t>(sizeof buffer)) return true;
  }
}

std::string Client::last_words() {
  int status = 0;
  pid_t pid = pid_;
  // It has closed its end; it may be a moment until it is dead, or hang half way.
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  close(socket_);
  pid_ = child_of_process = 0;
  socket_ = PGINVALID_SOCKET;
  if (WIFSIGNALED(status)) {
    return "tqc-kafka was ended by signal " + std::to_string(WTERMSIG(status));
  }
  return "tqc-kafka ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace tqc::kafka
