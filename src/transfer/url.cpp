#include "transfer/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace ferry::transfer {
namespace {

struct SchemeRow {
  Scheme scheme;
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array schemes{
    SchemeRow{Scheme::scp, "scp", 22},   SchemeRow{Scheme::sftp, "sftp", 22},
    SchemeRow{Scheme::http, "http", 80}, SchemeRow{Scheme::https, "https", 443},
    SchemeRow{Scheme::ftp, "ftp", 21},   SchemeRow{Scheme::tftp, "tftp", 69},
};

/// RFC 1035 section 2.3.4.
constexpr std::size_t longest_host = 253;

const SchemeRow& row_of(Scheme scheme) {
  return *std::ranges::find(schemes, scheme, &SchemeRow::scheme);
}

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

bool in_host(char character) {
  const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  const bool is_digit = character >= '0' && character <= '9';
  return is_letter || is_digit || character == '.' || character == '-' || character == '_';
}

// An IPv6 address, perhaps with its zone: fe80::1%eth0.
bool in_bracketed_host(char character) {
  return in_host(character) || character == ':' || character == '%';
}

std::unexpected<Error> bad(std::string why) {
  return failure(ErrorCode::invalid, std::move(why));
}

// A % that no two hexadecimal digits follow stands for itself.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size()) {
      if (const auto byte = from_hex(text.substr(at + 1, 2))) {
        decoded += static_cast<char>(byte->front());
        at += 2;
        continue;
      }
    }
    decoded += text[at];
  }
  return decoded;
}

Result<void> read_port(std::string_view text, Url& url) {
  const auto number = to_number(text);
  if (!number || *number == 0 || *number > 65535)
    return bad("the port is no number from 1 to 65535; in a password, / is written as %2F");
  url.port = static_cast<std::uint16_t>(*number);
  return {};
}

Result<void> read_bracketed(std::string_view text, Url& url) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return bad("no ] behind the IPv6 address");
  url.host = text.substr(1, end - 1);
  if (url.host.find(':') == std::string::npos || !std::ranges::all_of(url.host, in_bracketed_host))
    return bad("no IPv6 address between [ and ]");
  const std::string_view rest = text.substr(end + 1);
  if (rest.empty()) return {};
  if (!rest.starts_with(':')) return bad("only a port may follow the address");
  return read_port(rest.substr(1), url);
}

Result<void> read_host(std::string_view text, Url& url) {
  if (text.starts_with('[')) return read_bracketed(text, url);
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos)
    return bad("an IPv6 address stands in [ and ]");
  url.host = text.substr(0, colon);
  if (url.host.size() > longest_host) return bad("the name of the host is too long");
  if (!std::ranges::all_of(url.host, in_host)) return bad("the host has a character that no name has");
  if (colon == std::string_view::npos) return {};
  if (url.host.empty()) return bad("no host before the port");
  return read_port(text.substr(colon + 1), url);
}

// Passwords may hold an @ themselves: the last one ends them.
Result<void> read_authority(std::string_view text, Url& url) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return read_host(text, url);
  const std::string_view who = text.substr(0, at);
  const std::size_t colon = who.find(':');
  url.user = decode(who.substr(0, colon));
  if (std::ranges::any_of(url.user, is_control)) return bad("the user has a control character");
  if (colon != std::string_view::npos) url.password = Secret{decode(who.substr(colon + 1))};
  if (url.user.empty()) return bad("no user before the @");
  return read_host(text.substr(at + 1), url);
}

bool has_web_path(Scheme scheme) {
  return scheme == Scheme::http || scheme == Scheme::https;
}

}  // namespace

std::string_view name(Scheme scheme) {
  return row_of(scheme).name;
}

std::uint16_t default_port(Scheme scheme) {
  return row_of(scheme).port;
}

Url Url::clone() const {
  return {.scheme = scheme,
          .user = user,
          .password = password ? std::optional{password->clone()} : std::nullopt,
          .host = host,
          .port = port,
          .path = path};
}

std::string Url::file_name() const {
  const std::string_view whole =
      std::string_view{path}.substr(0, has_web_path(scheme) ? path.find('?') : path.size());
  const std::size_t slash = whole.rfind('/');
  return std::string{slash == std::string_view::npos ? whole : whole.substr(slash + 1)};
}

std::optional<Scheme> scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (const SchemeRow& row : schemes) {
    if (equal_ignoring_case(text.substr(0, colon), row.name)) return row.scheme;
  }
  return std::nullopt;
}

Result<Url> parse_url(std::string_view text) {
  const auto scheme = scheme_of(text);
  if (!scheme) return bad("a URL begins with scp:, sftp:, http:, https:, ftp: or tftp:");
  if (text.size() > longest_url) return bad("the URL is too long");
  Url url{.scheme = *scheme};
  std::string_view rest = text.substr(name(*scheme).size() + 1);
  if (std::ranges::any_of(rest, is_control)) return bad("the URL has a control character");
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t slash = rest.find('/');
    auto read = read_authority(rest.substr(0, slash), url);
    if (!read) return std::unexpected(std::move(read.error()));
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  url.path = has_web_path(*scheme) ? std::string{rest} : decode(rest);
  if (std::ranges::any_of(url.path, is_control)) return bad("the path has a control character");
  return url;
}

bool fits_in_url(std::string_view text) {
  return text.size() <= longest_url && std::ranges::none_of(text, is_control);
}

std::string masked(const Url& url) {
  std::string text = fmt::format("{}:", name(url.scheme));
  const bool has_authority = !url.host.empty() || !url.user.empty();
  if (has_authority) text += "//";
  if (!url.user.empty()) text += "*:*@";
  text += url.host.find(':') == std::string::npos ? url.host : fmt::format("[{}]", url.host);
  if (url.port) text += fmt::format(":{}", *url.port);
  if (has_authority) text += '/';
  return text + printable(url.path);
}

std::string masked(std::string_view text) {
  const auto scheme = scheme_of(text);
  if (!scheme) return std::string{text};
  if (const auto url = parse_url(text)) return masked(*url);
  // Nobody can say which part of it was meant as a password: all up to the last @ may be one.
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return printable(text);
  return fmt::format("{}://*:*{}", name(*scheme), printable(text.substr(at)));
}

}  // namespace ferry::transfer
