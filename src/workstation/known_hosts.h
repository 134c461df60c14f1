#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"

namespace ferry::workstation {

/// A line of a file, for messages: "~/.ssh/known_hosts:7".
struct FilePlace {
  std::string file;
  std::size_t line = 0;
  [[nodiscard]] std::string text() const;
  bool operator==(const FilePlace&) const = default;
};

/// The key is the one that stands there for the host.
struct KeyKnown {
  FilePlace place;
  bool operator==(const KeyKnown&) const = default;
};
/// Nothing is known of the host; or, with `has_other_types`, keys of other types only.
struct KeyUnknown {
  bool has_other_types = false;
  bool operator==(const KeyUnknown&) const = default;
};
/// Another key of the same type stands there.
struct KeyChanged {
  FilePlace place;
  bool operator==(const KeyChanged&) const = default;
};
/// A line says that nobody may trust this key.
struct KeyRevoked {
  FilePlace place;
  bool operator==(const KeyRevoked&) const = default;
};
/// How known_hosts calls a host: "router1", or "[router1]:2222" if the port is not SSH's own. Lower case.
[[nodiscard]] std::string host_key_name(std::string_view host, unsigned port);

/// How the lines about a host stand to the keys that its server has told of.
struct HostKeyNews {
  std::vector<ByteVector> fresh = {};    // that no line has
  std::vector<FilePlace> outdated = {};  // lines with other keys
  bool is_hashed = false;                // some line hides the host's name
};

using KeyStanding = std::variant<KeyKnown, KeyUnknown, KeyChanged, KeyRevoked>;

/// The host keys in OpenSSH's known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): plain names with
/// wildcards and negation, hashed names, `[host]:port`, `@revoked`, `@cert-authority`. A line that makes no
/// sense is passed over.
class KnownHosts {
 public:
  /// Adds the lines of a file; `file` is its name in messages.
  void add_file(const std::string& file, std::string_view text);

  /// What the files say about the plain key `blob` of the host of that name (see `host_key_name`).
  [[nodiscard]] KeyStanding judge(std::string_view host, Bytes blob) const;
  /// The line that says that nobody may trust the key, of the host or of an authority.
  [[nodiscard]] std::optional<FilePlace> revoked(std::string_view host, Bytes blob) const;
  /// Whether the key `authority` may certify hosts of that name; any key, if none is named.
  [[nodiscard]] bool has_authority(std::string_view host, std::optional<Bytes> authority = {}) const;
  /// Nothing if these lines are not to be touched by a program: there is none with `shown`, the key that the
  /// host has proved to own; one has a mark, or says something about other hosts, too; or one of the keys in
  /// question is that of another host as well.
  [[nodiscard]] std::optional<HostKeyNews> news(std::string_view host, Bytes shown,
                                                std::span<const ByteVector> offered) const;
  /// The types of the keys known for a host, such as "ssh-ed25519": a client asks for these first.
  [[nodiscard]] std::vector<std::string> key_types(std::string_view host) const;

 private:
  enum class Mark { none, revoked, authority };
  struct Entry {
    Mark mark = Mark::none;
    std::string hosts;  // as they stand in the file
    std::string type;
    ByteVector blob;
    FilePlace place;
  };
  void add_line(std::string_view line, FilePlace place);
  [[nodiscard]] bool is_elsewhere(std::string_view host, Bytes blob) const;
  [[nodiscard]] static bool speaks_of(const Entry& entry, std::string_view host);

  std::vector<Entry> entries_;
};

/// The line that remembers a key, with its LF.
[[nodiscard]] std::string known_hosts_line(std::string_view host, Bytes blob);
/// The same with the host's name hashed with `salt` (HMAC-SHA1, 20 bytes).
[[nodiscard]] std::string hashed_known_hosts_line(std::string_view host, Bytes salt, Bytes blob);

/// One of the two, with a new salt.
[[nodiscard]] std::string line_for(std::string_view host, Bytes blob, bool is_hashed, Random& random);
/// Most that is read of one file.
inline constexpr std::size_t longest_known_hosts = std::size_t{16} << 20;

/// The text of a file without the lines of these numbers, which count from 1, and with `added` at its end.
[[nodiscard]] std::string rewritten_known_hosts(std::string_view text, const std::set<std::size_t>& without,
                                                std::string_view added);

}  // namespace ferry::workstation
