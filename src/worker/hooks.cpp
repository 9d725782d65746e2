#include "worker/hooks.h"

#include "ipc/bell.h"
#include "ipc/hold.h"

namespace tqc::worker {

namespace {

ProcessUtility_hook_type previous_utility = nullptr;
object_access_hook_type previous_access = nullptr;

bool owns_database(Oid database) {
#if PG_VERSION_NUM >= 160000
  return object_ownercheck(DatabaseRelationId, database, GetUserId());
#else
  return pg_database_ownercheck(database, GetUserId());
#endif
}

const char* template_of(const CreatedbStmt* statement) {
  ListCell* cell;
  foreach (cell, statement->options) {
    auto* option = static_cast<DefElem*>(lfirst(cell));
    if (strcmp(option->defname, "template") == 0 && option->arg != nullptr) {
      return defGetString(option);
    }
  }
  return nullptr;
}

/// The database a command needs for itself, or null.
const char* exclusive_database(Node* statement) {
  switch (nodeTag(statement)) {
    case T_DropdbStmt:
      return castNode(DropdbStmt, statement)->dbname;
    case T_CreatedbStmt:
      return template_of(castNode(CreatedbStmt, statement));
    case T_RenameStmt: {
      auto* rename = castNode(RenameStmt, statement);
      return rename->renameType == OBJECT_DATABASE ? rename->subname : nullptr;
    }
    case T_AlterDatabaseStmt: {
      auto* alter = castNode(AlterDatabaseStmt, statement);
      ListCell* cell;
      foreach (cell, alter->options) {
        auto* option = static_cast<DefElem*>(lfirst(cell));
        if (strcmp(option->defname, "tablespace") == 0) return alter->dbname;
      }
      return nullptr;
    }
    default:
      return nullptr;
  }
}

bool owns_extension() {
  Oid extension = get_extension_oid("tqc", true);
  if (!OidIsValid(extension)) return false;
#if PG_VERSION_NUM >= 160000
  return object_ownercheck(ExtensionRelationId, extension, GetUserId());
#else
  return pg_extension_ownercheck(extension, GetUserId());
#endif
}

/// May this command drop or change the extension?
bool touches_extension(Node* statement) {
  switch (nodeTag(statement)) {
    case T_DropOwnedStmt:
      return true;
    case T_AlterExtensionStmt:
      return strcmp(castNode(AlterExtensionStmt, statement)->extname, "tqc") == 0;
    case T_DropStmt: {
      auto* drop = castNode(DropStmt, statement);
      if (drop->removeType != OBJECT_EXTENSION) return false;
      ListCell* cell;
      foreach (cell, drop->objects) {
        if (strcmp(strVal(lfirst(cell)), "tqc") == 0) return true;
      }
      return false;
    }
    default:
      return false;
  }
}

/// The database to hold for this command; InvalidOid for none, or if the user may not do that to
/// it: then the command fails, and must not have disturbed anybody.
Oid database_to_hold(Node* statement) {
  if (touches_extension(statement)) return owns_extension() ? MyDatabaseId : InvalidOid;
  const char* name = exclusive_database(statement);
  if (name == nullptr) return InvalidOid;
  Oid database = get_database_oid(name, true);
  if (database == InvalidOid || database == MyDatabaseId) return InvalidOid;
  return owns_database(database) ? database : InvalidOid;
}

void before(Node* statement) {
  if (IsA(statement, AlterDatabaseSetStmt)) ipc::settings_change_on_commit();
  if (IsA(statement, AlterDatabaseStmt)) {  // ALLOW_CONNECTIONS, IS_TEMPLATE
    ipc::recheck_on_commit(get_database_oid(castNode(AlterDatabaseStmt, statement)->dbname, true));
  }
}

void after_commit_prepared() {
  // The callbacks of the transaction ran at PREPARE, when nothing was visible yet. What it did is
  // not known any more, so ring for all it may have done.
  ipc::ring_now();
  ipc::ring_launcher(MyDatabaseId);
}

void on_utility(PlannedStmt* planned, const char* query, bool read_only,
                ProcessUtilityContext context, ParamListInfo params, QueryEnvironment* environment,
                DestReceiver* dest, QueryCompletion* completion) {
  // `planned` may be gone after the statement: COMMIT PREPARED ends the transaction it lives in.
  bool commit_prepared =
      IsA(planned->utilityStmt, TransactionStmt) &&
      castNode(TransactionStmt, planned->utilityStmt)->kind == TRANS_STMT_COMMIT_PREPARED;
  Oid wanted = database_to_hold(planned->utilityStmt);
  if (wanted != InvalidOid) pg::boundary([wanted] { ipc::hold(wanted); });
  before(planned->utilityStmt);
  auto next = previous_utility != nullptr ? previous_utility : standard_ProcessUtility;
  next(planned, query, read_only, context, params, environment, dest, completion);
  if (commit_prepared) after_commit_prepared();
}

/// Extensions and databases by whatever way they come and go: DROP SCHEMA ... CASCADE drops
/// extensions too. Which extension it is does not matter; looking once more is cheap.
void on_access(ObjectAccessType access, Oid class_id, Oid object_id, int sub_id, void* argument) {
  if (previous_access != nullptr) previous_access(access, class_id, object_id, sub_id, argument);
  if (access != OAT_POST_CREATE && access != OAT_DROP) return;
  if (class_id == ExtensionRelationId) {
    ipc::recheck_on_commit(MyDatabaseId);
    ipc::ring_on_commit();
  } else if (class_id == DatabaseRelationId) {
    ipc::recheck_on_commit(object_id);
  }
}

}  // namespace

void install_hooks() {
  previous_utility = ProcessUtility_hook;
  ProcessUtility_hook = on_utility;
  previous_access = object_access_hook;
  object_access_hook = on_access;
}

}  // namespace tqc::worker
