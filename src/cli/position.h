#pragma once

#include <string>
#include <variant>
#include <vector>

namespace ferry::cli {

/// Which commands there are to type.
enum class Mode {
  exec,
  global_config,
  line_config,
  pubkey_chain,
  pubkey_user,
  pubkey_server,
  pubkey_authority,
  access_list,
  tacacs_server,
  tacacs_group,
  radius_server,
  radius_group,
  unmodelled,
  archive,
  archive_log
};
inline constexpr std::size_t mode_count = 15;

/// The configuration has been left.
struct Outside {};

/// (config)#
struct InGlobal {};

/// (config-line)#
struct InLine {
  enum class Kind { console, vty };
  Kind kind = Kind::vty;
  unsigned first = 0;
  unsigned last = 0;
};

/// (conf-ssh-pubkey)#
struct InPubkeyChain {};

/// (conf-ssh-pubkey-user)#
struct InPubkeyUser {
  std::string user;
};

/// (conf-ssh-pubkey-server)#
struct InPubkeyServer {
  std::string name;
};

/// (conf-ssh-pubkey-authority)#: an authority of users, or of servers.
struct InPubkeyAuthority {
  enum class Of { users, servers };
  Of of = Of::users;
  std::string name;  // that of servers is a pattern of theirs
};

/// (conf-ssh-pubkey-data)#: every line is part of a key until "exit".
struct InKeyData {
  std::variant<InPubkeyUser, InPubkeyServer, InPubkeyAuthority> owner;
  std::string text;
};

/// Behind `banner`: every line is text until one has the delimiter.
struct InBanner {
  enum class Kind { motd, login, exec, incoming };
  Kind kind = Kind::motd;
  std::string delimiter;
  std::string text;
};

/// (config-std-nacl)#
struct InAccessList {
  std::string name;
};

/// Below a line that no command knows: (config-if)#. Such a line is a level, whether it is the head of a
/// section will show: it is when the next line is indented more.
struct InUnmodelled {
  struct Level {
    std::string key;         // in the lines of the level above
    std::size_t indent = 0;  // with which it was typed
    bool is_section = false;
  };
  /// How the lines of the section have been typed so far.
  enum class Style { unknown, flat, indented };
  std::vector<Level> levels;  // never empty
  Style style = Style::unknown;
  bool is_separated = false;  // a "!" was the last line
};

/// Below the first line of a text that ends at a line of its own, such as a certificate.
struct InTextBlock {
  InUnmodelled above;  // where it stands; without levels: on the top level
  std::string head;    // its first line
  std::vector<std::string> text;
  std::size_t size = 0;  // of the text, in bytes
};

/// (config-server-tacacs)#
struct InTacacsServer {
  std::string name;
};

/// (config-sg-tacacs+)#
struct InTacacsGroup {
  std::string name;
};

/// (config-radius-server)#
struct InRadiusServer {
  std::string name;
};

/// (config-sg-radius)#
struct InRadiusGroup {
  std::string name;
};

/// (config-archive)#
struct InArchive {};

/// (config-archive-log-cfg)#
struct InArchiveLog {};

/// Where in the configuration a typist stands, and what that place knows.
using Position =
    std::variant<Outside, InGlobal, InLine, InPubkeyChain, InPubkeyUser, InPubkeyServer, InPubkeyAuthority,
                 InKeyData, InBanner, InAccessList, InTacacsServer, InTacacsGroup, InRadiusServer,
                 InRadiusGroup, InUnmodelled, InTextBlock, InArchive, InArchiveLog>;

}  // namespace ferry::cli
