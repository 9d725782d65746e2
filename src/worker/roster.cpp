#include "worker/roster.h"

#include <algorithm>
#include <vector>

#include "ipc/shared.h"

namespace tqc::worker {

namespace {

using ipc::shared;

struct Found {
  Oid oid;
  NameData name;
};

/// All databases an engine could connect to. Without a database of one's own only the shared
/// catalogs can be read, and not by SPI.
std::vector<Found> connectable() {
  List* list = NIL;
  MemoryContext context = CurrentMemoryContext;
  pg::call([&] {
    StartTransactionCommand();
    (void)GetTransactionSnapshot();
    Relation relation = table_open(DatabaseRelationId, AccessShareLock);
    TableScanDesc scan = table_beginscan_catalog(relation, 0, nullptr);
    while (HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
      auto* row = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
      if (!row->datallowconn || row->datistemplate) continue;
      MemoryContext old = MemoryContextSwitchTo(context);
      auto* found = static_cast<Found*>(palloc(sizeof(Found)));
      found->oid = row->oid;
      found->name = row->datname;
      list = lappend(list, found);
      MemoryContextSwitchTo(old);
    }
    table_endscan(scan);
    table_close(relation, AccessShareLock);
    CommitTransactionCommand();
    MemoryContextSwitchTo(context);
  });
  std::vector<Found> result;
  ListCell* cell;
  foreach (cell, list) result.push_back(*static_cast<Found*>(lfirst(cell)));
  list_free_deep(list);
  return result;
}

}  // namespace

void Roster::refresh() {
  std::vector<std::string> named = pg::settings::databases();
  std::map<Oid, Database> next;
  for (const Found& found : connectable()) {
    std::string name = NameStr(found.name);
    if (!named.empty() && std::find(named.begin(), named.end(), name) == named.end()) continue;
    auto known = databases_.find(found.oid);
    Database database = known != databases_.end() ? known->second : Database();
    database.name = name;
    next.emplace(found.oid, database);
  }
  databases_ = std::move(next);
}

void Roster::ring(Database& database) {
  if (database.extension == Extension::absent) database.extension = Extension::unknown;
  database.rung = true;
  database.kafka_unwanted = false;
  database.rung_for_kafka = true;
}

void Roster::ring_all() {
  for (auto& [oid, database] : databases_) ring(database);
}

bool Roster::take_rings() {
  bool any = false;
  if (shared->recheck_all.exchange(false)) {
    any = true;
    ring_all();
  }
  for (auto& entry : shared->recheck) {
    Oid oid = entry.exchange(InvalidOid);
    if (oid == InvalidOid) continue;
    any = true;
    auto found = databases_.find(oid);
    if (found != databases_.end()) ring(found->second);
  }
  return any;
}

void Roster::extension_absent(Oid oid) {
  auto found = databases_.find(oid);
  if (found == databases_.end()) return;
  found->second.extension = found->second.rung ? Extension::unknown : Extension::absent;
  found->second.rung = false;
}

void Roster::extension_present(Oid oid) {
  auto found = databases_.find(oid);
  if (found != databases_.end()) found->second.extension = Extension::present;
}

void Roster::kafka_looks(Oid oid) {
  auto found = databases_.find(oid);
  if (found != databases_.end()) found->second.rung_for_kafka = false;
}

void Roster::kafka_unwanted(Oid oid) {
  auto found = databases_.find(oid);
  if (found != databases_.end()) found->second.kafka_unwanted = !found->second.rung_for_kafka;
}

}  // namespace tqc::worker
