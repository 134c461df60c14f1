#include "device/names.h"

#include <utility>

namespace ferry::device {

net::Task<Result<net::Addresses>> Names::resolve(std::string host) {
  if (net::is_address(host)) co_return net::Addresses{std::move(host)};
  const auto config = running_.snapshot();
  if (const auto fixed = config->remote.hosts.find(host); fixed != config->remote.hosts.end())
    co_return fixed->second;
  if (!config->domain_lookup) co_return failure(ErrorCode::invalid, "Invalid IP address or hostname");
  auto found = co_await system_.resolve(host);
  const bool is_short = host.find('.') == std::string::npos;
  if (found || !is_short || config->domain_name.empty()) co_return found;
  co_return co_await system_.resolve(host + "." + config->domain_name);
}

}  // namespace ferry::device
