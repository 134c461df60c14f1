#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "cli/command.h"
#include "commands/shared_keys.h"

namespace ferry::commands {

/// The lines about TLS below `tacacs server NAME` and `radius server NAME`. A protocol is described as for
/// ServerCommands; `mode` is the one below its line.
template <class Protocol>
struct TlsCommands {
  using Server = typename Protocol::Server;
  using TlsConfig = config::TlsConfig;

  static Server& server_here(cli::Edit& edit) {
    const std::string& name = std::get<typename Protocol::Place>(edit.position).name;
    return *std::ranges::find((edit.config.*Protocol::part).servers, name, &Server::name);
  }

  static cli::Path tls() { return cli::word("tls", "Speak within TLS 1.3 and never without"); }

  /// `example` is a server with `tls`.
  static cli::CommandTable rows(cli::Mode mode, std::string example) {
    return {cli::setting(tls()).in(mode).sets(enable).clears(disable).examples({std::move(example)}),
            cli::setting(tls() /
                         cli::word("server-name", "Whose certificate it has to be; else the address counts") /
                         cli::text("value", "DNS name or address of the server"))
                .in(mode)
                .sets(set<&TlsConfig::server_name>)
                .clears(forget<&TlsConfig::server_name>),
            file<&TlsConfig::ca_file>(mode, "ca-file", "Who may have issued the server's certificate"),
            file<&TlsConfig::certificate_file>(mode, "certificate-file", "The certificate of this device"),
            file<&TlsConfig::key_file>(mode, "key-file", "The private key of this device"),
            cli::setting(tls() / cli::word("psk", "A key that both share, in place of certificates") /
                         cli::word("identity", "Who this device is to the server") /
                         cli::text("identity", "At least 16 characters") /
                         cli::word("key", "At least 16 characters") / shared_key_path())
                .in(mode)
                .sets(set_psk)
                .clears(forget_psk)};
  }

 private:
  static cli::EditResult enable(cli::Edit& edit, const cli::Match&) {
    server_here(edit).tls.enabled = true;
    return {};
  }

  static cli::EditResult disable(cli::Edit& edit, const cli::Match&) {
    server_here(edit).tls = {};
    return {};
  }

  /// Each line about TLS means that it is used: there is no way to configure it and stay without.
  template <auto Member>
  static cli::EditResult set(cli::Edit& edit, const cli::Match& match) {
    TlsConfig& tls = server_here(edit).tls;
    tls.enabled = true;
    tls.*Member = match.text("value");
    return {};
  }

  template <auto Member>
  static cli::EditResult forget(cli::Edit& edit, const cli::Match&) {
    server_here(edit).tls.*Member = {};
    return {};
  }

  static cli::EditResult set_psk(cli::Edit& edit, const cli::Match& match) {
    auto key = read_shared_key(edit, match);
    if (!key) return std::unexpected(std::move(key.error()));
    TlsConfig& tls = server_here(edit).tls;
    tls.enabled = true;
    tls.psk_identity = match.text("identity");
    tls.psk = std::move(*key);
    return {};
  }

  static cli::EditResult forget_psk(cli::Edit& edit, const cli::Match&) {
    server_here(edit).tls.psk_identity.clear();
    server_here(edit).tls.psk.reset();
    return {};
  }

  template <auto Member>
  static cli::Command file(cli::Mode mode, std::string name, std::string help) {
    return cli::setting(tls() / cli::word(std::move(name), std::move(help)) /
                        cli::text("value", "A PEM file of this device, such as flash:ca.pem"))
        .in(mode)
        .sets(set<Member>)
        .clears(forget<Member>);
  }
};

/// The lines of a server about TLS.
void show_tls(const config::TlsConfig& tls, cli::Lines& lines);

}  // namespace ferry::commands
