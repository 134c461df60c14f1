#pragma once

#include <string>
#include <variant>

namespace ferry::cli {

/// Which commands there are to type.
enum class Mode { exec, global_config, line_config, pubkey_chain, pubkey_user, access_list };
inline constexpr std::size_t mode_count = 6;

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

/// (conf-ssh-pubkey-data)#: every line is part of a key until "exit".
struct InKeyData {
  std::string user;
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

/// Where in the configuration a typist stands, and what that place knows.
using Position =
    std::variant<Outside, InGlobal, InLine, InPubkeyChain, InPubkeyUser, InKeyData, InBanner, InAccessList>;

}  // namespace ferry::cli
