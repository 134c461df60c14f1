#include "aaa/access_list.h"

#include <algorithm>

#include "base/ipv4.h"

namespace ferry::aaa {
namespace {

bool is_rule(const config::AccessEntry& entry) {
  return entry.remark.empty();
}

}  // namespace

const config::AccessEntry* first_match(const std::vector<config::AccessEntry>& list, std::uint32_t address) {
  const auto found = std::ranges::find_if(list, [&](const config::AccessEntry& entry) {
    return is_rule(entry) && ((entry.address ^ address) & ~entry.wildcard) == 0;
  });
  return found == list.end() ? nullptr : &*found;
}

AccessVerdict check_access(const config::Config& config, const std::string& list, std::string_view address) {
  const auto found = config.access_lists.find(list);
  if (found == config.access_lists.end() || std::ranges::none_of(found->second, is_rule)) return {};
  const auto peer = peer_ipv4(address);
  const config::AccessEntry* rule = peer ? first_match(found->second, *peer) : nullptr;
  if (rule == nullptr) return {.permitted = false, .log = false};
  return {.permitted = rule->permit, .log = rule->log};
}

}  // namespace ferry::aaa
