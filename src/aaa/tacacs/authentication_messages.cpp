#include "aaa/tacacs/fields.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {
namespace {

constexpr std::uint8_t no_echo_flag = 0x01;
constexpr std::uint8_t abort_flag = 0x01;

}  // namespace

Result<ByteVector> encode(const AuthenticationStart& start) {
  BodyWriter out;
  out.number(start.action);
  out.number(start.privilege);
  out.number(start.type);
  out.number(start.service);
  out.lengths(start.subject);
  out.short_length("password", start.data.size());
  out.raw(start.subject);
  out.raw(start.data);
  return out.finish();
}

template <>
Result<AuthenticationStart> decode(Bytes body) {
  using enum AuthenticationType;
  using Service = AuthenticationService;
  BodyReader in{body};
  AuthenticationStart start;
  in.one_of(start.action, {Action::login});
  in.number(start.privilege);
  in.one_of(start.type, {ascii, pap});
  in.one_of(start.service, {Service::none, Service::login, Service::enable});
  const auto lengths = in.subject_lengths();
  const std::size_t data = in.short_length();
  start.subject = in.subject(lengths);
  start.data = in.bytes(data);
  return in.finish(start, "authentication START");
}

Result<ByteVector> encode(const AuthenticationReply& reply) {
  BodyWriter out;
  out.number(reply.status);
  out.number(reply.no_echo ? no_echo_flag : std::uint8_t{0});
  out.long_length("server message", reply.server_message.size());
  out.long_length("data", reply.data.size());
  out.raw(reply.server_message);
  out.raw(reply.data);
  return out.finish();
}

template <>
Result<AuthenticationReply> decode(Bytes body) {
  using enum AuthenticationStatus;
  BodyReader in{body};
  AuthenticationReply reply;
  std::uint8_t flags = 0;
  in.one_of(reply.status, {pass, fail, get_data, get_user, get_pass, restart, error, follow});
  in.number(flags);
  reply.no_echo = (flags & no_echo_flag) != 0;
  const std::size_t message = in.long_length(), data = in.long_length();
  reply.server_message = in.text(message);
  reply.data = in.bytes(data);
  return in.finish(reply, "authentication REPLY");
}

Result<ByteVector> encode(const AuthenticationContinue& answer) {
  BodyWriter out;
  out.long_length("answer", answer.user_message.size());
  out.long_length("data", answer.data.size());
  out.number(answer.abort ? abort_flag : std::uint8_t{0});
  out.raw(answer.user_message);
  out.raw(answer.data);
  return out.finish();
}

template <>
Result<AuthenticationContinue> decode(Bytes body) {
  BodyReader in{body};
  AuthenticationContinue answer;
  std::uint8_t flags = 0;
  const std::size_t message = in.long_length(), data = in.long_length();
  in.number(flags);
  answer.abort = (flags & abort_flag) != 0;
  answer.user_message = in.bytes(message);
  answer.data = in.bytes(data);
  return in.finish(answer, "authentication CONTINUE");
}

}  // namespace ferry::aaa::tacacs
