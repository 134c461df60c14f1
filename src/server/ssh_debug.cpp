#include "server/ssh_debug.h"

#include <utility>

namespace ferry::server {
namespace {

template <class... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};

std::string_view method_name(const ssh::Attempt& attempt) {
  return std::visit(Overloaded{
                        [](const ssh::PasswordAttempt&) { return "password"; },
                        [](const ssh::InteractiveStart&) { return "keyboard-interactive"; },
                        [](const ssh::InteractiveAnswers&) { return "keyboard-interactive, answered"; },
                        [](const ssh::PublicKeyQuery&) { return "publickey, key offered"; },
                        [](const ssh::PublicKeyProof&) { return "publickey, signed"; },
                    },
                    attempt);
}

std::string_view or_implied(std::string_view mac) {
  return mac.empty() ? "<implicit>" : mac;
}

/// What was asked for; no command and no variable, which may hold a secret.
std::string request_name(const ssh::RequestKind& request) {
  return std::visit(
      Overloaded{
          [](const ssh::PtyRequest& pty) {
            return fmt::format("pty-req request, height {}, width {}", pty.rows, pty.columns);
          },
          [](const ssh::WindowChange& change) {
            return fmt::format("window-change request, height {}, width {}", change.rows, change.columns);
          },
          [](const ssh::EnvRequest& variable) { return fmt::format("env request for {}", variable.name); },
          [](const ssh::ShellRequest&) { return std::string{"shell request"}; },
          [](const ssh::ExecRequest&) { return std::string{"exec request"}; },
          [](const ssh::SubsystemRequest& subsystem) {
            return fmt::format("subsystem request for {}", subsystem.name);
          },
          [](const ssh::SignalRequest& signal) { return fmt::format("signal request {}", signal.name); },
          [](const ssh::BreakRequest&) { return std::string{"break request"}; },
          [](const auto&) { return std::string{"exit request"}; },
      },
      request);
}

}  // namespace

template <class... Values>
void SshDebug::control(fmt::format_string<Values...> words, Values&&... values) const {
  services_.log.debug(fmt::format("SSH{}: {}", line_, fmt::format(words, std::forward<Values>(values)...)));
}

template <class... Values>
void SshDebug::protocol(fmt::format_string<Values...> words, Values&&... values) const {
  services_.log.debug(fmt::format("SSH2 {}: {}", line_, fmt::format(words, std::forward<Values>(values)...)));
}

void SshDebug::started() const {
  if (!is_on()) return;
  control("starting SSH control process");
  control("sent protocol version id SSH-2.0-{}", ssh::TransportOptions{}.software);
}

void SshDebug::keys_changed(const ssh::Transport& transport, bool is_first) const {
  if (!is_on()) return;
  const ssh::NegotiatedAlgorithms& agreed = transport.negotiated();
  if (is_first) control("protocol version id is - {}", transport.peer_identification());
  protocol("kex: client->server enc:{} mac:{}", agreed.encryption_in, or_implied(agreed.mac_in));
  protocol("kex: server->client enc:{} mac:{}", agreed.encryption_out, or_implied(agreed.mac_out));
  protocol("kex: using {} with host key {}{}", agreed.kex, agreed.host_key, agreed.strict ? ", strict" : "");
  protocol("kex_derive_keys complete");
  protocol("SSH2_MSG_NEWKEYS sent");
  protocol("SSH2_MSG_NEWKEYS received");
}

void SshDebug::tries(const ssh::DecisionNeeded& question) const {
  if (is_on()) protocol("Using method = {}, user = {}", method_name(question.attempt), question.user);
}

void SshDebug::refused(std::string_view user) const {
  if (is_on()) protocol("authentication failed for {}", user);
}

void SshDebug::logged_in(std::string_view user) const {
  if (is_on()) protocol("authentication successful for {}", user);
}

void SshDebug::requested(const ssh::RequestKind& request) const {
  if (is_on()) protocol("{}", request_name(request));
}

void SshDebug::ended(const pump::Ending& ending) const {
  if (!is_on()) return;
  if (ending.cause == pump::Ending::Cause::peer_left) return control("Session terminated normally");
  control("Session disconnected - error: {}", ending.reason);
}

}  // namespace ferry::server
