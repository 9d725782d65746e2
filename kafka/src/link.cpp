#include "link.h"

#include <sys/socket.h>

#include <cerrno>

namespace tqc::kafka {

void Link::flush() {
  std::string_view rest = out_;
  while (!rest.empty()) {
    ssize_t sent = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) throw WorkerGone();
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  out_.clear();
}

void Link::read() {
  char buffer[65536];
  for (;;) {
    ssize_t got = recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got <= 0) throw WorkerGone();
    in_.add({buffer, static_cast<std::size_t>(got)});
  }
}

void Link::note(Severity severity, std::string_view text) {
  FrameWriter frame(out_, Kind::note);
  frame.number(severity);
  frame.text(text);
  broken_ = broken_ || severity == Severity::fatal;
}

}  // namespace tqc::kafka
