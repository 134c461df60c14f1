#include <fmt/format.h>

#include <algorithm>

#include "commands/ip_words.h"
#include "commands/passwords.h"
#include "commands/tables.h"
#include "net/resolver.h"

namespace ferry::commands {
namespace {

using namespace cli;
using config::Config;
using config::RemoteConfig;
using config::RemoteLogin;

/// As many addresses as IOS takes for one name.
constexpr unsigned most_addresses = 8;
/// RFC 2348 allows 8 to 65464; IOS takes no less than 512.
constexpr unsigned smallest_block = 512, largest_block = 8192;

bool is_address(std::string_view text) {
  return net::is_address(std::string{text});
}

// `ip host` is in front of other commands with the same beginning, too: a name begins with a letter or digit.
bool is_host_name(std::string_view text) {
  constexpr std::size_t longest = 253;
  return text.size() <= longest && std::ranges::all_of(text, [](char character) {
           const bool is_letter =
               (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
           return is_letter || (character >= '0' && character <= '9') || character == '-' ||
                  character == '.' || character == '_';
         });
}

EditResult set_host(Edit& edit, const Match& match) {
  edit.config.remote.hosts[match.text("name")] = match.texts("address");
  return {};
}

EditResult clear_host(Edit& edit, const Match& match) {
  edit.config.remote.hosts.erase(match.text("name"));
  return {};
}

void show_hosts(const Config& config, Lines& lines) {
  for (const auto& [name, addresses] : config.remote.hosts)
    lines.add(fmt::format("ip host {} {}", name, fmt::join(addresses, " ")));
}

Path scp_words() {
  return ip_word() / word("scp", "Secure Copy");
}
Path sftp_words() {
  return ip_word() / word("sftp", "SSH File Transfer Protocol");
}
Path ftp_words() {
  return ip_word() / word("ftp", "Copies by FTP");
}
Path http_client_words() {
  return ip_word() / word("http", "Copies by HTTP") / word("client", "The router as a client");
}
Path user_name() {
  return text("user", "The user");
}

Command user_setting(Path words, RemoteLogin RemoteConfig::* login, std::vector<std::string> examples) {
  return setting(std::move(words) / word("username", "Who the router is, if a URL does not say") /
                 user_name())
      .stored_at(&Config::remote, login, &RemoteLogin::user)
      .examples(std::move(examples));
}

Command password_setting(Path words, RemoteLogin RemoteConfig::* login, std::vector<std::string> examples) {
  const Path path = std::move(words) / word("password", "The password that goes with it") / password_path();
  const std::string keywords = path.keywords().substr(0, path.keywords().rfind(" password"));
  return setting(path)
      .sets([=](Edit& edit, const Match& match) -> EditResult {
        auto password = read_password(edit, match);
        if (!password) return std::unexpected(std::move(password.error()));
        (edit.config.remote.*login).password = std::move(*password);
        return {};
      })
      .clears([=](Edit& edit, const Match&) -> EditResult {
        (edit.config.remote.*login).password.reset();
        return {};
      })
      .restores([=](Edit& edit, const Match&) -> EditResult {
        (edit.config.remote.*login).password.reset();
        return {};
      })
      .shows([=](const Config& config, Lines& lines) {
        const auto& password = (config.remote.*login).password;
        if (password) lines.add(fmt::format("{} {}", keywords, with_type_if_needed(*password)));
      })
      .examples(std::move(examples));
}

Command tftp_blocksize() {
  return setting(ip_word() / word("tftp", "Copies by TFTP") / word("blocksize", "Bytes of one packet") /
                 number(smallest_block, largest_block, "Bytes; without it 512"))
      .stored_at(&Config::remote, &RemoteConfig::tftp_blocksize)
      .shows([](const Config& config, Lines& lines) {
        const unsigned size = config.remote.tftp_blocksize;
        if (size != 0) lines.add(fmt::format("ip tftp blocksize {}", size));
      })
      .examples({"ip tftp blocksize 1468", "ip tftp blocksize 8192\nno ip tftp blocksize"});
}

}  // namespace

const CommandTable& remote_settings_table() {
  static const CommandTable table{
      keyed(ip_word() / word("host", "Names of other machines") /
            key(text("name", "The name", is_host_name)) /
            repeated(text("address", "IPv4 or IPv6 address", is_address), most_addresses))
          .sets(set_host)
          .clears(clear_host)
          .shows(show_hosts)
          .examples({"ip host server1 192.0.2.1", "ip host server1 192.0.2.1 2001:db8::1",
                     "ip host server1 192.0.2.1\nno ip host server1"}),
      user_setting(scp_words(), &RemoteConfig::scp, {"ip scp username netadmin"}),
      password_setting(scp_words(), &RemoteConfig::scp,
                       {"ip scp password lab", "ip scp password 7 0831404C"}),
      user_setting(sftp_words(), &RemoteConfig::sftp, {"ip sftp username netadmin"}),
      password_setting(sftp_words(), &RemoteConfig::sftp,
                       {"ip sftp password lab", "ip sftp password 7 0831404C"}),
      user_setting(ftp_words(), &RemoteConfig::ftp, {"ip ftp username netadmin"}),
      password_setting(ftp_words(), &RemoteConfig::ftp,
                       {"ip ftp password lab", "ip ftp password 7 0831404C"}),
      setting(ftp_words() / word("passive", "Let the server say where files go; else it connects back"))
          .stored_at(&Config::remote, &RemoteConfig::ftp_passive)
          .examples({"no ip ftp passive"}),
      user_setting(http_client_words(), &RemoteConfig::http, {"ip http client username netadmin"}),
      password_setting(http_client_words(), &RemoteConfig::http,
                       {"ip http client password lab", "ip http client password 7 0831404C"}),
      setting(http_client_words() /
              word("ca-certificate", "Trust certificates besides those of the machine, for https") /
              text("file", "File of the device in PEM form, such as flash:ca.pem"))
          .stored_at(&Config::remote, &RemoteConfig::http_ca_certificate)
          .examples({"ip http client ca-certificate flash:ca.pem"}),
      tftp_blocksize(),
  };
  return table;
}

}  // namespace ferry::commands
