// CloudEvents 1.0 in JSON: the outside form of events.
//
//   id, source, type, subject, time, data    as in the specification
//   site, sequence                           extensions of ours
//   specversion                              "1.0" if given
//   datacontenttype                          JSON if given
//
// Other attributes are ignored; one that is null is absent. What is absent is as in a call of
// tqc_emit() without it.
#pragma once

#include "ingest/incoming.h"
#include "pg/pg.h"

namespace tqc::ingest {

/// Reads one; throws tqc::Error. `event` is filled as far as it could be read, so that a failure
/// knows its site and subject. Views point into `object`.
void read_cloud_event(const JsonbValue& object, Incoming& event);

/// Writes one.
const Jsonb* to_cloud_event(const Incoming& event);

}  // namespace tqc::ingest
