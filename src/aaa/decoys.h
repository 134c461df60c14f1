#pragma once

#include <map>
#include <vector>

#include "base/random.h"
#include "base/secret.h"
#include "config/config.h"

namespace ferry::aaa {

/// Passwords of every type that nobody knows: what an unknown user is checked against. Immutable, so safe to
/// use from any thread.
class Decoys {
 public:
  explicit Decoys(Random& random);
  [[nodiscard]] const config::Password& of(config::PasswordType type) const { return by_type_.at(type); }

 private:
  std::map<config::PasswordType, config::Password> by_type_;
};

/// What is compared for one login, in this order. Borrows from the configuration and the decoys.
struct VerificationPlan {
  std::vector<const config::Password*> checks;
  const config::Password* real =
      nullptr;  // the one of `checks` that counts, null for a user without a password
};

/// One verification of each type that any local user has, and the real one in the place of its type. So every
/// login costs the same, whether the user exists and however their password is kept.
[[nodiscard]] VerificationPlan plan_verification(const config::Config& config, const config::Password* real,
                                                 const Decoys& decoys);

/// Carries the plan out, all of it. Costly: call it off the network threads.
[[nodiscard]] bool matches(const VerificationPlan& plan, const Secret& typed);

}  // namespace ferry::aaa
