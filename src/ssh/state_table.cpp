#include "ssh/state_table.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace ferry::ssh {
namespace {

using enum Situation;

template <class... Situations>
constexpr std::uint16_t in(Situations... situations) {
  return static_cast<std::uint16_t>((0U | ... | (1U << std::to_underlying(situations))));
}

constexpr std::uint16_t always = (1U << situation_count) - 1;
constexpr std::uint16_t never = 0;
/// RFC 4253 section 9: either side may start a key exchange whenever none is open.
constexpr std::uint16_t between_exchanges = in(fresh_keys, service_request, authentication, open);
constexpr std::uint16_t before_a_service = in(fresh_keys, service_request);
constexpr auto to_client = Role::client;
constexpr auto to_server = Role::server;

constexpr MessageRow row(MessageNumber number, std::string_view name, std::optional<Role> receiver,
                         std::uint16_t taken, std::uint16_t ignored = never) {
  return {std::to_underlying(number), name, receiver, taken, ignored, false};
}

/// A row that also counts under the strict rules.
constexpr MessageRow strict(MessageRow row) {
  row.in_strict_first_exchange = true;
  return row;
}

using Number = MessageNumber;
constexpr auto both = std::nullopt;

constexpr std::array table{
    // RFC 4253 section 11: these may come at any time, but not inside a strict first exchange.
    strict(row(Number::disconnect, "DISCONNECT", both, always)),
    row(Number::ignore, "IGNORE", both, always),
    row(Number::unimplemented, "UNIMPLEMENTED", both, always),
    row(Number::debug, "DEBUG", both, always),

    // RFC 4253 section 10.
    // Paramiko asks for ssh-userauth again before each login attempt.
    row(Number::service_request, "SERVICE_REQUEST", to_server,
        static_cast<std::uint16_t>(before_a_service | in(authentication))),
    row(Number::service_accept, "SERVICE_ACCEPT", to_client, before_a_service),

    // RFC 8308 section 2.4: right after the first NEWKEYS, and from a server once more just before success.
    row(Number::ext_info, "EXT_INFO", to_server, in(fresh_keys)),
    row(Number::ext_info, "EXT_INFO", to_client, in(fresh_keys, authentication)),
    // RFC 8308 section 3.2: only where delay-compression was agreed, which this side never does.
    row(Number::newcompress, "NEWCOMPRESS", both, never),

    strict(row(Number::kexinit, "KEXINIT", both,
               static_cast<std::uint16_t>(in(first_kexinit) | between_exchanges))),
    strict(row(Number::newkeys, "NEWKEYS", both, in(newkeys))),

    // RFC 4253 section 8, RFC 5656 section 4, RFC 4419 section 3; a wrong guess is dropped (RFC 4253 section
    // 7).
    strict(row(Number::kexdh_init, "KEXDH_INIT", to_server, in(kexdh_init, gex_request))),
    strict(row(Number::kexdh_reply, "KEXDH_REPLY", to_client, in(kexdh_reply, gex_group))),
    strict(row(Number::kex_dh_gex_init, "KEX_DH_GEX_INIT", to_server, in(gex_init))),
    strict(row(Number::kex_dh_gex_reply, "KEX_DH_GEX_REPLY", to_client, in(gex_reply))),
    strict(row(Number::kex_dh_gex_request, "KEX_DH_GEX_REQUEST", to_server, in(gex_request))),

    // RFC 4252 section 5; section 5.1 has requests after success ignored.
    row(Number::userauth_request, "USERAUTH_REQUEST", to_server, in(authentication), in(open)),
    row(Number::userauth_failure, "USERAUTH_FAILURE", to_client, in(authentication)),
    row(Number::userauth_success, "USERAUTH_SUCCESS", to_client, in(authentication)),
    row(Number::userauth_banner, "USERAUTH_BANNER", to_client, in(authentication)),
    // RFC 4252 sections 7 and 8, RFC 4256 section 3.
    row(Number::userauth_info_request, "USERAUTH_INFO_REQUEST", to_client, in(authentication)),
    row(Number::userauth_info_response, "USERAUTH_INFO_RESPONSE", to_server, in(authentication)),

    // RFC 4254.
    row(Number::global_request, "GLOBAL_REQUEST", both, in(open)),
    row(Number::request_success, "REQUEST_SUCCESS", both, in(open)),
    row(Number::request_failure, "REQUEST_FAILURE", both, in(open)),
    row(Number::channel_open, "CHANNEL_OPEN", both, in(open)),
    row(Number::channel_open_confirmation, "CHANNEL_OPEN_CONFIRMATION", both, in(open)),
    row(Number::channel_open_failure, "CHANNEL_OPEN_FAILURE", both, in(open)),
    row(Number::channel_window_adjust, "CHANNEL_WINDOW_ADJUST", both, in(open)),
    row(Number::channel_data, "CHANNEL_DATA", both, in(open)),
    row(Number::channel_extended_data, "CHANNEL_EXTENDED_DATA", both, in(open)),
    row(Number::channel_eof, "CHANNEL_EOF", both, in(open)),
    row(Number::channel_close, "CHANNEL_CLOSE", both, in(open)),
    row(Number::channel_request, "CHANNEL_REQUEST", both, in(open)),
    row(Number::channel_success, "CHANNEL_SUCCESS", both, in(open)),
    row(Number::channel_failure, "CHANNEL_FAILURE", both, in(open)),

    // A server that announces ping@openssh.com is asked so; this side asks nobody.
    row(Number::ping, "PING", to_server, between_exchanges),
};

/// RFC 4253 section 7: a wrong guess is dropped, whatever method it was made for, so these numbers need no
/// row there.
constexpr bool is_wrong_guess(Situation situation, std::uint8_t number) {
  return situation == wrong_guess && number >= 30 && number <= 49;
}

/// RFC 4253 section 7.1: while an exchange is open, nothing above these numbers may come, known or not.
constexpr std::uint8_t last_generic_transport_number = 29;

Disposition unknown_number(Situation situation, Strictness strictness, std::uint8_t number) {
  if (strictness == Strictness::strict_first_exchange) return Disposition::disconnect;
  if (exchanging_keys(situation) && number > last_generic_transport_number) return Disposition::disconnect;
  // RFC 4253 section 11.4.
  return Disposition::unimplemented;
}

Disposition from_row(const MessageRow& row, Situation situation, Strictness strictness) {
  if (strictness == Strictness::strict_first_exchange && !row.in_strict_first_exchange) {
    return Disposition::disconnect;
  }
  if ((row.taken & in(situation)) != 0) return Disposition::take;
  return (row.ignored & in(situation)) != 0 ? Disposition::ignore : Disposition::disconnect;
}

/// [receiver][situation][strictness][number], worked out once so that a packet costs one look.
using Dispositions = std::array<std::array<std::array<std::array<Disposition, 256>, 2>, situation_count>, 2>;

Disposition look_up(Role receiver, Situation situation, Strictness strictness, std::uint8_t number) {
  if (is_wrong_guess(situation, number)) return Disposition::ignore;
  bool known = false;
  for (const MessageRow& row : table) {
    if (row.number != number) continue;
    if (!row.receiver || *row.receiver == receiver) return from_row(row, situation, strictness);
    known = true;
  }
  return known ? Disposition::disconnect : unknown_number(situation, strictness, number);
}

Dispositions work_out() {
  Dispositions all{};
  for (const Role receiver : {Role::client, Role::server}) {
    for (unsigned situation = 0; situation < situation_count; ++situation) {
      for (const Strictness strictness : {Strictness::relaxed, Strictness::strict_first_exchange}) {
        for (unsigned number = 0; number < 256; ++number) {
          const auto where = static_cast<Situation>(situation);
          all[static_cast<std::size_t>(receiver)][situation][static_cast<std::size_t>(strictness)][number] =
              look_up(receiver, where, strictness, static_cast<std::uint8_t>(number));
        }
      }
    }
  }
  return all;
}

}  // namespace

std::span<const MessageRow> message_rows() {
  return table;
}

Disposition disposition(Role receiver, Situation situation, Strictness strictness, std::uint8_t number) {
  static const Dispositions all = work_out();
  return all[static_cast<std::size_t>(receiver)][std::to_underlying(situation)]
            [static_cast<std::size_t>(strictness)][number];
}

std::string describe_message(std::uint8_t number) {
  const auto row = std::ranges::find(table, number, &MessageRow::number);
  return row == table.end() ? "message " + std::to_string(number) : std::string{row->name};
}

}  // namespace ferry::ssh
