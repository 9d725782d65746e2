// Series: one opening that yields task after task.
//
//   windows  the clock opens one after the other; each ends with its last microsecond
//   list     the clock opens each at the planned due time of the one before
//   chain    a close arms the next link, which opens in the opening phase of that event
//
// `next` and `step` of a series say which task comes next; the clock's own stand in `next`.
#include <algorithm>

#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

namespace {

// A series whose data speak of a distant past would begin with countless tasks.
constexpr int kMostAtOnce = 1000;

Span times(const Span& span, std::int32_t n) {
  std::int64_t months = std::int64_t{span.months} * n;
  std::int64_t days = std::int64_t{span.days} * n;
  std::int64_t micros = 0;
  if (months > INT32_MAX || days > INT32_MAX ||
      __builtin_mul_overflow(span.micros, std::int64_t{n}, &micros)) {
    check_range(kNever);
  }
  return {static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), micros};
}

}  // namespace

void Walk::begin_series(Series s, const Event& e) {
  const Definition& d = *s.version->definition;
  if (d.windows()) begin_windows(s);
  if (d.repeats(Repeat::Kind::list)) {
    s.next = e.place.at;
    Time since = stands_since(*s.version, s.key, std::min(s.anchor, e.place.at));
    if (since != kNever) s.paused_at = since;
  }
  Index k = state_.series.size();
  state_.series.push_back(std::move(s));
  series_stamps_.push_back(0);
  try {
    if (d.repeats(Repeat::Kind::chain)) {
      yield(k, {e.place.at, state_.series[k].anchor, e.place.seq, &e, kNever});
    } else {
      yield_until_now(k, e);
    }
  } catch (const Error&) {
    state_.series[k].over = true;
    throw;
  }
  schedule_series(k);
}

// The first window starts at the anchor. Left out are those to be skipped and those that end
// before a delayed task would appear.
void Walk::begin_windows(Series& s) const {
  s.next = s.anchor;
  int left_out = 0;
  while (s.step < s.version->definition->repeat->skip || window_after(s) <= s.delayed_to) {
    if (left_out++ > s.version->definition->repeat->skip + kMostAtOnce) {
      throw Error(sqlstate::kDataRefused, "the delay leaves out more than 1000 windows");
    }
    s.next = window_after(s);
    ++s.step;
  }
}

void Walk::yield(Index series, const Opening& o) {
  // It may be one that an earlier state of the log yielded and a late event took away: it returns
  // under its old id, of which only the whole history knows.
  if (!history_ && state_.withdrawn) throw NeedHistory();
  Index i = add_task(state_.series[series], static_cast<std::int32_t>(series), o);
  Series& s = state_.series[series];
  ++s.yielded;
  step_on(s);
  close_by_earlier(i);
}

void Walk::yield_next(Index series, Time at, const Event* e) {
  const Series& s = state_.series[series];
  if (s.version->definition->windows()) {
    yield(series, {at, s.next, s.opener.seq, e, window_after(s) - 1});
  } else {
    yield(series, {at, s.anchor, s.opener.seq, e, kNever});
  }
}

// What lies behind already when the opening event comes.
void Walk::yield_until_now(Index series, const Event& e) {
  Series ahead = state_.series[series];
  for (int n = 0; comes_by(ahead, e.place.at); ++n) {
    if (n == kMostAtOnce) {
      throw Error(sqlstate::kDataRefused, "the series would begin with more than 1000 tasks");
    }
    ++ahead.yielded;
    step_on(ahead);
  }
  while (comes_by(state_.series[series], e.place.at)) yield_next(series, e.place.at, &e);
}

// A task that cannot be opened is left out, and the series goes on.
void Walk::yield_by_clock(Index series, Time at) {
  std::int32_t before = state_.series[series].step;
  std::int64_t seq = state_.series[series].opener.seq;
  const std::string& code = state_.series[series].version->code;
  step(seq, code, "repeat", [&] { yield_next(series, at, nullptr); });
  Series& s = state_.series[series];
  if (s.step == before) {
    s.over = true;  // unless it can step on
    step(seq, code, "repeat", [&] {
      step_on(s);
      s.over = false;
    });
  }
  schedule_series(series);
  if (closed_now_.empty()) return;
  Event closing;  // what an earlier event closed, excludes from now on
  closing.place = {at, Position::kNoSequence, task(closed_now_.front()).closed_by};
  exclude(closing);
}

// The next link of a chain is counted from the close that armed it.
void Walk::arm(const Event& e) {
  while (!armed_.empty()) {
    Armed next = armed_.front();
    armed_.erase(armed_.begin());
    const Series& s = state_.series[next.series];
    if (s.over) continue;
    step(e.place.seq, s.version->code, "repeat", [&] {
      yield(next.series, {e.place.at, next.from, e.place.seq, nullptr, kNever});
    });
  }
}

void Walk::step_on(Series& s) const {
  const Repeat& r = *s.version->definition->repeat;
  if (r.kind == Repeat::Kind::chain) return;
  s.next = r.windows() ? window_after(s) : kNever;
  ++s.step;
  if (r.times != 0 && s.yielded >= r.times) {
    s.next = kNever;
  } else if (!r.windows() && s.step < static_cast<std::int32_t>(r.after.size())) {
    s.next = offset_due(s, s.step - 1);
  }
}

// After its first task a list stands still with its rule's clock; windows keep their bounds.
bool Walk::comes_by(const Series& s, Time at) {
  return !s.over && s.next <= at && (s.step == 0 || s.next < s.paused_at);
}

Time Walk::window_after(const Series& s) const {
  const Definition& d = *s.version->definition;
  const Repeat& r = *d.repeat;
  const Calendar& c = calendar(d.calendar());
  Time after = kNever;
  if (r.kind == Repeat::Kind::every) {
    after = on_wall_clock(d, s.anchor, times(r.every, s.step + 1), s.opener.at);
  } else if (r.kind == Repeat::Kind::day) {
    after = c.day_end(s.next, 0, s.opener.at) + 1;
  } else {
    after = next_time(r.cron, c.zone(s.opener.at), s.next);
  }
  check_range(after);
  if (after <= s.next) throw Error(sqlstate::kDataRefused, "a window does not end");
  return after;
}

/// When the task at this place of a list is due by the definition.
Time Walk::planned_offset(const Definition& d, Time anchor, Time opener, std::int32_t place) const {
  return on_wall_clock(d, anchor, d.repeat->after[place], opener);
}

// Months and days are steps on the wall clock of the calendar's zone, the rest is exact time.
Time Walk::on_wall_clock(const Definition& d, Time from, const Span& span, Time opener) const {
  check_range(from);
  check_range(span.micros);
  Time at = calendar(d.calendar()).add(from, {span.months, span.days, 0}, opener) + span.micros;
  check_range(at);
  return at;
}

Time Walk::offset_due(const Series& s, std::int32_t place) const {
  return planned_offset(*s.version->definition, s.anchor, s.opener.at, place) + s.stood;
}

void Walk::schedule_series(Index series) {
  const Series& s = state_.series[series];
  ++series_stamps_[series];
  if (s.next == kNever || !comes_by(s, s.next)) return;
  alarms_.push({s.next, Phase::opening, Kind::yield, series, s.next, -1, series_stamps_[series]});
}

void Walk::end_series(const Rule& rule, const std::function<bool(const Series&)>& wanted) {
  for (Index k = 0; k < state_.series.size(); ++k) {
    Series& s = state_.series[k];
    if (s.version->rule != &rule || s.over || !wanted(s)) continue;
    s.over = true;
    ++series_stamps_[k];
  }
}

}  // namespace tqc
