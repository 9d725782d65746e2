// Which value of a setting rules this database: the one of ALTER DATABASE ... SET in
// pg_db_role_setting, else the server's. Kept until settings::touch() says that one has changed;
// without shared memory (tqc not preloaded) until the transaction ends.
#include <cstring>
#include <string_view>

#include "pg/server_zone.h"
#include "pg/settings.h"

namespace tqc::pg::settings {

namespace {

ServerWide* shared = nullptr;

struct Values {
  std::string timezone;
  std::string future_limit;
  std::string reminder_grace;
  std::string retention;
};

struct Resolved {
  bool valid = false;
  std::uint64_t generation = 0;  // of the shared values it was made from
  TimestampTz transaction = 0;   // in which it was made
  std::string timezone;
  std::int64_t future_limit = 0;
  std::int64_t reminder_grace = 0;
  std::optional<std::int64_t> retention;
};

Resolved resolved;

template <std::size_t N>
void fill(char (&to)[N], const char* from) {
  std::strncpy(to, from, N - 1);
  to[N - 1] = '\0';
}

Values server_values() {
  if (shared == nullptr) {
    auto reset = [](const char* name) {
      const char* value = call([&] { return GetConfigOptionResetString(name); });
      return std::string(value != nullptr ? value : "");
    };
    return {reset("tqc.timezone"), reset("tqc.future_limit"), reset("tqc.reminder_grace"),
            reset("tqc.retention")};
  }
  ServerWide copy;
  SpinLockAcquire(&shared->mutex);
  std::memcpy(copy.timezone, shared->timezone, sizeof copy.timezone);
  std::memcpy(copy.future_limit, shared->future_limit, sizeof copy.future_limit);
  std::memcpy(copy.reminder_grace, shared->reminder_grace, sizeof copy.reminder_grace);
  std::memcpy(copy.retention, shared->retention, sizeof copy.retention);
  SpinLockRelease(&shared->mutex);
  return {copy.timezone, copy.future_limit, copy.reminder_grace, copy.retention};
}

/// pg_db_role_setting.setconfig of this database for all roles: "name=value" each.
std::vector<std::string> own_settings() {
  Datum array = call([] {
    Relation relation = table_open(DbRoleSettingRelationId, AccessShareLock);
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_db_role_setting_setdatabase, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(MyDatabaseId));
    ScanKeyInit(&keys[1], Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(InvalidOid));
    SysScanDesc scan =
        systable_beginscan(relation, DbRoleSettingDatidRolidIndexId, true, nullptr, 2, keys);
    Datum found = 0;
    HeapTuple tuple = systable_getnext(scan);
    if (HeapTupleIsValid(tuple)) {
      bool null = false;
      Datum value =
          heap_getattr(tuple, Anum_pg_db_role_setting_setconfig, RelationGetDescr(relation), &null);
      if (!null) found = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
    }
    systable_endscan(scan);
    table_close(relation, AccessShareLock);
    return found;
  });
  std::vector<std::string> result;
  if (array == 0) return result;
  Datum* items = nullptr;
  bool* nulls = nullptr;
  int count = 0;
  call([&] {
    deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &items, &nulls,
                      &count);
  });
  for (int i = 0; i < count; ++i) {
    if (nulls[i]) continue;
    const auto* item = reinterpret_cast<const ::text*>(DatumGetPointer(items[i]));
    result.emplace_back(VARDATA_ANY(item), VARSIZE_ANY_EXHDR(item));
  }
  return result;
}

/// A value that got into the catalog unchecked, while the library was not loaded, does not count.
std::string checked(std::string own, const std::string& servers, const char* name, bool good) {
  if (good) return own;
  call([&] {
    ereport(WARNING,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
             errmsg("value \"%s\" of \"%s\" for this database is ignored", own.c_str(), name)));
  });
  return servers;
}

void resolve() {
  Values servers = server_values();
  Values values = servers;
  for (const std::string& setting : own_settings()) {
    std::size_t equals = setting.find('=');
    if (equals == std::string::npos) continue;
    std::string_view name = std::string_view(setting).substr(0, equals);
    std::string own = setting.substr(equals + 1);
    bool interval = parse_interval(own.c_str()).has_value();
    if (name == "tqc.timezone") {
      bool known = call([&] { return is_zone_name(own.c_str()); });
      values.timezone = checked(own, servers.timezone, "tqc.timezone", known);
    } else if (name == "tqc.future_limit") {
      values.future_limit = checked(own, servers.future_limit, "tqc.future_limit", interval);
    } else if (name == "tqc.reminder_grace") {
      values.reminder_grace = checked(own, servers.reminder_grace, "tqc.reminder_grace", interval);
    } else if (name == "tqc.retention") {
      values.retention = checked(own, servers.retention, "tqc.retention", interval || own.empty());
    }
  }
  resolved.timezone = values.timezone;
  resolved.future_limit = parse_interval(values.future_limit.c_str()).value_or(0);
  resolved.reminder_grace = parse_interval(values.reminder_grace.c_str()).value_or(0);
  resolved.retention =
      values.retention.empty() ? std::nullopt : parse_interval(values.retention.c_str());
}

const Resolved& current() {
  // The counter is read first: a change that commits while we read the catalog counts up after it
  // is visible, so what we keep is then older than the counter and read again.
  std::uint64_t generation = settings::generation();
  TimestampTz transaction = shared != nullptr ? 0 : GetCurrentTransactionStartTimestamp();
  if (!resolved.valid || resolved.generation != generation || resolved.transaction != transaction) {
    resolved.valid = false;
    resolve();
    resolved.generation = generation;
    resolved.transaction = transaction;
    resolved.valid = true;
  }
  return resolved;
}

}  // namespace

void share(ServerWide* memory) { shared = memory; }

void publish() {
  if (shared == nullptr) return;
  SpinLockAcquire(&shared->mutex);
  fill(shared->timezone, detail::timezone_value);
  fill(shared->future_limit, detail::future_limit_value);
  fill(shared->reminder_grace, detail::reminder_grace_value);
  fill(shared->retention, detail::retention_value);
  SpinLockRelease(&shared->mutex);
  touch();
}

void touch() {
  if (shared != nullptr) shared->generation.fetch_add(1);
}

std::uint64_t generation() { return shared != nullptr ? shared->generation.load() : 0; }

const std::string& timezone() { return current().timezone; }
std::int64_t future_limit() { return current().future_limit; }
std::int64_t reminder_grace() { return current().reminder_grace; }
std::optional<std::int64_t> retention() { return current().retention; }

}  // namespace tqc::pg::settings
