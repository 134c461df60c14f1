#include "commands/file_words.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/match.h"

namespace ferry::commands {
namespace {

using cli::Path;
using cli::Token;
using cli::TokenKind;

constexpr std::string_view root_name = "/";

bool begins(std::string_view word, std::string_view prefix) {
  return word.size() >= prefix.size() && equal_ignoring_case(word.substr(0, prefix.size()), prefix);
}

struct FileSystemWord {
  std::string_view prefix;
  std::string_view help;
  bool (*allowed)(std::string_view);
};

// What every device has; paths on others are taken too.
constexpr std::array file_system_words{
    FileSystemWord{
        "bootflash:", "Another name of flash:", [](auto word) { return begins(word, "bootflash:"); }},
    FileSystemWord{"flash:", "Files that stay", [](auto word) { return begins(word, "flash:"); }},
    FileSystemWord{"null:", "Takes everything, keeps nothing",
                   [](auto word) { return begins(word, "null:"); }},
    FileSystemWord{"nvram:", "Configuration that stays", [](auto word) { return begins(word, "nvram:"); }},
    FileSystemWord{"system:", "Configuration in effect", [](auto word) { return begins(word, "system:"); }},
    FileSystemWord{"tmpsys:", "Files in memory", [](auto word) { return begins(word, "tmpsys:"); }},
};

// The same for places on other machines.
constexpr std::array scheme_words{
    FileSystemWord{"ftp:", "A file of an FTP server", [](auto word) { return begins(word, "ftp:"); }},
    FileSystemWord{"http:", "A file of a web server", [](auto word) { return begins(word, "http:"); }},
    FileSystemWord{"https:", "A file of a web server, by TLS",
                   [](auto word) { return begins(word, "https:"); }},
    FileSystemWord{"scp:", "A file of another machine, by Secure Copy",
                   [](auto word) { return begins(word, "scp:"); }},
    FileSystemWord{"sftp:", "A file of another machine, by SFTP",
                   [](auto word) { return begins(word, "sftp:"); }},
    FileSystemWord{"tftp:", "A file of a TFTP server", [](auto word) { return begins(word, "tftp:"); }},
};

// One choice for each prefix that `?` should show, and one for every other name.
Path any_file(TokenKind kind, const std::string& name, std::string help,
              std::span<const FileSystemWord> more = {}) {
  cli::OneOf choices;
  std::vector<FileSystemWord> prefixes{file_system_words.begin(), file_system_words.end()};
  prefixes.insert(prefixes.end(), more.begin(), more.end());
  std::ranges::sort(prefixes, {}, &FileSystemWord::prefix);
  for (const FileSystemWord& one : prefixes) {
    choices.paths.emplace_back(cli::Element{Token{.kind = kind,
                                                  .text = name,
                                                  .help = std::string{one.help},
                                                  .label = std::string{one.prefix},
                                                  .allowed = one.allowed}});
  }
  choices.paths.push_back(kind == TokenKind::rest ? cli::rest(name, std::move(help))
                                                  : cli::text(name, std::move(help)));
  return Path{cli::Element{std::move(choices)}};
}

}  // namespace

Path file_name(const std::string& name, std::string help) {
  return any_file(TokenKind::word, name, std::move(help));
}

Path place_name(const std::string& name, std::string help) {
  return any_file(TokenKind::word, name, std::move(help), scheme_words);
}

Path file_name_to_end(std::string help) {
  return any_file(TokenKind::rest, "path", std::move(help));
}

Path directory_to_end(std::string help) {
  return cli::one_of(cli::word(std::string{root_name}, "The root of the file system"),
                     file_name_to_end(std::move(help)));
}

std::string typed_name(const cli::Match& match) {
  if (match.has(root_name)) return std::string{root_name};
  return std::string{trim(match.text("path"))};
}

}  // namespace ferry::commands
