#pragma once

#include <array>
#include <optional>
#include <variant>

#include "aaa/radius/packet.h"
#include "base/clock.h"

namespace ferry::aaa::radius {

/// The 256 identifiers of one socket. A reply is told from another by its identifier, so one that may still
/// be on the way keeps its identifier from being used again (RFC 2865 section 3).
class Identifiers {
 public:
  /// The first to be given out: everybody should begin somewhere else.
  explicit Identifiers(Identifier first) : next_(first) {}

  /// Nothing if all are in use or rest.
  [[nodiscard]] std::optional<Identifier> take(TimePoint now);
  /// It has been answered, and no second answer can come.
  void give_back(Identifier identifier);
  /// A copy of the request, or its answer, may be on the way until then.
  void give_back(Identifier identifier, TimePoint rests_until);

 private:
  struct Free {};
  struct InUse {};
  struct Resting {
    TimePoint until;
  };
  using State = std::variant<Free, InUse, Resting>;

  State& state_of(Identifier identifier);

  std::array<State, 256> states_{};
  Identifier next_;
};

}  // namespace ferry::aaa::radius
