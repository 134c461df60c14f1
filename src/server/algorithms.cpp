#include "server/algorithms.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace ferry::server {
namespace {

using Names = std::vector<std::string>;

void add(Names& list, std::string_view name) {
  if (std::ranges::find(list, name) == list.end()) list.emplace_back(name);
}

template <class Row>
void choose(Names& list, const Names& named, std::span<const Row> rows) {
  if (named.empty()) return;
  Names chosen;
  for (const std::string& name : named) {
    if (name != legacy) add(chosen, name);
  }
  if (!chosen.empty()) list = std::move(chosen);
  if (std::ranges::find(named, legacy) == named.end()) return;
  for (const Row& row : rows) {
    if (ssh::is_weak(row)) add(list, row.name);
  }
}

/// `lists` where `config` names nothing.
template <class SomeConfig>
ssh::AlgorithmLists common_lists(const SomeConfig& config, ssh::AlgorithmLists lists) {
  choose(lists.kex, config.kex, ssh::kex_methods());
  choose(lists.host_key, config.host_key, ssh::signature_algorithms());
  choose(lists.encryption, config.encryption, ssh::ciphers());
  choose(lists.mac, config.mac, ssh::macs());
  // A server offers only those that it has a certificate for, a client those that it knows an authority for.
  lists.host_key = ssh::with_certified_forms(lists.host_key);
  if (!config.compression.empty()) lists.compression = config.compression;
  return lists;
}

/// `lists` where `config` names nothing, for the router as a server.
ssh::AlgorithmLists server_lists(const config::SshConfig& config, ssh::AlgorithmLists lists) {
  lists = common_lists(config, std::move(lists));
  choose(lists.public_key, config.public_key, ssh::key_algorithms());
  return lists;
}

}  // namespace

ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config) {
  return server_lists(config, ssh::AlgorithmLists::defaults());
}

ssh::AlgorithmLists current_algorithm_lists(const config::SshConfig& config) {
  return server_lists(config, ssh::AlgorithmLists::current());
}

ssh::AlgorithmLists algorithm_lists(const config::SshClientConfig& config) {
  return common_lists(config, ssh::AlgorithmLists::defaults());
}

std::vector<std::string> signature_names(const config::SshClientConfig& config) {
  if (config.public_key.empty()) return {};
  auto names = ssh::AlgorithmLists::defaults().host_key;
  choose(names, config.public_key, ssh::signature_algorithms());
  return names;
}

}  // namespace ferry::server
