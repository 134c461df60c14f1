#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "ssh/message_number.h"
#include "wire/fields.h"

namespace ferry::ssh {

/// A channel's number at the side that receives the message.
enum class Recipient : std::uint32_t {};

/// RFC 4254 section 5.1.
enum class OpenFailureReason : std::uint32_t {
  administratively_prohibited = 1,
  connect_failed = 2,
  unknown_channel_type = 3,
  resource_shortage = 4,
};

/// RFC 4254 section 5.2: the one kind of extended data there is.
enum class ExtendedDataType : std::uint32_t { standard_error = 1 };

/// SSH_MSG_GLOBAL_REQUEST, RFC 4254 section 4.
struct GlobalRequest {
  static constexpr auto number = MessageNumber::global_request;
  static constexpr std::string_view name = "GLOBAL_REQUEST";
  std::string_view type;
  bool wants_reply = false;
  wire::Rest data;
  static constexpr auto fields =
      wire::fields(&GlobalRequest::type, &GlobalRequest::wants_reply, &GlobalRequest::data);
};

/// SSH_MSG_REQUEST_SUCCESS, RFC 4254 section 4.
struct RequestSuccess {
  static constexpr auto number = MessageNumber::request_success;
  static constexpr std::string_view name = "REQUEST_SUCCESS";
  wire::Rest data;
  static constexpr auto fields = wire::fields(&RequestSuccess::data);
};

/// SSH_MSG_REQUEST_FAILURE, RFC 4254 section 4.
struct RequestFailure {
  static constexpr auto number = MessageNumber::request_failure;
  static constexpr std::string_view name = "REQUEST_FAILURE";
  static constexpr auto fields = wire::fields();
};

/// SSH_MSG_CHANNEL_OPEN, RFC 4254 section 5.1.
struct ChannelOpen {
  static constexpr auto number = MessageNumber::channel_open;
  static constexpr std::string_view name = "CHANNEL_OPEN";
  std::string_view type;
  std::uint32_t sender = 0;
  std::uint32_t window = 0;
  std::uint32_t max_packet = 0;
  wire::Rest type_data;
  static constexpr auto fields = wire::fields(&ChannelOpen::type, &ChannelOpen::sender, &ChannelOpen::window,
                                              &ChannelOpen::max_packet, &ChannelOpen::type_data);
};

/// SSH_MSG_CHANNEL_OPEN_CONFIRMATION, RFC 4254 section 5.1.
struct ChannelOpenConfirmation {
  static constexpr auto number = MessageNumber::channel_open_confirmation;
  static constexpr std::string_view name = "CHANNEL_OPEN_CONFIRMATION";
  Recipient recipient{};
  std::uint32_t sender = 0;
  std::uint32_t window = 0;
  std::uint32_t max_packet = 0;
  wire::Rest type_data;
  static constexpr auto fields = wire::fields(
      &ChannelOpenConfirmation::recipient, &ChannelOpenConfirmation::sender, &ChannelOpenConfirmation::window,
      &ChannelOpenConfirmation::max_packet, &ChannelOpenConfirmation::type_data);
};

/// SSH_MSG_CHANNEL_OPEN_FAILURE, RFC 4254 section 5.1.
struct ChannelOpenFailure {
  static constexpr auto number = MessageNumber::channel_open_failure;
  static constexpr std::string_view name = "CHANNEL_OPEN_FAILURE";
  Recipient recipient{};
  OpenFailureReason reason{};
  std::string_view description;
  std::string_view language;
  static constexpr auto fields =
      wire::fields(&ChannelOpenFailure::recipient, &ChannelOpenFailure::reason,
                   &ChannelOpenFailure::description, &ChannelOpenFailure::language);
};

/// SSH_MSG_CHANNEL_WINDOW_ADJUST, RFC 4254 section 5.2.
struct ChannelWindowAdjust {
  static constexpr auto number = MessageNumber::channel_window_adjust;
  static constexpr std::string_view name = "CHANNEL_WINDOW_ADJUST";
  Recipient recipient{};
  std::uint32_t bytes = 0;
  static constexpr auto fields = wire::fields(&ChannelWindowAdjust::recipient, &ChannelWindowAdjust::bytes);
};

/// SSH_MSG_CHANNEL_DATA, RFC 4254 section 5.2.
struct ChannelDataMessage {
  static constexpr auto number = MessageNumber::channel_data;
  static constexpr std::string_view name = "CHANNEL_DATA";
  Recipient recipient{};
  Bytes data;
  static constexpr auto fields = wire::fields(&ChannelDataMessage::recipient, &ChannelDataMessage::data);
};

/// SSH_MSG_CHANNEL_EXTENDED_DATA, RFC 4254 section 5.2.
struct ChannelExtendedData {
  static constexpr auto number = MessageNumber::channel_extended_data;
  static constexpr std::string_view name = "CHANNEL_EXTENDED_DATA";
  Recipient recipient{};
  ExtendedDataType type{};
  Bytes data;
  static constexpr auto fields =
      wire::fields(&ChannelExtendedData::recipient, &ChannelExtendedData::type, &ChannelExtendedData::data);
};

/// SSH_MSG_CHANNEL_EOF, RFC 4254 section 5.3.
struct ChannelEofMessage {
  static constexpr auto number = MessageNumber::channel_eof;
  static constexpr std::string_view name = "CHANNEL_EOF";
  Recipient recipient{};
  static constexpr auto fields = wire::fields(&ChannelEofMessage::recipient);
};

/// SSH_MSG_CHANNEL_CLOSE, RFC 4254 section 5.3.
struct ChannelCloseMessage {
  static constexpr auto number = MessageNumber::channel_close;
  static constexpr std::string_view name = "CHANNEL_CLOSE";
  Recipient recipient{};
  static constexpr auto fields = wire::fields(&ChannelCloseMessage::recipient);
};

/// SSH_MSG_CHANNEL_REQUEST, RFC 4254 section 5.4.
struct ChannelRequestMessage {
  static constexpr auto number = MessageNumber::channel_request;
  static constexpr std::string_view name = "CHANNEL_REQUEST";
  Recipient recipient{};
  std::string_view type;
  bool wants_reply = false;
  wire::Rest data;
  static constexpr auto fields =
      wire::fields(&ChannelRequestMessage::recipient, &ChannelRequestMessage::type,
                   &ChannelRequestMessage::wants_reply, &ChannelRequestMessage::data);
};

/// SSH_MSG_CHANNEL_SUCCESS, RFC 4254 section 5.4.
struct ChannelSuccess {
  static constexpr auto number = MessageNumber::channel_success;
  static constexpr std::string_view name = "CHANNEL_SUCCESS";
  Recipient recipient{};
  static constexpr auto fields = wire::fields(&ChannelSuccess::recipient);
};

/// SSH_MSG_CHANNEL_FAILURE, RFC 4254 section 5.4.
struct ChannelFailure {
  static constexpr auto number = MessageNumber::channel_failure;
  static constexpr std::string_view name = "CHANNEL_FAILURE";
  Recipient recipient{};
  static constexpr auto fields = wire::fields(&ChannelFailure::recipient);
};

}  // namespace ferry::ssh
