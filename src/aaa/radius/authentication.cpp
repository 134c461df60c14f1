#include "aaa/radius/authentication.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "aaa/server_text.h"
#include "base/text.h"
#include "wire/reader.h"

namespace ferry::aaa::radius {
namespace {

constexpr unsigned highest_privilege = 15;
constexpr unsigned login_privilege = 1;

/// RFC 2865 section 5.6: what this device can be to somebody.
enum class ServiceType : std::uint32_t {
  login = 1,
  administrative = 6,
  nas_prompt = 7,
  authenticate_only = 8
};

/// RFC 2865 section 5.26 and Cisco's part of it: vendor 9, and text in type 1.
constexpr std::uint32_t cisco = 9;
constexpr std::uint8_t cisco_avpair = 1;

std::optional<std::uint32_t> read_number(const Attribute* attribute) {
  if (attribute == nullptr) return std::nullopt;
  wire::Reader in{attribute->value};
  std::uint32_t number = 0;
  in.read(number);
  if (in.finish() != wire::WireError::none) return std::nullopt;
  return number;
}

/// The texts of a Vendor-Specific attribute, if it is Cisco's; other vendors' mean nothing here.
std::vector<std::string_view> avpairs(Bytes value) {
  std::vector<std::string_view> found;
  wire::Reader in{value};
  std::uint32_t vendor = 0;
  in.read(vendor);
  while (vendor == cisco && in.left() > 0 && in.error() == wire::WireError::none) {
    std::uint8_t type = 0, size = 0;
    in.read(type);
    in.read(size);
    if (size < 2) break;
    const std::string_view text = as_text(in.take(size - std::size_t{2}));
    if (type == cisco_avpair && in.error() == wire::WireError::none) found.push_back(text);
  }
  return found;
}

/// `shell:priv-lvl=15`, or `*` in place of `=`. A level that cannot be is the lowest.
std::optional<unsigned> read_priv_lvl(std::string_view avpair) {
  constexpr std::string_view name = "shell:priv-lvl";
  if (!avpair.starts_with(name)) return std::nullopt;
  const std::string_view rest = avpair.substr(name.size());
  if (!rest.starts_with('=') && !rest.starts_with('*')) return std::nullopt;
  const auto level = to_number(trim(rest.substr(1)));
  return level && *level <= highest_privilege ? static_cast<unsigned>(*level) : login_privilege;
}

std::optional<unsigned> priv_lvl_of(const Packet& accept) {
  for (const Attribute& attribute : accept.attributes) {
    if (attribute.type != AttributeType::vendor_specific) continue;
    for (const std::string_view avpair : avpairs(attribute.value)) {
      if (const auto level = read_priv_lvl(avpair)) return level;
    }
  }
  return std::nullopt;
}

/// The names that servers know for the passwords of `enable`.
std::string enable_user(unsigned level) {
  return fmt::format("$enab{}$", level);
}

bool is_enable_user(std::string_view user) {
  return user.starts_with("$enab") && user.ends_with('$');
}

/// RFC 2869 section 5.10: not shown, unless the server says so.
bool wants_echo(const Packet& challenge) {
  return read_number(challenge.find(AttributeType::prompt)) == 1U;
}

}  // namespace

Result<unsigned> level_of(const Packet& accept) {
  unsigned by_service = login_privilege;
  if (const Attribute* const attribute = accept.find(AttributeType::service_type)) {
    const auto number = read_number(attribute);
    switch (ServiceType{number.value_or(0)}) {
      case ServiceType::administrative:
        by_service = highest_privilege;
        break;
      case ServiceType::login:
      case ServiceType::nas_prompt:
      case ServiceType::authenticate_only:
        break;
      default:
        return failure(ErrorCode::unsupported, fmt::format("Service-Type {}", number.value_or(0)));
    }
  }
  return priv_lvl_of(accept).value_or(by_service);
}

std::string Authentication::user() const {
  return question_.service == Service::enable ? enable_user(question_.level) : question_.origin.user;
}

Authentication::Step Authentication::decide(Outcome outcome, std::string reason) {
  state_ = Over{};
  return ServerAnswer{.outcome = outcome, .reason = std::move(reason), .reached = true};
}

Authentication::Step Authentication::start() {
  if (!is_user_name(user()))
    return decide(Outcome::fail, "the user name is empty, too long or has control characters");
  // Or who knows a password of `enable` could log in with it.
  if (question_.service == Service::login && is_enable_user(question_.origin.user))
    return decide(Outcome::fail, "this user name is for enable only");
  state_ = ExpectAnswer{};
  return ServerPrompt{"Password: ", false};
}

Authentication::Step Authentication::answer(Secret typed) {
  auto& waiting = std::get<ExpectAnswer>(state_);
  if (typed.reveal().size() > longest_password)
    return decide(Outcome::fail, "the password is too long for RADIUS");
  AccessRequest request{.user = user(),
                        .password = std::move(typed),
                        .state = std::move(waiting.state),
                        .origin = question_.origin};
  state_ = ExpectReply{};
  return Send{std::move(request)};
}

Authentication::Step Authentication::receive(const Packet& reply) {
  if (!std::holds_alternative<ExpectReply>(state_)) throw std::logic_error{"no reply is expected"};
  switch (reply.code) {
    case Code::access_accept:
      return accepted(reply);
    case Code::access_reject:
      return decide(Outcome::fail, "rejected" + in_log(reply.text(AttributeType::reply_message)));
    case Code::access_challenge:
      return challenged(reply);
    case Code::access_request:
    case Code::accounting_request:
    case Code::accounting_response:
      break;
  }
  return decide(Outcome::error, "the server does not reply with a reply");
}

Authentication::Step Authentication::accepted(const Packet& reply) {
  const auto level = level_of(reply);
  // RFC 2865 section 5.6: a service that is not there is a reject.
  if (!level) return decide(Outcome::fail, level.error().message + " is not available");
  Step step = decide(Outcome::pass, "accepted");
  std::get<ServerAnswer>(step).login_level = *level;
  return step;
}

Authentication::Step Authentication::challenged(const Packet& reply) {
  if (++challenges_ > most_challenges) return decide(Outcome::error, "the server asks without end");
  const Attribute* const state = reply.find(AttributeType::state);
  state_ =
      ExpectAnswer{state == nullptr ? ByteVector{} : ByteVector{state->value.begin(), state->value.end()}};
  std::string text = showable(reply.text(AttributeType::reply_message));
  if (text.empty()) text = "Answer: ";
  return ServerPrompt{std::move(text), wants_echo(reply)};
}

ServerAnswer authorize(const AuthorizationRequest& request) {
  if (!request.command.empty())
    return {.outcome = Outcome::error, .reason = "RADIUS authorizes no commands", .reached = true};
  const auto level = request.origin.login_level;
  if (!level) return {.outcome = Outcome::error, .reason = "the login was not by RADIUS", .reached = true};
  return {.outcome = Outcome::pass,
          .reason = fmt::format("privilege level {} came with the login", *level),
          .reached = true,
          .privilege = *level};
}

}  // namespace ferry::aaa::radius
