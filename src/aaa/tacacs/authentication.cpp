#include "aaa/tacacs/authentication.h"

#include <stdexcept>
#include <utility>

#include "aaa/server_text.h"

namespace ferry::aaa::tacacs {

using Status = AuthenticationStatus;

MinorVersion Authentication::minor_version() const {
  return question_.style == LoginStyle::pap ? MinorVersion::one : MinorVersion::zero;
}

Authentication::Step Authentication::decide(Verdict verdict) {
  state_ = Over{};
  return verdict;
}

Authentication::Step Authentication::start() {
  if (!is_user_name(question_.subject.user)) {
    return decide({Outcome::fail, "the user name is too long or has control characters"});
  }
  const bool pap = question_.style == LoginStyle::pap;
  const AuthenticationStart start{
      .privilege = question_.privilege,
      .type = pap ? AuthenticationType::pap : AuthenticationType::ascii,
      .service = question_.service,
      .subject = question_.subject.view(),
      .data = pap ? question_.password.reveal() : Bytes{},  // section 5.4.2.1: ASCII has none
  };
  auto body = encode(start);
  if (!body) return decide({Outcome::fail, body.error().message});
  state_ = ExpectReply{};
  return Send{std::move(*body)};
}

Authentication::Step Authentication::receive(Bytes body) {
  if (!std::holds_alternative<ExpectReply>(state_)) throw std::logic_error{"no reply is expected"};
  const auto reply = decode<AuthenticationReply>(body);
  if (!reply) return decide({Outcome::error, reply.error().message + " (is the key right?)"});
  return on(*reply);
}

Authentication::Step Authentication::on(const AuthenticationReply& reply) {
  const std::string says = in_log(reply.server_message);
  switch (reply.status) {
    case Status::pass:
      return decide({Outcome::pass, "accepted"});
    case Status::fail:
      return decide({Outcome::fail, "rejected" + says});
    case Status::error:
      return decide({Outcome::error, "the server has an error" + says});
    // Section 5.4.3: who does not implement it takes it for a fail. Section 4.4.3: nobody else is contacted.
    case Status::restart:
      return decide({Outcome::fail, "the server wants another way to log in"});
    case Status::follow:
      return decide({Outcome::fail, "the server refers to another one"});
    case Status::get_user:
    case Status::get_pass:
    case Status::get_data:
      return ask(reply);
  }
  std::unreachable();
}

Authentication::Step Authentication::ask(const AuthenticationReply& reply) {
  // Section 5.4.2.2: PAP is one packet there and one back.
  if (question_.style == LoginStyle::pap) return decide({Outcome::error, "the server asks back in PAP"});
  if (reply.status == Status::get_user) return tell_user();
  std::string text = showable(reply.server_message);
  if (text.empty()) text = reply.status == Status::get_pass ? "Password: " : "Answer: ";
  state_ = ExpectAnswer{std::get<ExpectReply>(state_).told_user};
  return Ask{std::move(text), reply.status == Status::get_data && !reply.no_echo};
}

/// The START has said who it is; a server that asks all the same is told once more.
Authentication::Step Authentication::tell_user() {
  if (std::get<ExpectReply>(state_).told_user) {
    return decide({Outcome::fail, "the server does not take the user name"});
  }
  state_ = ExpectReply{.told_user = true};
  return Send{encode(AuthenticationContinue{.user_message = as_bytes(question_.subject.user)}).value()};
}

Authentication::Step Authentication::answer(const Secret& typed) {
  const auto waiting = std::get<ExpectAnswer>(state_);
  auto body = encode(AuthenticationContinue{.user_message = typed.reveal()});
  if (!body) return decide({Outcome::fail, body.error().message});
  state_ = ExpectReply{waiting.told_user};
  return Send{std::move(*body)};
}

ByteVector Authentication::abort() {
  state_ = Over{};
  return encode(AuthenticationContinue{.abort = true}).value();
}

}  // namespace ferry::aaa::tacacs
