// Many events at once: what tqc_emit_many() and the Kafka worker have in common.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ingest/intake.h"

namespace tqc::ingest {

struct Element {
  Element() { object.type = jbvNull; }

  JsonbValue object;  // as it came, if it came as a CloudEvents object
  std::function<const Jsonb*(const Element&)> payload;  // what a failure keeps, if not `object`
  Incoming event;
  std::optional<Error> refusal;
  std::optional<Taken> taken;
};

/// Reads an element by `read(event)` and checks it; a refusal is kept in it.
template <class Read>
void read_element(Element& element, Read&& read) {
  try {
    read(element);
    complete(element.event);
    check(element.event);
  } catch (const Error& e) {
    if (!is_refusal(e)) throw;
    element.refusal = e;
  }
}

/// Appends what is not refused; afterwards each element is taken or refused. Needs an SPI session.
void take_all(std::vector<Element>& elements);

/// Writes the refused ones to tqc.failure.
void keep_refused(const std::vector<Element>& elements);

}  // namespace tqc::ingest
