#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "commands/shared_keys.h"

namespace ferry::commands {

/// What `tacacs server NAME` and `radius server NAME`, and the lines for all servers beside them, do alike. A
/// protocol says where the configuration keeps its part, what a server of it is, and the place below its
/// line:
///
///   struct Radius {
///     using Server = config::RadiusServer;
///     using Place = cli::InRadiusServer;
///     static constexpr auto part = &config::Config::radius;
///     static constexpr std::string_view name = "RADIUS";
///   };
template <class Protocol>
struct ServerCommands {
  using Server = typename Protocol::Server;

  /// More than any site has; each is asked in turn when the ones before it do not answer.
  static constexpr std::size_t most_servers = 64;

  static std::unexpected<cli::Complaint> too_many() {
    return cli::complain(
        fmt::format("% No more than {} {} servers are possible", most_servers, Protocol::name));
  }

  /// The server that the typist is below the line of.
  static Server& here(cli::Edit& edit) {
    const std::string& name = std::get<typename Protocol::Place>(edit.position).name;
    return *std::ranges::find((edit.config.*Protocol::part).servers, name, &Server::name);
  }

  static cli::EditResult enter(cli::Edit& edit, const cli::Match& match) {
    auto& servers = (edit.config.*Protocol::part).servers;
    const std::string name = match.text("name");
    if (std::ranges::find(servers, name, &Server::name) == servers.end()) {
      if (servers.size() == most_servers) return too_many();
      servers.push_back({.name = name});
    }
    edit.position = typename Protocol::Place{name};
    return {};
  }

  static cli::EditResult remove(cli::Edit& edit, const cli::Match& match) {
    std::erase_if((edit.config.*Protocol::part).servers,
                  [&](const Server& server) { return server.name == match.text("name"); });
    return {};
  }

  static cli::EditResult set_key(cli::Edit& edit, const cli::Match& match) {
    return set_key_of(here(edit).key, edit, match);
  }

  static cli::EditResult set_timeout(cli::Edit& edit, const cli::Match& match) {
    here(edit).timeout = std::chrono::seconds{*match.number("seconds")};
    return {};
  }

  static cli::EditResult set_source(cli::Edit& edit, const cli::Match& match) {
    here(edit).source_address = read_address(match);
    return {};
  }

  /// `no` in front of a line of a server: as in a new one.
  template <auto Member>
  static cli::EditResult forget(cli::Edit& edit, const cli::Match&) {
    here(edit).*Member = Server{}.*Member;
    return {};
  }

  static cli::EditResult set_common_key(cli::Edit& edit, const cli::Match& match) {
    return set_key_of((edit.config.*Protocol::part).key, edit, match);
  }

  static cli::EditResult clear_common_key(cli::Edit& edit, const cli::Match&) {
    (edit.config.*Protocol::part).key.reset();
    return {};
  }

 private:
  static cli::EditResult set_key_of(std::optional<config::SharedKey>& which, cli::Edit& edit,
                                    const cli::Match& match) {
    auto key = read_shared_key(edit, match);
    if (!key) return std::unexpected(std::move(key.error()));
    which = std::move(*key);
    return {};
  }
};

}  // namespace ferry::commands
