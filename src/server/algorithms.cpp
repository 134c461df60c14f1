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
    if (row.weak) add(list, row.name);
  }
}

template <class Row>
void add_if_weak(Names& weak, const Row* row) {
  if (row != nullptr && row->weak) add(weak, row->name);
}

template <class SomeConfig>
ssh::AlgorithmLists common_lists(const SomeConfig& config) {
  auto lists = ssh::AlgorithmLists::defaults();
  choose(lists.kex, config.kex, ssh::kex_methods());
  choose(lists.host_key, config.host_key, ssh::signature_algorithms());
  choose(lists.encryption, config.encryption, ssh::ciphers());
  choose(lists.mac, config.mac, ssh::macs());
  return lists;
}

}  // namespace

ssh::AlgorithmLists algorithm_lists(const config::SshConfig& config) {
  auto lists = common_lists(config);
  choose(lists.public_key, config.public_key, ssh::key_algorithms());
  return lists;
}

ssh::AlgorithmLists algorithm_lists(const config::SshClientConfig& config) {
  auto lists = common_lists(config);
  lists.host_key = ssh::with_certified_forms(lists.host_key);
  return lists;
}

std::string weak_algorithms(const ssh::NegotiatedAlgorithms& negotiated) {
  Names weak;
  add_if_weak(weak, ssh::find_kex_method(negotiated.kex));
  add_if_weak(weak, ssh::find_host_key_algorithm(negotiated.host_key));
  add_if_weak(weak, ssh::find_cipher(negotiated.encryption_in));
  add_if_weak(weak, ssh::find_cipher(negotiated.encryption_out));
  add_if_weak(weak, ssh::find_mac(negotiated.mac_in));
  add_if_weak(weak, ssh::find_mac(negotiated.mac_out));
  std::string text;
  for (const std::string& name : weak) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace ferry::server
