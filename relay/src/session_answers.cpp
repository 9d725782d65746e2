// What a client says, and what it is answered.
#include <algorithm>
#include <ctime>

#include "log.h"
#include "pg_connection.h"
#include "server.h"
#include "session.h"

namespace tqc::relay {
namespace {

int page_size(const QueueLimits& limits) {
  return static_cast<int>(std::clamp<std::size_t>(limits.frames / 8, 1, 200));
}

}  // namespace

void Session::handle(const Message& message) {
  const auto* refused = std::get_if<Refused>(&message);
  if (!catchup_) {
    if (refused != nullptr && refused->code == &code::bad_frame) return end(code::bad_frame);
    if (const auto* first = std::get_if<Hello>(&message)) return hello(*first);
    return end(code::hello_expected,
               refused != nullptr ? refused->message : code::hello_expected.meaning);
  }
  if (refused != nullptr) return refuse(*refused);
  if (std::holds_alternative<Hello>(message))
    return refuse({&code::bad_request, "hello: only as the first frame"});
  if (const auto* m = std::get_if<Ack>(&message)) return ack(*m);
  if (const auto* m = std::get_if<History>(&message)) return history(*m);
  if (const auto* m = std::get_if<Tasks>(&message)) return tasks(*m);
  if (std::holds_alternative<Ping>(message)) enqueue(simple_frame("pong"));
}

void Session::refuse(const Refused& refused) {
  if (refused.code->then != Then::stay) return end(*refused.code, refused.message);
  server_.metrics.count(*refused.code);
  enqueue(error_frame(*refused.code, refused.message));
}

// An answer has been queued; the next question is read when there is room for its answer.
void Session::answered() {
  answered_ = true;
  read_on();
}

void Session::read_on() {
  if (!answered_ || queue_.crowded(false)) return;
  answered_ = false;
  waiting_ = false;
  read();
}

void Session::hello(const Hello& message) {
  auto verdict = server_.verifier->verify(message.token, std::time(nullptr));
  if (const auto* refused = std::get_if<TokenRefused>(&verdict)) {
    log(Level::info, "token refused", {{"reason", refused->reason}});
    if (refused->expired) return end(code::token_expired);
    return end(code::token_refused, "the token is not accepted: " + refused->reason);
  }
  if (!server_.doorbell.known() || !server_.store.ready()) return end(code::unavailable);
  who_ = std::get<Identity>(std::move(verdict));
  receivers_ = array_literal(who_->receivers);
  waiting_ = true;
  server_.store.position(who_->sub, [self = shared_from_this(), since = message.since](
                                        const std::optional<Position>& position) {
    if (!position) {
      self->end(code::unavailable);
    } else if (self->ending_ == nullptr) {
      self->welcome(*position, since);
    }
    self->answered();
  });
}

void Session::welcome(const Position& position, std::optional<std::int64_t> since) {
  auto start = since.value_or(position.acked);
  // Behind what is kept, or ahead of what was ever given (a number from another history): nothing
  // to continue from.
  const bool recovered = start + 1 >= position.lowest && start <= position.highest;
  if (!recovered) start = start > position.highest ? position.highest : position.lowest - 1;
  head_ = position.highest;
  catchup_.emplace(start, page_size(server_.options.queue));
  server_.hub.join(*this, who_->receivers);
  ++server_.metrics.sessions;
  ++server_.metrics.sessions_total;
  if (!recovered) ++server_.metrics.catchups_unrecovered;
  deadline_ = Clock::now() + std::chrono::seconds(server_.options.heartbeat);
  arm();
  log(Level::debug, "session welcomed",
      {{"sub", who_->sub}, {"seq", start}, {"head", head_}, {"recovered", recovered}});
  enqueue(welcome_frame(
      {&who_->receivers, start, head_, recovered, server_.options.heartbeat, position.clock}));
  if (auto trouble = server_.doorbell.trouble()) enqueue(trouble);
  next_page();
}

void Session::ack(const Ack& message) {
  if (message.seq > std::max(head_, server_.hub.fanned_out()))
    return refuse({&code::bad_request, "ack: \"seq\" is beyond the last push"});
  ++server_.metrics.acks;
  server_.store.ack(who_->sub, message.seq);
}

void Session::history(const History& message) {
  waiting_ = true;
  server_.store.history(
      receivers_, message.before, message.limit,
      [self = shared_from_this()](const auto& items) { self->answer("history", items); });
}

void Session::tasks(const Tasks& message) {
  auto asked = receivers_;
  if (message.receivers) {
    // Those who oversee may look at anybody's tasks, everyone else only at their own.
    for (const auto& receiver : *message.receivers)
      if (who_->role == Role::clinician && std::find(who_->receivers.begin(), who_->receivers.end(),
                                                     receiver) == who_->receivers.end())
        return refuse(
            {&code::forbidden, "tasks: a clinician's token reaches only its own receivers"});
    asked = array_literal(*message.receivers);
  }
  waiting_ = true;
  server_.store.tasks(
      asked, [self = shared_from_this()](const auto& items) { self->answer("tasks", items); });
}

template <class Items>
void Session::answer(std::string_view type, const std::optional<Items>& items) {
  if (items) {
    if (ending_ == nullptr) queue_.push_always(list_frame(type, *items));
    write();
  } else {
    refuse({&code::try_later, std::string(type) + ": " + std::string(code::try_later.meaning)});
  }
  answered();
}

}  // namespace tqc::relay
