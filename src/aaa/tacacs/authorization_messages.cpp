#include "aaa/tacacs/fields.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {

Result<ByteVector> encode(const AuthorizationRequest& request) {
  BodyWriter out;
  out.number(request.method);
  out.number(request.privilege);
  out.number(request.type);
  out.number(request.service);
  out.lengths(request.subject);
  out.count(request.arguments);
  out.lengths(request.arguments);
  out.raw(request.subject);
  out.raw(request.arguments);
  return out.finish();
}

template <>
Result<AuthorizationRequest> decode(Bytes body) {
  BodyReader in{body};
  AuthorizationRequest request;
  in.number(request.method);
  in.number(request.privilege);
  in.number(request.type);
  in.number(request.service);
  const auto lengths = in.subject_lengths();
  const Bytes arguments = in.argument_lengths(in.short_length());
  request.subject = in.subject(lengths);
  request.arguments = in.arguments(arguments);
  return in.finish(std::move(request), "authorization REQUEST");
}

Result<ByteVector> encode(const AuthorizationResponse& response) {
  BodyWriter out;
  out.number(response.status);
  out.count(response.arguments);
  out.long_length("server message", response.server_message.size());
  out.long_length("data", response.data.size());
  out.lengths(response.arguments);
  out.raw(response.server_message);
  out.raw(response.data);
  out.raw(response.arguments);
  return out.finish();
}

template <>
Result<AuthorizationResponse> decode(Bytes body) {
  using enum AuthorizationStatus;
  BodyReader in{body};
  AuthorizationResponse response;
  in.one_of(response.status, {pass_add, pass_replace, fail, error, follow});
  const std::size_t count = in.short_length();
  const std::size_t message = in.long_length(), data = in.long_length();
  const Bytes arguments = in.argument_lengths(count);
  response.server_message = in.text(message);
  response.data = in.bytes(data);
  response.arguments = in.arguments(arguments);
  return in.finish(std::move(response), "authorization RESPONSE");
}

}  // namespace ferry::aaa::tacacs
