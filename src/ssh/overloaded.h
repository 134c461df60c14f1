#pragma once

namespace ferry::ssh {

/// One call operator per alternative of a variant, for std::visit.
template <class... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};

}  // namespace ferry::ssh
