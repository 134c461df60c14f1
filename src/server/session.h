#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "log/catalogue.h"
#include "pump/connection_pump.h"
#include "server/context.h"
#include "server/login.h"
#include "server/program.h"
#include "server/ssh_debug.h"

namespace ferry::server {

/// What a client has said about its terminal on one channel, before and while a program runs there.
struct ChannelTerminal {
  bool has_pty = false;
  unsigned columns = 0, rows = 0;
  bool program_runs = false;
  std::shared_ptr<commands::Mailbox> mailbox;  // of the shell that runs there

  [[nodiscard]] commands::TerminalSize size() const;
};

/// One SSH connection to the router: who is logged in, what is open on each channel, what the log says about
/// it. Lives on the loop of its connection, whose flows keep it alive.
class Session final : public pump::ConnectionHandler, public std::enable_shared_from_this<Session> {
 public:
  /// Proves itself with `keys`, or with the host keys of `context` if that is null. `rotary_port`: the port
  /// of `ip ssh port` that the peer came to; 0: one that leads to every line.
  Session(const Context& context, net::EventLoop& loop, std::unique_ptr<net::Link> link,
          std::shared_ptr<const ssh::HostKeys> keys = nullptr, std::uint16_t rotary_port = 0);
  /// Lets the peer in, unless a gate refuses it: then the link is closed with the session.
  void start();
  /// Ends the session with a message to its client. Call it on the connection's loop.
  void disconnect(std::string message);

  net::Task<ssh::Decision> decide(ssh::DecisionNeeded question) override;
  void keys_changed() override;
  void logged_in(const ssh::LoggedIn& login) override;
  bool requested(const std::shared_ptr<pump::ChannelStream>& stream,
                 const ssh::RequestKind& request) override;
  void channel_closed(ssh::ChannelId channel) override;
  void ended(const pump::Ending& ending) override;
  void failed(std::string_view what) override;
  void closed() override;

  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] const aaa::Origin& origin() const { return origin_; }
  [[nodiscard]] const net::Link& link() const { return pump_->link(); }
  [[nodiscard]] commands::LineId line_id() const { return {commands::LineId::Kind::vty, origin_.line}; }
  [[nodiscard]] bool has_channel(ssh::ChannelId channel) const { return terminals_.contains(channel); }
  [[nodiscard]] net::EventLoop& loop() { return loop_; }
  /// Where the shell on `channel` hears of a new size of its window.
  void connect(ssh::ChannelId channel, std::shared_ptr<commands::Mailbox> mailbox);
  [[nodiscard]] log::Caller caller() const;
  /// The privilege level that exec authorization gives, asked once for each session.
  net::Task<aaa::ExecAnswer> authorization();

 private:
  /// Takes a line; false if there is none for this peer.
  bool come_in();
  /// Whether the line gives people a command shell. Logs a refusal.
  [[nodiscard]] bool lets_type() const;
  /// The requests that start something on the channel.
  bool requested_program(const std::shared_ptr<pump::ChannelStream>& stream, const ssh::RequestKind& request);
  /// What a user gets whose certificate names a command: that one, whatever was asked for.
  bool start_forced(const std::shared_ptr<pump::ChannelStream>& stream);
  bool start_program(const std::shared_ptr<pump::ChannelStream>& stream, Program program);
  [[nodiscard]] commands::SshSessionFacts facts() const;
  [[nodiscard]] log::SshSession log_facts() const;
  /// `ip ssh logging events`
  [[nodiscard]] bool logs_events() const;
  [[nodiscard]] SshDebug debug() const { return {context_.services, origin_.line}; }

  Context context_;
  net::EventLoop& loop_;
  std::unique_ptr<net::Link> link_;  // until the pump has it
  std::shared_ptr<const ssh::HostKeys> keys_;
  std::uint16_t rotary_port_;
  std::shared_ptr<pump::ConnectionPump> pump_;  // of whoever was let in
  aaa::Origin origin_;
  enum class State { connecting, logged_in } state_ = State::connecting;
  bool announced_ = false;
  RefusedPassword refused_;
  std::unique_ptr<aaa::LoginDialogue> dialogue_;
  std::map<ssh::ChannelId, ChannelTerminal> terminals_;
  std::optional<aaa::ExecAnswer> authorization_;
  std::optional<std::string> forced_command_;
};

}  // namespace ferry::server
