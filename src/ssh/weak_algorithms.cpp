#include "ssh/weak_algorithms.h"

#include <fmt/format.h>

#include <algorithm>

namespace ferry::ssh {
namespace {

using Names = std::vector<std::string>;

template <class Row>
void add_if_weak(Names& weak, const Row* row) {
  if (row == nullptr || !is_weak(*row)) return;
  if (std::ranges::find(weak, row->name) == weak.end()) weak.emplace_back(row->name);
}

}  // namespace

std::string weak_algorithms(const NegotiatedAlgorithms& negotiated) {
  Names weak;
  add_if_weak(weak, find_kex_method(negotiated.kex));
  add_if_weak(weak, find_host_key_algorithm(negotiated.host_key));
  add_if_weak(weak, find_cipher(negotiated.encryption_in));
  add_if_weak(weak, find_cipher(negotiated.encryption_out));
  add_if_weak(weak, find_mac(negotiated.mac_in));
  add_if_weak(weak, find_mac(negotiated.mac_out));
  std::string text;
  for (const std::string& name : weak) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace ferry::ssh
