#pragma once

#include "config/config.h"
#include "net/resolver.h"

namespace ferry::device {

/// How the router finds other machines: `ip host`, then the machine's own resolver unless `no ip domain
/// lookup`, with `ip domain name` behind a name that has no dot.
class Names final : public net::Resolver {
 public:
  /// Both outlive this.
  Names(const config::Store& running, net::Resolver& system) : running_(running), system_(system) {}

  net::Task<Result<net::Addresses>> resolve(std::string host) override;

 private:
  const config::Store& running_;
  net::Resolver& system_;
};

}  // namespace ferry::device
