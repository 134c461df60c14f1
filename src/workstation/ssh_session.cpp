#include "workstation/ssh_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ssh/weak_algorithms.h"
#include "workstation/host_key_update.h"

namespace ferry::workstation {
namespace {

/// Keys for another day: whoever copies does not wait long for them.
constexpr std::chrono::seconds longest_wait_for_proofs{5};

/// How OpenSSH writes a change of a default list: in front of it.
enum class ListChange { replace, append, remove, prefer };

ListChange take_change(std::string_view& text) {
  if (text.empty()) return ListChange::replace;
  const char first = text.front();
  const auto change = first == '+'   ? ListChange::append
                      : first == '-' ? ListChange::remove
                      : first == '^' ? ListChange::prefer
                                     : ListChange::replace;
  if (change != ListChange::replace) text.remove_prefix(1);
  return change;
}

/// `names` as `written` (Ciphers, MACs, ...) wants them; names that nobody knows here are left out.
template <class Known>
void choose_algorithms(std::vector<std::string>& names, const std::optional<std::string>& written,
                       Known is_known) {
  if (!written) return;
  std::string_view text = *written;
  const ListChange change = take_change(text);
  std::vector<std::string> listed;
  for (const std::string_view name : split(text, ',')) {
    if (is_known(name)) listed.emplace_back(name);
  }
  const auto without_listed = [&] {
    std::vector<std::string> rest;
    for (const std::string& name : names) {
      if (std::ranges::find(listed, name) == listed.end()) rest.push_back(name);
    }
    return rest;
  };
  auto rest = change == ListChange::replace ? std::vector<std::string>{} : without_listed();
  if (change == ListChange::append) listed.insert(listed.begin(), rest.begin(), rest.end());
  if (change == ListChange::prefer) listed.insert(listed.end(), rest.begin(), rest.end());
  names = change == ListChange::remove ? std::move(rest) : std::move(listed);
}

ssh::AlgorithmLists algorithms_for(const HostSettings& settings) {
  auto lists = ssh::AlgorithmLists::defaults();
  lists.host_key = ssh::with_certified_forms(lists.host_key);
  choose_algorithms(lists.encryption, settings.ciphers,
                    [](std::string_view name) { return ssh::find_cipher(name) != nullptr; });
  choose_algorithms(lists.mac, settings.macs,
                    [](std::string_view name) { return ssh::find_mac(name) != nullptr; });
  choose_algorithms(lists.kex, settings.key_exchanges,
                    [](std::string_view name) { return ssh::find_kex_method(name) != nullptr; });
  choose_algorithms(lists.host_key, settings.host_key_algorithms,
                    [](std::string_view name) { return ssh::find_host_key_algorithm(name) != nullptr; });
  if (settings.compression.value_or(false)) lists.compression = {"zlib@openssh.com", "none"};
  return lists;
}

/// PreferredAuthentications without what is switched off.
std::vector<std::string> methods_for(const HostSettings& settings) {
  std::vector<std::string> methods;
  const std::string order =
      settings.preferred_authentications.value_or("publickey,password,keyboard-interactive");
  const auto is_on = [&](std::string_view method) {
    if (method == "publickey") return settings.public_key_authentication.value_or(true);
    if (method == "password") return settings.password_authentication.value_or(true);
    return method == "keyboard-interactive" && settings.keyboard_interactive_authentication.value_or(true);
  };
  for (const std::string_view method : split(order, ',')) {
    if (is_on(method)) methods.emplace_back(method);
  }
  return methods;
}

/// PubkeyAcceptedAlgorithms; empty without it. What nobody knows here stays in it and is met by no key.
std::vector<std::string> signatures_for(const HostSettings& settings) {
  if (!settings.public_key_algorithms) return {};
  auto names = ssh::AlgorithmLists::defaults().host_key;
  choose_algorithms(names, settings.public_key_algorithms, [](std::string_view) { return true; });
  return names;
}

/// What went wrong, with the host and what to do about it.
Error named(const SshHost& host, bool can_ask, Error error) {
  const std::string shown = printable(host.name);
  if (error.message == "Invalid IP address or hostname") {
    error.message = "the name is not known (is it spelled so? an address does as well)";
  }
  switch (error.code) {
    case ErrorCode::io: {
      const bool refused = error.message.contains("refused");
      error.message = refused ? fmt::format("cannot reach {} port {}: {} (is SSH enabled there? try --port)",
                                            shown, host.port, error.message)
                              : fmt::format("cannot reach {}: {}", shown, error.message);
      break;
    }
    case ErrorCode::timed_out:
      error.message = fmt::format("cannot reach {} port {}: {}", shown, host.port, error.message);
      break;
    case ErrorCode::permission_denied:
    case ErrorCode::cancelled:
      error.message = fmt::format("{}@{}: {}", printable(host.user), shown, error.message);
      if (!can_ask)
        error.message += " (nobody can be asked here: name a key with -i, or run it at a terminal)";
      break;
    case ErrorCode::closed:
      error.message = fmt::format("{} port {}: {}", shown, host.port, error.message);
      break;
    default:
      error.message = fmt::format("{}: {}", shown, error.message);
  }
  return error;
}

}  // namespace

SshSession::SshSession(Surroundings surroundings, SshHost host, std::optional<Secret> given)
    : surroundings_(surroundings),
      host_(std::move(host)),
      judge_(host_, surroundings.terminal, surroundings.offload, surroundings.clock, surroundings.random),
      credentials_(host_,
                   {surroundings.loop, surroundings.offload, surroundings.terminal, surroundings.is_quiet},
                   std::move(given)) {}

net::Task<Result<std::unique_ptr<SshSession>>> SshSession::open(Surroundings surroundings, SshHost host,
                                                                Protocol protocol,
                                                                std::optional<Secret> given) {
  std::unique_ptr<SshSession> session{new SshSession{surroundings, std::move(host), std::move(given)}};
  for (const std::string& warning : session->host_.warnings) surroundings.terminal.say("ferry: " + warning);
  auto connected = co_await session->connect();
  if (!connected)
    co_return std::unexpected(named(session->host_, session->can_ask(), std::move(connected.error())));
  auto chosen = co_await session->choose(protocol);
  if (!chosen)
    co_return std::unexpected(named(session->host_, session->can_ask(), std::move(chosen.error())));
  co_return session;
}

bool SshSession::can_ask() const {
  return surroundings_.terminal.can_ask() && !host_.settings.batch_mode.value_or(false);
}

net::Task<Result<void>> SshSession::connect() {
  auto found = co_await surroundings_.resolver.resolve(host_.name);
  if (!found) co_return failure(ErrorCode::io, found.error().message);
  const auto port = static_cast<std::uint16_t>(host_.port);
  transfer::SshOptions options{.server = {.host = host_.name, .port = port},
                               .addresses = {},
                               .user = host_.user,
                               .algorithms = algorithms_for(host_.settings),
                               .methods = methods_for(host_.settings),
                               .signatures = signatures_for(host_.settings)};
  for (std::string& address : *found) options.addresses.push_back({.host = std::move(address), .port = port});
  if (host_.settings.connect_timeout) {
    options.limits.connect = *host_.settings.connect_timeout;
    options.limits.negotiation = *host_.settings.connect_timeout;
  }
  auto client =
      co_await transfer::SshClient::connect(surroundings_.ssh(), std::move(options), judge_, credentials_);
  if (!client) co_return std::unexpected(std::move(client.error()));
  ssh_ = *std::move(client);
  const std::string weak = ssh::weak_algorithms(ssh_->negotiated());
  if (!weak.empty() && !surroundings_.is_quiet) {
    surroundings_.terminal.say(
        fmt::format("ferry: {} agreed only on algorithms that are weak: {}", printable(host_.name), weak));
  }
  if (surroundings_.is_verbose) {
    surroundings_.terminal.say(fmt::format("ferry: logged in to {} as {} ({})", printable(host_.name),
                                           printable(host_.user), ssh_->peer_identification()));
  }
  co_return Result<void>{};
}

net::Task<Result<void>> SshSession::start_sftp() {
  auto program = co_await ssh_->subsystem("sftp");
  if (!program) co_return std::unexpected(std::move(program.error()));
  program_ = *std::move(program);
  auto client = co_await sftp::Client::start({.loop = surroundings_.loop,
                                              .stream = program_->stream(),
                                              .clock = surroundings_.clock,
                                              .patience = transfer::SshLimits{}.idle});
  if (!client) co_return std::unexpected(explained(std::move(client.error())));
  sftp_ = *std::move(client);
  co_return Result<void>{};
}

/// SFTP where it is, as scp of OpenSSH 9 does.
net::Task<Result<void>> SshSession::choose(Protocol protocol) {
  if (protocol == Protocol::scp) co_return Result<void>{};
  auto started = co_await start_sftp();
  if (started) co_return started;
  if (protocol == Protocol::sftp) {
    started.error().message += " (-O copies by SCP)";
    co_return started;
  }
  program_.reset();
  if (surroundings_.is_verbose) surroundings_.terminal.say("ferry: no SFTP there, so by SCP");
  if (ssh_->why_lost().empty()) co_return Result<void>{};
  // Some servers end the connection over a subsystem that they do not have.
  ssh_.reset();
  credentials_.connect_again();
  co_return co_await connect();
}

std::unique_ptr<transfer::SshClient> SshSession::release() {
  sftp_.reset();
  program_.reset();
  return std::move(ssh_);
}

net::Task<void> SshSession::update_host_keys() {
  if (ssh_ == nullptr || !ssh_->why_lost().empty() || judge_.confirmed_key().empty()) co_return;
  if (update_host_keys_of(host_.settings) == UpdateHostKeys::no) co_return;
  const HostKeyUpdate update{host_, judge_.confirmed_key(), ssh_->announced_host_keys()};
  const auto look = [&] { return update.look(); };
  const auto news = co_await surroundings_.offload.run(look);
  if (!news) co_return;
  if (!news->fresh.empty()) {
    const auto proved = co_await ssh_->proves_host_keys(news->fresh, longest_wait_for_proofs);
    if (!proved || !*proved) co_return say_if_verbose("does not prove the host keys that it tells of");
  }
  const auto keep = [&]() -> Result<bool> {
    if (!update.is_wanted(*news, surroundings_.terminal)) return false;
    const auto written = update.write(*news, surroundings_.random);
    return written ? Result<bool>{true} : std::unexpected(written.error());
  };
  const auto kept = co_await surroundings_.offload.run(keep);
  if (!kept) surroundings_.terminal.say("ferry: the host keys are not kept: " + kept.error().message);
  if (kept && *kept)
    say_if_verbose("has other host keys, kept from now on: " + HostKeyUpdate::describe(*news));
}

void SshSession::say_if_verbose(std::string_view what) const {
  if (surroundings_.is_verbose)
    surroundings_.terminal.say(fmt::format("ferry: {} {}", printable(host_.key_name), what));
}

Error SshSession::explained(Error error) const {
  if (error.code == ErrorCode::closed && ssh_ != nullptr && !ssh_->why_lost().empty()) {
    error.message = ssh_->why_lost();
  }
  return error;
}

}  // namespace ferry::workstation
