#include "workstation/place.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ferry::workstation {
namespace {

std::unexpected<Error> wrong(std::string_view word, std::string_view why) {
  return failure(ErrorCode::invalid, fmt::format("{}: {}", transfer::masked(printable(word)), why));
}

Result<Place> parse_url_place(std::string_view word) {
  auto url = transfer::parse_url(word);
  if (!url) return wrong(word, url.error().message);
  if (url->host.empty()) return wrong(word, "the host is missing");
  const bool is_scp = url->scheme == transfer::Scheme::scp;
  if (!is_scp && url->scheme != transfer::Scheme::sftp) {
    if (url->path.empty()) return wrong(word, "the path is missing");
    return WebPlace{*std::move(url)};
  }
  return SshPlace{.protocol = is_scp ? Protocol::scp : Protocol::sftp,
                  .host = url->host,
                  .user = url->user,
                  .password = std::move(url->password),
                  .port = url->port,
                  .path = url->path};
}

/// Where the colon behind the host stands; npos if the word is a path.
std::size_t host_end(std::string_view word) {
  const std::size_t at = word.find('@');
  const std::size_t begin = at == std::string_view::npos ? 0 : at + 1;
  if (word.substr(begin).starts_with('[') && word.find('/') > begin) {
    const std::size_t bracket = word.find("]:", begin);
    return bracket == std::string_view::npos ? bracket : bracket + 1;
  }
  const std::size_t colon = word.find(':');
  if (colon == 0 || word.find('/') < colon) return std::string_view::npos;
  return colon;
}

}  // namespace

Result<Place> parse_place(std::string_view word) {
  if (word.empty()) return failure(ErrorCode::invalid, "an empty name names no file");
  const std::size_t scheme_end = word.find("://");
  if (scheme_end != std::string_view::npos && word.find('/') > scheme_end) {
    if (transfer::scheme_of(word)) return parse_url_place(word);
    return wrong(word, "unknown kind of URL (known are scp, sftp, http, https, ftp and tftp)");
  }
  const std::size_t colon = host_end(word);
  if (colon == std::string_view::npos) return LocalPlace{std::string{word}};
  std::string_view host = word.substr(0, colon);
  SshPlace place{.host = {}, .user = {}, .path = std::string{word.substr(colon + 1)}};
  const std::size_t at = host.rfind('@');
  if (at != std::string_view::npos) {
    place.user = host.substr(0, at);
    host.remove_prefix(at + 1);
    if (place.user.empty()) return wrong(word, "the user in front of the @ is missing");
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  // A name with a dash in front would be an option of every other program.
  if (host.empty() || host.starts_with('-')) return wrong(word, "the host is missing");
  place.host = host;
  return place;
}

namespace {

std::string last_component(std::string_view path, std::string_view separators) {
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto separator = path.find_last_of(separators);
  const auto name = separator == std::string_view::npos ? path : path.substr(separator + 1);
  return name == "." || name == ".." || name == "~" ? std::string{} : std::string{name};
}

}  // namespace

std::string name_of(const Place& place) {
  if (const auto* local = std::get_if<LocalPlace>(&place)) return last_component(local->path, "/");
  // The file system of a router ends with a colon: flash:image.bin.
  if (const auto* ssh = std::get_if<SshPlace>(&place)) return last_component(ssh->path, "/:");
  return std::get<WebPlace>(place).url.file_name();
}

std::string below(std::string_view directory, std::string_view name) {
  const bool needs_slash = !directory.empty() && !directory.ends_with('/') && !directory.ends_with(':');
  return fmt::format("{}{}{}", directory, needs_slash ? "/" : "", name);
}

std::string shown(const Place& place) {
  if (const auto* local = std::get_if<LocalPlace>(&place)) return printable(local->path);
  if (const auto* ssh = std::get_if<SshPlace>(&place))
    return printable(fmt::format("{}:{}", ssh->host, ssh->path));
  return transfer::masked(std::get<WebPlace>(place).url);
}

}  // namespace ferry::workstation
