#include <fmt/format.h>

#include <algorithm>

#include "commands/shared_keys.h"
#include "commands/tables.h"
#include "commands/tacacs_words.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::TacacsServer;
using config::TlsConfig;

TlsConfig& tls_here(Edit& edit) {
  const std::string& name = std::get<InTacacsServer>(edit.position).name;
  return std::ranges::find(edit.config.tacacs.servers, name, &TacacsServer::name)->tls;
}

EditResult enable(Edit& edit, const Match&) {
  tls_here(edit).enabled = true;
  return {};
}

EditResult disable(Edit& edit, const Match&) {
  tls_here(edit) = {};
  return {};
}

/// Each line about TLS means that it is used: there is no way to configure it and stay without.
template <auto Member>
EditResult set(Edit& edit, const Match& match) {
  TlsConfig& tls = tls_here(edit);
  tls.enabled = true;
  tls.*Member = match.text("value");
  return {};
}

template <auto Member>
EditResult forget(Edit& edit, const Match&) {
  tls_here(edit).*Member = {};
  return {};
}

EditResult set_psk(Edit& edit, const Match& match) {
  auto key = read_shared_key(edit, match);
  if (!key) return std::unexpected(std::move(key.error()));
  TlsConfig& tls = tls_here(edit);
  tls.enabled = true;
  tls.psk_identity = match.text("identity");
  tls.psk = std::move(*key);
  return {};
}

EditResult forget_psk(Edit& edit, const Match&) {
  tls_here(edit).psk_identity.clear();
  tls_here(edit).psk.reset();
  return {};
}

Path tls() {
  return word("tls", "Speak within TLS 1.3 and never without");
}

template <auto Member>
Command file_setting(std::string name, std::string help) {
  return setting(tls() / word(std::move(name), std::move(help)) /
                 text("value", "A PEM file of this device, such as flash:ca.pem"))
      .in(Mode::tacacs_server)
      .sets(set<Member>)
      .clears(forget<Member>);
}

}  // namespace

void show_tls(const TlsConfig& tls, Lines& lines) {
  if (!tls.enabled) return;
  lines.add(" tls");
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) lines.add(fmt::format(" tls {} {}", name, value));
  };
  add("server-name", tls.server_name);
  add("ca-file", tls.ca_file);
  add("certificate-file", tls.certificate_file);
  add("key-file", tls.key_file);
  if (tls.psk)
    lines.add(fmt::format(" tls psk identity {} key {}", tls.psk_identity, write_shared_key(*tls.psk)));
}

const CommandTable& tacacs_tls_table() {
  static const CommandTable table{
      setting(tls())
          .in(Mode::tacacs_server)
          .sets(enable)
          .clears(disable)
          .examples({"tacacs server ONE\n address ipv4 10.1.1.9\n tls"}),
      setting(tls() / word("server-name", "Whose certificate it has to be; else the address counts") /
              text("value", "DNS name or address of the server"))
          .in(Mode::tacacs_server)
          .sets(set<&TlsConfig::server_name>)
          .clears(forget<&TlsConfig::server_name>),
      file_setting<&TlsConfig::ca_file>("ca-file", "Who may have issued the server's certificate"),
      file_setting<&TlsConfig::certificate_file>("certificate-file", "The certificate of this device"),
      file_setting<&TlsConfig::key_file>("key-file", "The private key of this device"),
      setting(tls() / word("psk", "A key that both share, in place of certificates") /
              word("identity", "Who this device is to the server") /
              text("identity", "At least 16 characters") / word("key", "At least 16 characters") /
              shared_key_path())
          .in(Mode::tacacs_server)
          .sets(set_psk)
          .clears(forget_psk),
  };
  return table;
}

}  // namespace ferry::commands
