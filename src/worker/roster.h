// Which databases get engines: the connectable ones that are no templates, of those the ones in
// tqc.databases, of those the ones where an engine found the extension. The launcher is connected
// to no database, so it cannot look for the extension itself: the first engine of a database tells.
#pragma once

#include <map>
#include <string>

#include "pg/pg.h"

namespace tqc::worker {

enum class Extension { unknown, present, absent };

struct Database {
  std::string name;
  Extension extension = Extension::unknown;
  bool rung = false;            // somebody rang for it while an engine was there
  bool kafka_unwanted = false;  // its Kafka worker found nothing to do, and nobody has rung since
  bool rung_for_kafka = false;  // somebody rang while a Kafka worker was looking
};

class Roster {
 public:
  /// Reads pg_database anew; what is known of databases that are still there stays.
  void refresh();

  /// Takes what the bell has listed. True if pg_database is to be read again.
  bool take_rings();

  /// An engine of this database ended because it found no extension. Has somebody rung meanwhile,
  /// then the next engine has to look again.
  void extension_absent(Oid database);
  void extension_present(Oid database);

  /// A Kafka worker starts, and looks whether there is anything to do for it.
  void kafka_looks(Oid database);

  /// It ended because there are no brokers or no topics; the same holds of rings.
  void kafka_unwanted(Oid database);

  /// The server's settings have changed.
  void ring_all();

  const std::map<Oid, Database>& databases() const { return databases_; }

 private:
  void ring(Database& database);

  std::map<Oid, Database> databases_;
};

}  // namespace tqc::worker
