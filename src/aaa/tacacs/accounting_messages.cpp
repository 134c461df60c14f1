#include "aaa/tacacs/fields.h"
#include "aaa/tacacs/messages.h"

namespace ferry::aaa::tacacs {

Result<ByteVector> encode(const AccountingRequest& request) {
  BodyWriter out;
  out.number(request.kind);
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
Result<AccountingRequest> decode(Bytes body) {
  using enum RecordKind;
  BodyReader in{body};
  AccountingRequest request;
  in.one_of(request.kind, {start, stop, watchdog, watchdog_with_update});
  in.number(request.method);
  in.number(request.privilege);
  in.number(request.type);
  in.number(request.service);
  const auto lengths = in.subject_lengths();
  const Bytes arguments = in.argument_lengths(in.short_length());
  request.subject = in.subject(lengths);
  request.arguments = in.arguments(arguments);
  return in.finish(std::move(request), "accounting REQUEST");
}

Result<ByteVector> encode(const AccountingReply& reply) {
  BodyWriter out;
  out.long_length("server message", reply.server_message.size());
  out.long_length("data", reply.data.size());
  out.number(reply.status);
  out.raw(reply.server_message);
  out.raw(reply.data);
  return out.finish();
}

template <>
Result<AccountingReply> decode(Bytes body) {
  using enum AccountingStatus;
  BodyReader in{body};
  AccountingReply reply;
  const std::size_t message = in.long_length(), data = in.long_length();
  in.one_of(reply.status, {success, error, follow});
  reply.server_message = in.text(message);
  reply.data = in.bytes(data);
  return in.finish(reply, "accounting REPLY");
}

}  // namespace ferry::aaa::tacacs
