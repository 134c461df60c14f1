#include "server/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "commands/banner_text.h"
#include "commands/line_settings.h"
#include "commands/login_report.h"
#include "scp/command.h"
#include "server/algorithms.h"
#include "server/gate.h"
#include "server/login.h"
#include "server/programs.h"
#include "server/rotary.h"
#include "server/transfer_gate.h"
#include "ssh/weak_algorithms.h"

namespace ferry::server {
namespace {

constexpr std::string_view authenticating = "Authenticating";

ssh::ConnectionOptions options(const config::Config& config, commands::LineId line,
                               std::shared_ptr<const ssh::HostKeys> keys) {
  ssh::ConnectionOptions options;
  options.transport.algorithms = algorithm_lists(config.ssh);
  options.transport.current_algorithms = current_algorithm_lists(config.ssh);
  options.transport.host_keys = std::move(keys);
  options.transport.minimum_group_bits = config.ssh.dh_minimum_bits;
  if (config.ssh.rekey_time) options.transport.rekey.time = *config.ssh.rekey_time;
  if (config.ssh.rekey_kilobytes) options.transport.rekey.bytes = *config.ssh.rekey_kilobytes * 1024;
  if (!config.ssh.authentication.empty()) options.authentication_methods = config.ssh.authentication;
  options.window = config.ssh.bulk_mode.value_or(config.ssh.window_size.value_or(options.window));
  options.attempts = config.ssh.authentication_retries + 1;
  options.login_banner = commands::banner_text(config.banners.login, config, line);
  return options;
}

// dbclient looks whether its last channel is gone before it writes what that channel still held. If the end
// came while it wrote, it looks again only when the next packet arrives, and would wait for ever.
bool sleeps_through_the_end(std::string_view peer_identification) {
  return peer_identification.starts_with("SSH-2.0-dropbear");
}

// Of a port that is being closed: 0, the group that no line is in.
unsigned group_of(const config::Config& config, std::uint16_t rotary_port) {
  const RotaryPorts ports = rotary_ports(config.ssh);
  const auto found = ports.find(rotary_port);
  return found == ports.end() ? 0 : found->second;
}

std::string no_free_line(std::uint16_t rotary_port, unsigned group) {
  const std::string which =
      rotary_port == 0 ? "" : fmt::format(" of 'rotary {}' (port {})", group, rotary_port);
  return fmt::format("no free vty{} has SSH in its 'transport input'", which);
}

std::string_view or_implied(std::string_view mac) {
  return mac.empty() ? "<implicit>" : mac;
}

bool is_program(const ssh::RequestKind& request) {
  return std::holds_alternative<ssh::ShellRequest>(request) ||
         std::holds_alternative<ssh::ExecRequest>(request) ||
         std::holds_alternative<ssh::SubsystemRequest>(request);
}

}  // namespace

commands::TerminalSize ChannelTerminal::size() const {
  // A terminal that does not know its size says 0 (ssh -tt without one does): take the usual one.
  commands::TerminalSize size;
  if (rows != 0) size.length = rows;
  if (columns != 0) size.width = columns;
  return size;
}

Session::Session(const Context& context, net::EventLoop& loop, std::unique_ptr<net::Link> link,
                 std::shared_ptr<const ssh::HostKeys> keys, std::uint16_t rotary_port)
    : context_(context),
      loop_(loop),
      link_(std::move(link)),
      keys_(keys == nullptr ? context.host_keys.current() : std::move(keys)),
      rotary_port_(rotary_port) {
  origin_.address = link_->remote().host;
}

void Session::start() {
  if (!come_in()) return;
  const commands::Services& services = context_.services;
  const auto config = services.running.snapshot();
  pump_ = std::make_shared<pump::ConnectionPump>(
      pump::ConnectionPump::Environment{loop_, services.offload, services.clock, services.random},
      std::move(link_), options(*config, line_id(), keys_),
      pump::ConnectionPump::Patience{.login = config->ssh.negotiation_timeout});
  debug().started();
  pump_->start(shared_from_this());
}

bool Session::come_in() {
  const auto disconnect = [weak = weak_from_this(), &loop = loop_](std::string reason) {
    loop.post([weak, reason = std::move(reason)] {
      if (const auto alive = weak.lock()) alive->disconnect(reason);
    });
  };
  const commands::Services& services = context_.services;
  const auto config = services.running.snapshot();
  const unsigned group = group_of(*config, rotary_port_);
  const auto usable = [&](unsigned vty) {
    return takes_ssh(*config, vty) && (rotary_port_ == 0 || is_in_group(*config, vty, group));
  };
  commands::SshSessionFacts facts;
  facts.state = authenticating;
  facts.address = origin_.address;
  const auto line = context_.sessions.enter(facts, disconnect, usable);
  if (!line) {
    log::ssh_refused(services.log, origin_.address, no_free_line(rotary_port_, group));
    return false;
  }
  origin_.line = *line;
  if (may_come_in(services, origin_.address, *line)) return true;
  context_.sessions.leave(*line);
  return false;
}

void Session::disconnect(std::string message) {
  if (pump_) pump_->disconnect(ssh::DisconnectReason::by_application, std::move(message));
}

net::Task<ssh::Decision> Session::decide(ssh::DecisionNeeded question) {
  origin_.user = question.user;
  const auto config = context_.services.running.snapshot();
  LoginDesk desk{.context = context_,
                 .origin = origin_,
                 .list = commands::line_settings(*config, line_id()).login_list,
                 .port = link().local().port,
                 .loop = loop_,
                 .refused = refused_,
                 .dialogue = dialogue_,
                 .login_level = origin_.login_level,
                 .forced_command = forced_command_};
  const bool is_query = std::holds_alternative<ssh::PublicKeyQuery>(question.attempt);
  debug().tries(question);
  auto decision = co_await decide_login(std::move(desk), std::move(question));
  if (!std::holds_alternative<ssh::Reject>(decision)) co_return decision;
  debug().refused(origin_.user);
  if (!is_query && logs_events()) {
    log::ssh_user_authentication(context_.services.log, log_facts(), origin_.user, log::Success::failed);
  }
  co_return decision;
}

void Session::keys_changed() {
  const bool is_first = !std::exchange(announced_, true);
  debug().keys_changed(pump_->connection().transport(), is_first);
  if (is_first && logs_events()) {
    log::ssh_session(context_.services.log, log_facts(), log::Success::succeeded);
  }
  const std::string weak = ssh::weak_algorithms(pump_->connection().transport().negotiated());
  if (is_first && !weak.empty()) log::ssh_weak_algorithms(context_.services.log, origin_.address, weak);
  context_.sessions.update(origin_.line, facts());
}

void Session::logged_in(const ssh::LoggedIn& login) {
  origin_.user = login.user;
  state_ = State::logged_in;
  debug().logged_in(login.user);
  context_.sessions.update(origin_.line, facts());
  context_.sessions.logged_in(origin_.line);
  if (logs_events())
    log::ssh_user_authentication(context_.services.log, log_facts(), origin_.user, log::Success::succeeded);
  commands::report_login_success(context_.services, caller());
}

void Session::channel_closed(ssh::ChannelId channel) {
  terminals_.erase(channel);
  ssh::Transport& transport = pump_->connection().transport();
  if (sleeps_through_the_end(transport.peer_identification())) transport.send_ignore();
}

void Session::ended(const pump::Ending& ending) {
  const bool came_in = state_ == State::logged_in;
  if (ending.cause != pump::Ending::Cause::peer_left) {
    log::ssh_protocol_error(context_.services.log, origin_.address, ending.reason);
  }
  debug().ended(ending);
  if (logs_events()) log::ssh_close(context_.services.log, log_facts(), came_in ? origin_.user : "");
}

void Session::failed(std::string_view what) {
  log::internal_error(context_.services.log, caller(), what);
}

void Session::closed() {
  terminals_.clear();
  context_.sessions.leave(origin_.line);
}

bool Session::logs_events() const {
  return context_.services.running.snapshot()->ssh.log_events;
}

bool Session::requested(const std::shared_ptr<pump::ChannelStream>& stream, const ssh::RequestKind& request) {
  debug().requested(request);
  ChannelTerminal& terminal = terminals_[stream->channel()];
  if (const auto* pty = std::get_if<ssh::PtyRequest>(&request)) {
    terminal.has_pty = true;
    terminal.columns = pty->columns;
    terminal.rows = pty->rows;
    return true;
  }
  if (const auto* change = std::get_if<ssh::WindowChange>(&request)) {
    terminal.columns = change->columns;
    terminal.rows = change->rows;
    if (terminal.mailbox) terminal.mailbox->resize(terminal.size());
    return true;
  }
  return requested_program(stream, request);
}

bool Session::requested_program(const std::shared_ptr<pump::ChannelStream>& stream,
                                const ssh::RequestKind& request) {
  if (forced_command_ && is_program(request)) return start_forced(stream);
  if (std::holds_alternative<ssh::ShellRequest>(request))
    return lets_type() && start_program(stream, ShellProgram{});
  if (const auto* exec = std::get_if<ssh::ExecRequest>(&request)) {
    const bool allowed = scp::parse_command(exec->command) || lets_type();
    return allowed && start_program(stream, LineProgram{exec->command});
  }
  if (const auto* subsystem = std::get_if<ssh::SubsystemRequest>(&request)) {
    // pscp tries its scp on the same channel when this is refused.
    if (subsystem->name != "sftp" || is_strict(*this)) return false;  // IOS has no SFTP
    return is_sftp_enabled(*this) && start_program(stream, SftpProgram{});
  }
  // Environment, signals and other subsystems: refused politely, and the channel stays usable.
  return false;
}

bool Session::start_forced(const std::shared_ptr<pump::ChannelStream>& stream) {
  const bool allowed = scp::parse_command(*forced_command_) || lets_type();
  return allowed && start_program(stream, LineProgram{*forced_command_});
}

// Files still come and go on a line with `no exec`: nobody needs a command shell for that.
bool Session::lets_type() const {
  const commands::Services& services = context_.services;
  const auto config = services.running.snapshot();
  if (commands::line_settings(*config, line_id()).exec) return true;
  log::exec_denied(services.log, caller(), "the line has 'no exec'");
  return false;
}

void Session::connect(ssh::ChannelId channel, std::shared_ptr<commands::Mailbox> mailbox) {
  const auto terminal = terminals_.find(channel);
  if (terminal != terminals_.end()) terminal->second.mailbox = std::move(mailbox);
}

bool Session::start_program(const std::shared_ptr<pump::ChannelStream>& stream, Program program) {
  ChannelTerminal& terminal = terminals_[stream->channel()];
  // RFC 4254 section 6.5: only one of shell, exec and subsystem can succeed on a channel.
  if (std::exchange(terminal.program_runs, true)) return false;
  pump_->loop().spawn(run_program(shared_from_this(), stream, std::move(program), terminal));
  return true;
}

net::Task<aaa::ExecAnswer> Session::authorization() {
  if (!authorization_) {
    const auto config = context_.services.running.snapshot();
    std::string list = commands::line_settings(*config, line_id()).exec_list;
    authorization_ = co_await context_.services.authenticator.authorize_exec(origin_, std::move(list));
  }
  co_return *authorization_;
}

log::Caller Session::caller() const {
  return {origin_.user, origin_.address, origin_.line, link().local().port};
}

log::SshSession Session::log_facts() const {
  const auto& negotiated = pump_->connection().transport().negotiated();
  return {origin_.address, origin_.line, negotiated.encryption_in, or_implied(negotiated.mac_in)};
}

commands::SshSessionFacts Session::facts() const {
  const auto& negotiated = pump_->connection().transport().negotiated();
  commands::SshSessionFacts facts;
  facts.line = origin_.line;
  facts.encryption_in = negotiated.encryption_in;
  facts.encryption_out = negotiated.encryption_out;
  facts.mac_in = or_implied(negotiated.mac_in);
  facts.mac_out = or_implied(negotiated.mac_out);
  facts.state = state_ == State::logged_in ? "Session started" : authenticating;
  facts.user = origin_.user;
  facts.address = origin_.address;
  return facts;
}

}  // namespace ferry::server
