// The settings of Kafka (GUCs).
//
// tqc.kafka_brokers, _group and _partitions are settings of the database. Any other tqc.kafka_x_y
// is handed to librdkafka as its property x.y. Such a property can name programs to run and
// libraries to load, so it counts only from the server's configuration files, never from a
// database's, a role's or a session's settings. Those that hold secrets are defined here, to be
// shown to superusers alone; but the server logs the new value of any setting that a reload has
// changed, so secrets are better kept in a file of properties, tqc.kafka_properties_file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tqc::kafka {

/// From _PG_init.
void define_settings();

std::string brokers();  // empty: no Kafka

/// tqc.kafka_partitions, from and to; empty: all.
using Ranges = std::vector<std::pair<std::int32_t, std::int32_t>>;
Ranges partitions();

/// Properties of librdkafka, brokers and group among them; a setting counts before the file. Warns
/// of settings that do not count. Throws tqc::Error if the file cannot be read.
using Properties = std::vector<std::pair<std::string, std::string>>;
Properties properties();

}  // namespace tqc::kafka
