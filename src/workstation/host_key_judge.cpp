#include "workstation/host_key_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "ssh/keys.h"
#include "vfs/host_file.h"
#include "workstation/key_names.h"

namespace ferry::workstation {
namespace {

constexpr int most_unclear_answers = 10;
constexpr unsigned ssh_port = 22;

transfer::HostKeyRefused refused(std::string words) {
  return {std::move(words)};
}

std::string revoked_words(const ByteVector& blob, const FilePlace& place) {
  return fmt::format("the host key {} is marked as revoked in {}: do not connect",
                     ssh::sha256_fingerprint(blob), place.text());
}

}  // namespace

KnownHostsJudge::KnownHostsJudge(const SshHost& host, Terminal& terminal, net::Offload& offload,
                                 const Clock& clock, Random& random)
    : host_(host), terminal_(terminal), offload_(offload), clock_(clock), random_(random) {
  for (const auto* files : {&host.user_known_hosts, &host.global_known_hosts}) {
    for (const std::string& file : *files) {
      const auto text = vfs::read_host_file(file, longest_known_hosts);
      if (text) known_.add_file(file, *text);
      if (!text && text.error().code != ErrorCode::not_found) terminal_.say("ferry: " + text.error().message);
    }
  }
}

std::vector<ssh::KeyType> KnownHostsJudge::known_types(const transfer::HostName&) {
  std::vector<ssh::KeyType> types;
  for (const std::string& name : known_.key_types(host_.key_name)) {
    for (const KeyTypeName& row : key_type_names) {
      if (row.name == name) types.push_back(row.type);
    }
  }
  return types;
}

/// What lines about authorities may call the host: a pattern such as *.lab speaks of every port.
std::vector<std::string> KnownHostsJudge::names() const {
  std::vector<std::string> names{host_.key_name};
  if (!host_.settings.host_key_alias) names.push_back(host_key_name(host_.name, ssh_port));
  return names;
}

bool KnownHostsJudge::has_authority(const transfer::HostName&) {
  return std::ranges::any_of(names(), [&](const std::string& name) { return known_.has_authority(name); });
}

std::optional<FilePlace> KnownHostsJudge::revoked(Bytes blob) const {
  for (const std::string& name : names()) {
    if (auto place = known_.revoked(name, blob)) return place;
  }
  return std::nullopt;
}

std::optional<std::string> KnownHostsJudge::why_not_certified(const ssh::Certificate& certificate) const {
  const auto trusts = [&](const std::string& name) {
    return known_.has_authority(name, Bytes{certificate.authority});
  };
  if (std::ranges::none_of(names(), trusts)) return "its authority is not known";
  const auto seconds = std::chrono::floor<std::chrono::seconds>(clock_.wall_now()).time_since_epoch();
  return ssh::why_unusable(
      certificate, {.kind = ssh::CertificateKind::host,
                    .principal = host_.settings.host_key_alias.value_or(host_key_name(host_.name, ssh_port)),
                    .now = static_cast<std::uint64_t>(seconds.count())});
}

net::Task<transfer::HostKeyVerdict> KnownHostsJudge::judge(transfer::HostName, ByteVector blob) {
  if (!ssh::is_certificate(blob)) co_return co_await judge_plain(std::move(blob));
  const auto certificate = ssh::decode_certificate(blob);
  if (!certificate) co_return refused(certificate.error().message);
  if (const auto place = revoked(certificate->authority)) {
    co_return refused(
        fmt::format("the authority of the host's certificate ({}) is marked as revoked in {}: do "
                    "not connect",
                    printable(certificate->words()), place->text()));
  }
  ByteVector plain = ssh::encode_peer_key(certificate->key);
  if (const auto place = revoked(plain)) co_return refused(revoked_words(plain, *place));
  const auto problem = why_not_certified(*certificate);
  if (!problem) co_return transfer::HostKeyTrusted{};
  terminal_.say(fmt::format("ferry: the host's certificate is of no use: {} ({})", printable(*problem),
                            printable(certificate->words())));
  co_return co_await judge_plain(std::move(plain));
}

net::Task<transfer::HostKeyVerdict> KnownHostsJudge::judge_plain(ByteVector blob) {
  const KeyStanding standing = known_.judge(host_.key_name, blob);
  if (const auto* known = std::get_if<KeyKnown>(&standing)) {
    if (std::ranges::find(host_.user_known_hosts, known->place.file) != host_.user_known_hosts.end())
      confirmed_ = std::move(blob);
    co_return transfer::HostKeyTrusted{};
  }
  if (const auto* bad = std::get_if<KeyRevoked>(&standing))
    co_return refused(revoked_words(blob, bad->place));
  if (const auto* other = std::get_if<KeyChanged>(&standing)) co_return changed(other->place, blob);
  const bool has_other_types = std::get<KeyUnknown>(standing).has_other_types;
  // A person may take a while, and that must not stop the loop.
  co_return co_await offload_.run([&] { return unknown(blob, has_other_types); });
}

transfer::HostKeyVerdict KnownHostsJudge::changed(const FilePlace& place, const ByteVector& blob) const {
  if (host_.settings.strict_host_key_checking == StrictHostKeyChecking::no &&
      host_.settings.user_known_hosts == std::vector<std::string>{"/dev/null"}) {
    return transfer::HostKeyTrusted{};
  }
  return refused(
      fmt::format("THE HOST KEY OF {} HAS CHANGED.\n"
                  "Either somebody stands between you and it and pretends to be it, or it has got new keys.\n"
                  "It shows the {} key {}; the one that was kept is in {}.\n"
                  "If you know why it changed: ssh-keygen -f '{}' -R '{}', and connect again",
                  host_.key_name, shown_type(blob), ssh::sha256_fingerprint(blob), place.text(), place.file,
                  host_.key_name));
}

transfer::HostKeyVerdict KnownHostsJudge::unknown(const ByteVector& blob, bool has_other_types) {
  using enum StrictHostKeyChecking;
  const auto strict = host_.settings.strict_host_key_checking.value_or(ask);
  if (strict == no || strict == accept_new) return learn(blob);
  const std::string key = fmt::format("{} key {}", shown_type(blob), ssh::sha256_fingerprint(blob));
  const bool may_ask = strict == ask && !host_.settings.batch_mode.value_or(false);
  if (!may_ask || !terminal_.can_ask()) {
    return refused(
        fmt::format("the host key of {} is not known ({}), and {}: connect once from a terminal, add "
                    "the key to {}, or use -o StrictHostKeyChecking=accept-new",
                    host_.key_name, key, may_ask ? "there is no terminal to ask at" : "nobody may be asked",
                    host_.user_known_hosts.empty() ? "known_hosts" : host_.user_known_hosts.front()));
  }
  if (!asks_and_hears_yes(blob, has_other_types)) return refused("the host key was not accepted");
  confirmed_ = blob;
  return learn(blob);
}

bool KnownHostsJudge::asks_and_hears_yes(const ByteVector& blob, bool has_other_types) {
  const std::string fingerprint = ssh::sha256_fingerprint(blob);
  std::string prompt = fmt::format("The host {} is not known yet. It shows this {} key:\n  {}\n",
                                   host_.key_name, shown_type(blob), fingerprint);
  if (has_other_types) prompt += "BEWARE: keys of other types are known for this host.\n";
  prompt += "Are you sure you want to continue connecting (yes/no/[fingerprint])? ";
  for (int i = 0; i < most_unclear_answers; ++i) {
    const auto answer = terminal_.ask(prompt, true);
    if (!answer) return false;
    const auto word = trim(as_text(answer->reveal()));
    if (word == fingerprint || equal_ignoring_case(word, "yes")) return true;
    if (equal_ignoring_case(word, "no")) return false;
    prompt = "Please type 'yes', 'no' or the fingerprint: ";
  }
  return false;
}

transfer::HostKeyVerdict KnownHostsJudge::learn(const ByteVector& blob) {
  if (host_.user_known_hosts.empty()) return transfer::HostKeyTrusted{};
  const std::string line =
      line_for(host_.key_name, blob, host_.settings.hash_known_hosts.value_or(false), random_);
  const std::string& file = host_.user_known_hosts.front();
  const auto added = vfs::append_host_file(file, line);
  if (!added) return transfer::HostKeyLearned{"ferry: the host key is not kept: " + added.error().message};
  return transfer::HostKeyLearned{fmt::format("ferry: the {} key of {} is kept in {} from now on",
                                              shown_type(blob), host_.key_name, file)};
}

}  // namespace ferry::workstation
