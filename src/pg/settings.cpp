#include "pg/settings.h"

#include "pg/server_zone.h"

namespace tqc::pg {

namespace detail {
char* timezone_value = nullptr;
char* future_limit_value = nullptr;
char* reminder_grace_value = nullptr;
char* retention_value = nullptr;
}  // namespace detail

namespace {

char* databases_value = nullptr;
char* actor_value = nullptr;
int engines_value = 1;
int batch_size_value = 5000;
int on_invalid_value = 0;

const config_enum_entry on_invalid_choices[] = {
    {"error", static_cast<int>(OnInvalid::error), false},
    {"failure", static_cast<int>(OnInvalid::failure), false},
    {nullptr, 0, false},
};

/// A session may set a setting of the database, or tools that restore settings would stumble, but
/// must be told that nothing comes of it.
void warn_if_sessions(GucSource source, const char* name) {
  if (source != PGC_S_SESSION || !IsUnderPostmaster || InitializingParallelWorker) return;
  ereport(WARNING, (errmsg("setting \"%s\" of a session has no effect", name),
                    errhint("It is a setting of the database: use ALTER DATABASE ... SET.")));
}

bool check_timezone(char** value, void**, GucSource source) {
  if (!is_zone_name(*value)) {
    GUC_check_errdetail("There is no time zone named \"%s\".", *value);
    GUC_check_errhint("The view pg_timezone_names lists them; an offset is no name.");
    return false;
  }
  warn_if_sessions(source, "tqc.timezone");
  return true;
}

bool check_interval(const char* value, GucSource source, const char* name) {
  if (!parse_interval(value)) {
    GUC_check_errdetail("An interval that is not negative was expected, such as \"1 day\".");
    return false;
  }
  warn_if_sessions(source, name);
  return true;
}

bool check_future_limit(char** value, void**, GucSource source) {
  return check_interval(*value, source, "tqc.future_limit");
}

bool check_reminder_grace(char** value, void**, GucSource source) {
  return check_interval(*value, source, "tqc.reminder_grace");
}

/// Nothing is removed yet, and whoever sets a span must not believe that it is.
bool check_retention(char** value, void**, GucSource) {
  if (**value == '\0') return true;
  GUC_check_errcode(ERRCODE_FEATURE_NOT_SUPPORTED);
  GUC_check_errmsg("tqc.retention is not supported yet");
  GUC_check_errdetail("This version removes nothing from the log.");
  GUC_check_errhint("Leave it empty.");
  return false;
}

bool check_databases(char** value, void**, GucSource) {
  char* copy = pstrdup(*value);
  List* names = NIL;
  bool good = SplitGUCList(copy, ',', &names);
  if (!good) GUC_check_errdetail("List syntax is invalid.");
  list_free(names);
  pfree(copy);
  return good;
}

}  // namespace

void define_settings() {
  DefineCustomStringVariable("tqc.databases", "Databases that get engines.",
                             "Empty: every database that has the extension.", &databases_value, "",
                             PGC_SIGHUP, GUC_LIST_INPUT, check_databases, nullptr, nullptr);
  DefineCustomIntVariable("tqc.engines", "Engines that share the subjects of a database.",
                          "0: none; tqc.step() takes their place.", &engines_value, 1, 0, 64,
                          PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("tqc.batch_size", "Events and alarms an engine takes in one transaction.",
                          nullptr, &batch_size_value, 5000, 1, 1000000, PGC_SIGHUP, 0, nullptr,
                          nullptr, nullptr);
  DefineCustomStringVariable(
      "tqc.timezone", "Zone of the calendar \"always\" and of times given without offset.",
      "The database's value rules, never a session's.", &detail::timezone_value, "Asia/Shanghai",
      PGC_SUSET, 0, check_timezone, nullptr, nullptr);
  DefineCustomStringVariable(
      "tqc.future_limit", "How far ahead of the clock an event may say it occurred.",
      "The database's value rules, never a session's.", &detail::future_limit_value, "1 day",
      PGC_SUSET, 0, check_future_limit, nullptr, nullptr);
  DefineCustomStringVariable(
      "tqc.reminder_grace", "A reminder first known later than this after its instant is skipped.",
      "The database's value rules, never a session's.", &detail::reminder_grace_value, "1 hour",
      PGC_SUSET, 0, check_reminder_grace, nullptr, nullptr);
  DefineCustomStringVariable(
      "tqc.retention", "Subjects with no event for this long and nothing running are removed.",
      "Not supported yet: only empty, which is never, is taken.", &detail::retention_value, "",
      PGC_SUSET, 0, check_retention, nullptr, nullptr);
  DefineCustomEnumVariable("tqc.on_invalid", "What becomes of an event that is refused.",
                           "error: an error; failure: a row in tqc.failure.", &on_invalid_value, 0,
                           on_invalid_choices, PGC_USERSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("tqc.actor", "Who acts, for actions by hand.",
                             "Empty: the session's user.", &actor_value, "", PGC_USERSET, 0,
                             nullptr, nullptr, nullptr);
}

std::optional<std::int64_t> parse_interval(const char* text) {
  try {
    Interval* parsed = quiet_call([&] {
      return DatumGetIntervalP(DirectFunctionCall3(
          interval_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
    });
    std::int64_t days = std::int64_t{parsed->month} * DAYS_PER_MONTH + parsed->day;
    std::int64_t micros = 0;
    bool fits = !__builtin_mul_overflow(days, USECS_PER_DAY, &micros) &&
                !__builtin_add_overflow(micros, parsed->time, &micros);
    pfree(parsed);
    if (!fits || micros < 0) return std::nullopt;
    return micros;
  } catch (const Error&) {
    return std::nullopt;
  }
}

namespace settings {

int engines() { return engines_value; }
int batch_size() { return batch_size_value; }
OnInvalid on_invalid() { return static_cast<OnInvalid>(on_invalid_value); }

std::string actor() {
  if (actor_value != nullptr && *actor_value != '\0') return actor_value;
  return call([] { return GetUserNameFromId(GetSessionUserId(), false); });
}

std::vector<std::string> databases() {
  char* copy = pstrdup(databases_value);
  List* names = NIL;
  call([&] { SplitGUCList(copy, ',', &names); });
  std::vector<std::string> result;
  ListCell* cell;
  foreach (cell, names) result.emplace_back(static_cast<const char*>(lfirst(cell)));
  list_free(names);
  pfree(copy);
  return result;
}

}  // namespace settings

}  // namespace tqc::pg
