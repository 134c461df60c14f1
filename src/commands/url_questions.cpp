#include "commands/url_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "commands/file_dialog.h"
#include "crypto/password_hash.h"
#include "net/resolver.h"

namespace ferry::commands {
namespace {

using transfer::Scheme;
using transfer::Url;
using Side = UrlQuestions::Side;

constexpr std::string_view unknown_host = "Invalid IP address or hostname";

net::Task<bool> cannot_parse(Session& session, std::string why) {
  co_await session.write(fmt::format("%Error parsing filename ({})\n", printable(why)));
  co_return false;
}

std::string_view side_name(Side side) {
  return side == Side::source ? "Source" : "Destination";
}

bool logs_in(Scheme scheme) {
  return scheme == Scheme::scp || scheme == Scheme::sftp;
}

/// One place, being asked for.
class UrlDialog {
 public:
  UrlDialog(Session& session, UrlQuestions questions) : session_(session), questions_(std::move(questions)) {}

  net::Task<std::optional<Url>> run();

 private:
  /// What a line of a dialog is about.
  struct Line {
    std::string subject;   // "Address or name of remote host"
    std::string proposed;  // empty: has to be typed
    Asked asked{};
  };
  net::Task<std::optional<std::string>> ask(Line line);
  net::Task<bool> settle_host();
  net::Task<bool> read_host(std::string answer);
  net::Task<bool> settle_user();
  net::Task<bool> settle_file();
  [[nodiscard]] std::string proposed_user() const;
  [[nodiscard]] std::optional<Secret> configured_password() const;

  [[nodiscard]] Url& url() { return questions_.url; }

  Session& session_;
  UrlQuestions questions_;
};

net::Task<std::optional<Url>> UrlDialog::run() {
  const bool has_host = co_await settle_host();
  if (!has_host) co_return std::nullopt;
  const bool has_user = co_await settle_user();
  if (!has_user) co_return std::nullopt;
  const bool has_file = co_await settle_file();
  if (!has_file) co_return std::nullopt;
  co_return std::move(questions_.url);
}

net::Task<std::optional<std::string>> UrlDialog::ask(Line line) {
  if (session_.dialog() == nullptr && line.proposed.empty()) {
    co_await session_.write(
        fmt::format("%Error: nobody can be asked for the {} here; type {}://USER:PASSWORD@HOST/FILE\n",
                    lower_first(line.subject), name(url().scheme)));
    co_return std::nullopt;
  }
  const bool is_asked = session_.dialog() != nullptr && (line.proposed.empty() || asks(session_, line.asked));
  if (!is_asked) co_return line.proposed;
  const auto answer = co_await session_.dialog()->ask(
      fmt::format("{} [{}]? ", line.subject, printable(line.proposed)), Echo::on);
  if (!answer) co_return std::nullopt;
  const std::string_view typed = trim(*answer);
  co_return typed.empty() ? line.proposed : std::string{typed};
}

net::Task<bool> UrlDialog::settle_host() {
  if (!url().host.empty() && !asks(session_, Asked::if_noisy)) co_return true;
  auto answer = co_await ask({"Address or name of remote host", url().host, Asked::if_noisy});
  if (!answer) co_return false;
  if (*answer == url().host && !answer->empty()) co_return true;
  co_return co_await read_host(std::move(*answer));
}

net::Task<bool> UrlDialog::read_host(std::string answer) {
  if (net::is_address(answer)) {
    url().host = std::move(answer);
    co_return true;
  }
  auto parsed = transfer::parse_url(fmt::format("{}://{}/", name(url().scheme), answer));
  if (!parsed || parsed->host.empty() || !parsed->path.empty())
    co_return co_await cannot_parse(session_, std::string{unknown_host});
  url().host = std::move(parsed->host);
  url().port = parsed->port;
  if (parsed->user.empty()) co_return true;
  url().user = std::move(parsed->user);
  url().password = std::move(parsed->password);
  co_return true;
}

net::Task<bool> UrlDialog::settle_user() {
  if (!logs_in(url().scheme)) co_return true;
  const Asked asked = url().user.empty() ? Asked::unless_quiet : Asked::if_noisy;
  const std::string was = url().user;
  auto answer = co_await ask(
      {fmt::format("{} username", side_name(questions_.side)), was.empty() ? proposed_user() : was, asked});
  if (!answer) co_return false;
  if (!transfer::fits_in_url(*answer)) co_return co_await cannot_parse(session_, "Invalid user name");
  url().user = std::move(*answer);
  if (url().user != was) url().password.reset();
  if (!url().password) url().password = configured_password();
  co_return true;
}

// Who else would it be? IOS takes the name of the device where nobody has logged in.
std::string UrlDialog::proposed_user() const {
  const auto config = session_.services().running.snapshot();
  const config::RemoteLogin& login = login_at(config->remote, questions_.url.scheme);
  if (!login.user.empty()) return login.user;
  return session_.identity().user.empty() ? config->hostname : session_.identity().user;
}

std::optional<Secret> UrlDialog::configured_password() const {
  const auto config = session_.services().running.snapshot();
  const config::RemoteLogin& login = login_at(config->remote, questions_.url.scheme);
  if (!login.password || login.user != questions_.url.user) return std::nullopt;
  if (login.password->type == config::PasswordType::clear) return Secret{login.password->text};
  auto decoded = crypto::decode_type7(login.password->text);
  return decoded ? std::optional{std::move(*decoded)} : std::nullopt;
}

// The name of what is fetched is asked for only if it is missing; where something goes, always.
net::Task<bool> UrlDialog::settle_file() {
  const bool is_source = questions_.side == Side::source;
  const bool is_whole = !url().file_name().empty();
  std::string proposed = is_whole ? url().path : std::string{};
  if (!is_whole && !questions_.proposed_name.empty()) proposed = url().path + questions_.proposed_name;
  const Asked asked = is_source && is_whole ? Asked::if_noisy : Asked::unless_quiet;
  auto answer = co_await ask({fmt::format("{} filename", side_name(questions_.side)), proposed, asked});
  if (!answer) co_return false;
  if (answer->empty()) co_return co_await cannot_parse(session_, "Bad file number");
  if (!transfer::fits_in_url(*answer)) co_return co_await cannot_parse(session_, "Name not allowed");
  url().path = std::move(*answer);
  co_return true;
}

}  // namespace

net::Task<std::optional<Url>> settle_url(Session& session, UrlQuestions questions) {
  UrlDialog dialog{session, std::move(questions)};
  co_return co_await dialog.run();
}

const config::RemoteLogin& login_at(const config::RemoteConfig& remote, Scheme scheme) {
  switch (scheme) {
    case Scheme::scp:
      return remote.scp;
    case Scheme::sftp:
      return remote.sftp.user.empty() ? remote.scp : remote.sftp;
    case Scheme::ftp:
      return remote.ftp;
    case Scheme::http:
    case Scheme::https:
    case Scheme::tftp:
      break;
  }
  return remote.http;
}

std::string configuration_name(const Session& session) {
  std::string name = session.services().running.snapshot()->hostname + "-confg";
  std::ranges::transform(name, name.begin(), [](char character) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
  });
  return name;
}

}  // namespace ferry::commands
