#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "commands/test_device.h"
#include "server/session.h"
#include "support/memory_link.h"
#include "support/ssh_pair.h"

namespace ferry::testing {

class TestHostKeys final : public server::HostKeySource {
 public:
  [[nodiscard]] std::shared_ptr<const ssh::HostKeys> current() const override { return test_host_keys(); }
};

/// The configuration of the guide's local example, and a user of a lower level.
inline config::Config guide_configuration() {
  config::Config config;
  config.hostname = "Router";
  config.aaa.new_model = true;
  config.aaa.login["default"] = {{config::MethodKind::local, {}}};
  config.aaa.exec["default"] = {{config::MethodKind::local, {}}};
  config.users["user1"] = {15, config::Password{false, config::PasswordType::clear, "lab"}};
  config.users["guest"] = {1, config::Password{false, config::PasswordType::clear, "lab"}};
  config.scp_server = true;
  return config;
}

/// A router and one client on a wire in memory, on one event loop: everything but the kernel.
class TestRouter {
 public:
  explicit TestRouter(config::Config config = guide_configuration(),
                      ssh::ConnectionOptions client_side = client_options())
      : device(std::move(config)), client(std::move(client_side)) {}

  TestDevice device;
  SshPeer client;
  net::EventLoop loop;
  TestHostKeys host_keys;
  server::SessionRegistry sessions;
  sftp::Partials partials{device.clock};
  std::unique_ptr<MemoryLink> client_link;
  std::weak_ptr<server::Session> session;

  /// Opens a connection; `run` makes it come about.
  void connect() {
    auto links = link_pair(loop);
    client_link = std::move(links.client);
    const server::Context context{device.services, host_keys, sessions, partials};
    const auto made = std::make_shared<server::Session>(context, loop, std::move(links.server));
    session = made;
    made->start();
  }

  /// Carries bytes until nobody has anything to say.
  void run() {
    for (bool busy = true; busy;) {
      // Asked first: what another thread finishes later in this turn is heard of in the next one.
      busy = device.offload.running() > 0;
      client.handle_events();
      busy = send_output() || busy;
      busy = loop.run_ready() > 0 || busy;
      busy = receive_input() || busy;
    }
  }

  void log_in(const std::string& user = "user1", std::string_view password = "lab") {
    connect();
    run();
    ASSERT_TRUE(client.take<ssh::CredentialsNeeded>()) << "no connection came about";
    client->try_password(user, Secret{password});
    run();
  }

  struct Finished {
    bool accepted = false;
    std::string output;
    std::optional<std::uint32_t> status;
    bool eof = false;
    bool closed = false;
  };

  ssh::ChannelId open() {
    const auto channel = client->open_session();
    run();
    EXPECT_TRUE(client.take<ssh::ChannelOpened>());
    return channel;
  }

  /// Runs a command on `channel`, gives it `input` and hears it out.
  Finished exec(ssh::ChannelId channel, const std::string& command, std::string_view input = {}) {
    client->request(channel, ssh::ExecRequest{command}, true);
    run();
    if (!input.empty()) client->send_data(channel, as_bytes(input));
    run();
    client->send_eof(channel);
    run();
    return finished(channel);
  }
  Finished exec(const std::string& command, std::string_view input = {}) {
    return exec(open(), command, input);
  }

  Finished finished(ssh::ChannelId channel) {
    Finished result;
    if (const auto answer = client.take<ssh::RequestAnswered>()) result.accepted = answer->success;
    result.output = client.data[channel];
    if (const auto request = client.take<ssh::ChannelRequested>()) {
      if (const auto* status = std::get_if<ssh::ExitStatus>(&request->request))
        result.status = status->status;
    }
    result.eof = client.take<ssh::ChannelEof>().has_value();
    client->close(channel);
    run();
    result.closed = client.take<ssh::ChannelClosed>().has_value();
    return result;
  }

  [[nodiscard]] bool logged(std::string_view text) const {
    return std::ranges::any_of(device.log_buffer.lines(),
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
  }
  [[nodiscard]] std::string log_text() const {
    std::string all;
    for (const auto& line : device.log_buffer.lines()) all += line + "\n";
    return all;
  }

 private:
  bool send_output() {
    bool sent = false;
    while (client->transport().output_size() > 0) {
      const auto pieces = client->transport().output();
      const auto written = client_link->try_write(pieces);
      if (!written || !*written) break;
      client->transport().output_sent(**written);
      sent = true;
    }
    return sent;
  }

  bool receive_input() {
    bool received = false;
    for (;;) {
      ByteVector chunk(32 * 1024);
      const auto size = client_link->try_read(chunk);
      if (!size || !*size || **size == 0) return received;
      client.receive(Bytes{chunk}.first(**size));
      received = true;
    }
  }
};

}  // namespace ferry::testing
