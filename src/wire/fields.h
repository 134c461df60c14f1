#pragma once

#include <concepts>
#include <expected>
#include <tuple>
#include <utility>

#include "base/bytes.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::wire {

/// The members of a message in wire order: `static constexpr auto fields = wire::fields(&M::a, &M::b);`
template <class... Members>
constexpr auto fields(Members... members) {
  return std::tuple{members...};
}

/// A struct that names its message number and its fields. The field list is the codec.
template <class M>
concept Message = requires {
  { std::to_underlying(M::number) } -> std::convertible_to<std::uint8_t>;
  M::fields;
};

/// Parses a whole packet as `M`; what it returns borrows from `payload`.
template <Message M>
[[nodiscard]] std::expected<M, WireError> decode(Bytes payload) {
  Reader in{payload};
  M message{};
  in.expect(std::to_underlying(M::number));
  std::apply([&](auto... field) { (in.read(message.*field), ...); }, M::fields);
  if (const auto error = in.finish(); error != WireError::none) return std::unexpected(error);
  return message;
}

/// Appends `message` to `into`, number first.
template <Message M>
void encode(const M& message, ByteVector& into) {
  Writer out{into};
  out.write(std::to_underlying(M::number));
  std::apply([&](auto... field) { (out.write(message.*field), ...); }, M::fields);
}

template <Message M>
[[nodiscard]] ByteVector encode(const M& message) {
  ByteVector packet;
  encode(message, packet);
  return packet;
}

}  // namespace ferry::wire
