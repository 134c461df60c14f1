#pragma once

#include <string_view>

#include "base/random.h"
#include "ssh/algorithms.h"
#include "ssh/keys.h"
#include "ssh/transport/kexinit.h"

namespace ferry::ssh {

/// Whether the clients of this identification are known to send their KEXINIT without having seen ours, so
/// that a server may look at theirs before it sends its own.
[[nodiscard]] bool speaks_first(std::string_view identification);

/// What a server has to offer.
struct Wares {
  const AlgorithmLists& all;
  /// The same without those that only a client without anything better needs.
  const AlgorithmLists& current;
  const HostKeys* host_keys;
};

/// What is shown to the client that sent `client`: of each kind the current ones if it would choose one of
/// them out of all. So what is agreed on is the same as if it had been shown all.
[[nodiscard]] AlgorithmLists offer_for(const KexInit& client, const Wares& wares, Random& random);

}  // namespace ferry::ssh
