#include "device/facts.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <ranges>

#include "base/text.h"
#include "server/algorithms.h"
#include "server/host_certificates.h"
#include "ssh/algorithms.h"

namespace ferry::device {
namespace {

/// What may stand in a list of these.
template <class Rows>
std::vector<std::string> names(const Rows& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows) all.emplace_back(row.name);
  all.emplace_back(server::legacy);
  return all;
}

/// Off where no list names one, so there is none that `legacy` could add.
std::vector<std::string> compression_names() {
  std::vector<std::string> all;
  for (const auto& row : ssh::compression_methods()) all.emplace_back(row.name);
  return all;
}

}  // namespace

std::string Facts::version() const {
  return FERRY_VERSION;
}

std::string Facts::platform() const {
  utsname machine{};
  ::uname(&machine);
  return fmt::format("{} {} {}", machine.sysname, machine.release, machine.machine);
}

commands::SshFacts Facts::ssh() const {
  const auto config = parts_.running.snapshot();
  const auto lists = server::algorithm_lists(config->ssh);
  commands::SshFacts facts;
  facts.enabled = ssh_enabled_;
  if (!config->ssh.authentication.empty()) facts.authentication = config->ssh.authentication;
  facts.public_key = lists.public_key;
  const auto certified = server::certified_keys(config->ssh.certificates, parts_.files, parts_.keys.current(),
                                                parts_.clock.wall_now());
  for (const std::string& name : lists.host_key) {
    const ssh::SignatureRow* row = ssh::find_host_key_algorithm(name);
    const bool is_missing =
        row != nullptr && row->certificate && certified.keys->for_algorithm(name) == nullptr;
    if (!is_missing) facts.host_key.push_back(name);
  }
  for (const server::HostCertificate& each : certified.certificates)
    facts.certificates.push_back(each.words());
  facts.encryption = lists.encryption;
  facts.mac = lists.mac;
  facts.kex = lists.kex;
  facts.compression = lists.compression;
  return facts;
}

std::string Facts::host_certificate_trouble(const std::string& file) const {
  const auto looked_at =
      server::certified_keys({file}, parts_.files, parts_.keys.current(), parts_.clock.wall_now());
  const server::HostCertificate& only = looked_at.certificates.front();
  if (only.certificate) return {};
  return printable(fmt::format("{} is of no use as it is: {}; {}", file, only.problem, only.remedy));
}

commands::Vocabulary Facts::vocabulary() const {
  return {{"kex", names(ssh::kex_methods())},    {"hostkey", names(ssh::signature_algorithms())},
          {"encryption", names(ssh::ciphers())}, {"mac", names(ssh::macs())},
          {"compression", compression_names()},  {"publickey", names(ssh::key_algorithms())}};
}

}  // namespace ferry::device
