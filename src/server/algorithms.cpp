#include "server/algorithms.h"

namespace ferry::server {
namespace {

void choose(std::vector<std::string>& list, const std::vector<std::string>& named) {
  if (!named.empty()) list = named;
}

}  // namespace

ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config) {
  auto lists = ssh::AlgorithmLists::defaults();
  choose(lists.kex, config.kex);
  choose(lists.host_key, config.host_key);
  choose(lists.encryption, config.encryption);
  choose(lists.mac, config.mac);
  choose(lists.public_key, config.public_key);
  return lists;
}

}  // namespace ferry::server
