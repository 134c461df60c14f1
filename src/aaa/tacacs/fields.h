#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "aaa/tacacs/messages.h"
#include "wire/reader.h"
#include "wire/writer.h"

/// What the codecs of the bodies share. In TACACS+ all lengths of a body stand before all the fields.
namespace ferry::aaa::tacacs {

/// Writes a body, and remembers the first field that was too long for its length.
class BodyWriter {
 public:
  template <class Number>
  void number(Number value) {
    out_.write(value);
  }
  void short_length(std::string_view field, std::size_t size) { length<std::uint8_t>(field, size); }
  void long_length(std::string_view field, std::size_t size) { length<std::uint16_t>(field, size); }
  void raw(Bytes bytes) { out_.raw(bytes); }
  void raw(std::string_view text) { out_.raw(as_bytes(text)); }

  void lengths(const Subject& subject) {
    short_length("user name", subject.user.size());
    short_length("port", subject.port.size());
    short_length("remote address", subject.remote_address.size());
  }
  void raw(const Subject& subject) {
    raw(subject.user);
    raw(subject.port);
    raw(subject.remote_address);
  }
  void count(const Arguments& arguments) { short_length("list of arguments", arguments.size()); }
  void lengths(const Arguments& arguments) {
    for (const Argument& argument : arguments) short_length("argument", argument.text().size());
  }
  void raw(const Arguments& arguments) {
    for (const Argument& argument : arguments) raw(argument.text());
  }

  [[nodiscard]] Result<ByteVector> finish() {
    if (too_long_.empty()) return std::move(body_);
    return failure(ErrorCode::invalid, fmt::format("the {} is too long for TACACS+", too_long_));
  }

 private:
  template <class Length>
  void length(std::string_view field, std::size_t size) {
    if (!std::in_range<Length>(size) && too_long_.empty()) too_long_ = field;
    out_.write(static_cast<Length>(size));
  }

  ByteVector body_;
  wire::Writer out_{body_};
  std::string_view too_long_;
};

/// Reads a body, and remembers the first thing that is wrong with it.
class BodyReader {
 public:
  explicit BodyReader(Bytes body) : in_(body) {}

  template <class Number>
  void number(Number& value) {
    in_.read(value);
  }
  /// A number that has to be one of these.
  template <class Value>
  void one_of(Value& value, std::initializer_list<Value> known) {
    in_.read(value);
    if (std::ranges::find(known, value) == known.end()) in_.fail(wire::WireError::bad_value);
  }
  [[nodiscard]] std::size_t short_length() { return length<std::uint8_t>(); }
  [[nodiscard]] std::size_t long_length() { return length<std::uint16_t>(); }
  [[nodiscard]] Bytes bytes(std::size_t size) { return in_.take(size); }
  [[nodiscard]] std::string_view text(std::size_t size) { return as_text(in_.take(size)); }

  struct SubjectLengths {
    std::size_t user, port, remote_address;
  };
  [[nodiscard]] SubjectLengths subject_lengths() {
    const std::size_t user = short_length(), port = short_length(), remote_address = short_length();
    return {user, port, remote_address};
  }
  [[nodiscard]] Subject subject(const SubjectLengths& lengths) {
    const auto user = text(lengths.user), port = text(lengths.port), address = text(lengths.remote_address);
    return {user, port, address};
  }
  [[nodiscard]] Bytes argument_lengths(std::size_t count) { return bytes(count); }
  [[nodiscard]] Arguments arguments(Bytes lengths) {
    Arguments found;
    for (const Byte size : lengths) {
      auto argument = Argument::parse(text(size));
      if (!argument) return in_.fail(wire::WireError::bad_value), Arguments{};
      found.push_back(std::move(*argument));
    }
    return found;
  }

  /// `message`, or what was wrong with `name`.
  template <class Message>
  [[nodiscard]] Result<Message> finish(Message message, std::string_view name) {
    const auto error = in_.finish();
    if (error == wire::WireError::none) return message;
    return failure(ErrorCode::invalid, fmt::format("{}: {}", name, wire::describe(error)));
  }

 private:
  template <class Length>
  std::size_t length() {
    Length value{};
    in_.read(value);
    return value;
  }

  wire::Reader in_;
};

}  // namespace ferry::aaa::tacacs
