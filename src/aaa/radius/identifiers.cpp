#include "aaa/radius/identifiers.h"

#include <utility>

namespace ferry::aaa::radius {

Identifiers::State& Identifiers::state_of(Identifier identifier) {
  return states_.at(std::to_underlying(identifier));
}

std::optional<Identifier> Identifiers::take(TimePoint now) {
  for (std::size_t tried = 0; tried < states_.size(); ++tried) {
    const Identifier identifier = next_;
    next_ = Identifier{static_cast<std::uint8_t>(std::to_underlying(next_) + 1)};
    State& state = state_of(identifier);
    const auto* const resting = std::get_if<Resting>(&state);
    if (std::holds_alternative<InUse>(state) || (resting != nullptr && now < resting->until)) continue;
    state = InUse{};
    return identifier;
  }
  return std::nullopt;
}

void Identifiers::give_back(Identifier identifier) {
  state_of(identifier) = Free{};
}

void Identifiers::give_back(Identifier identifier, TimePoint rests_until) {
  state_of(identifier) = Resting{rests_until};
}

}  // namespace ferry::aaa::radius
