#include "log/catalogue.h"

#include <fmt/format.h>

#include <string>

#include "base/text.h"
#include "log/calendar.h"

namespace ferry::log {
namespace {

/// The most of one value that is shown; longer ones end in "...". Room for any user name or file name that is
/// accepted.
constexpr std::size_t max_value_bytes = 255;

/// `text` as the value of a field: printable, bounded, and without the marks that end a field.
std::string value(std::string_view text) {
  constexpr std::string_view field_marks = "[]'";
  std::string shown;
  for (const char character : printable(text.substr(0, max_value_bytes))) {
    if (field_marks.contains(character)) {
      shown += "\\x" + to_hex(as_bytes({&character, 1}));
    } else {
      shown += character;
    }
  }
  if (text.size() > max_value_bytes) shown += "...";
  return shown;
}

template <Event event, class... Values>
void emit(Log& log, const Values&... values) {
  constexpr CatalogueRow words = row(event);
  log.write(std::string{words.facility}, words.severity, std::string{words.mnemonic},
            fmt::format(fmt::format_string<const Values&...>{words.pattern}, values...));
}

constexpr std::string_view words_for(Success success) {
  return success == Success::succeeded ? "Succeeded" : "Failed";
}

/// "09:17:32 UTC Sun Sep 13 2026"
std::string login_time(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  return fmt::format("{:02}:{:02}:{:02} UTC {} {} {} {}", clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), weekday_name(day), month_name(date.month()),
                     static_cast<unsigned>(date.day()), static_cast<int>(date.year()));
}

/// "admin on vty0 (10.1.1.2)", "admin on console", "console"
std::string place(const Caller& caller) {
  const std::string user = value(caller.user);
  if (caller.address != console_address) {
    return fmt::format("{} on vty{} ({})", user, caller.line, value(caller.address));
  }
  return user.empty() ? std::string{console_address} : fmt::format("{} on console", user);
}

/// The console has no address.
std::string remote_address(const Caller& caller) {
  return caller.address == console_address ? "" : value(caller.address);
}

std::string describe(ScpGate gate, unsigned level) {
  switch (gate) {
    case ScpGate::server_disabled:
      return "the SCP server is disabled, 'ip scp server enable' is missing";
    case ScpGate::no_exec_authorization:
      return fmt::format("no exec authorization, 'aaa authorization exec' is missing (privilege level {})",
                         level);
    case ScpGate::exec_denied:
      return "exec authorization was denied";
    case ScpGate::privilege:
      return fmt::format("privilege level {} is below 15", level);
    case ScpGate::file_permission:
      return "the file system does not permit it";
  }
  std::unreachable();
}

std::uint64_t milliseconds(Duration elapsed) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
}

}  // namespace

void restart(Log& log, std::string_view version) {
  emit<Event::restart>(log, value(version));
}

void configuration_changed(Log& log, const Caller* caller) {
  if (caller == nullptr) {
    emit<Event::configuration_changed>(log, "console", "console");
    return;
  }
  emit<Event::configuration_changed>(log, "console", place(*caller));
}

void logout(Log& log, const Caller& caller, unsigned tty) {
  emit<Event::logout>(log, value(caller.user), tty, remote_address(caller));
}

void timer_expired(Log& log, const Caller& caller, unsigned tty, std::string_view timer) {
  emit<Event::timer_expired>(log, timer, tty, remote_address(caller), value(caller.user));
}

void reload(Log& log, std::string_view by, std::string_view reason) {
  emit<Event::reload>(log, printable(by), value(reason));
}

void configuration_command(Log& log, std::string_view user, std::string_view command) {
  const std::string who = user.empty() ? std::string{console_address} : value(user);
  emit<Event::configuration_command>(log, who, printable(command));
}

void configuration_locked(Log& log) {
  emit<Event::configuration_locked>(log);
}

void rollback_backup(Log& log, std::string_view file) {
  emit<Event::rollback_backup>(log, value(file));
}

void rollback_scheduled(Log& log, std::string_view user, std::string_view file, RollbackClock clock,
                        std::chrono::minutes after) {
  if (clock == RollbackClock::idle) {
    emit<Event::rollback_scheduled_idle>(log, value(user), value(file), after.count());
  } else {
    emit<Event::rollback_scheduled>(log, value(user), value(file), after.count());
  }
}

void rollback_warning(Log& log, std::string_view file) {
  emit<Event::rollback_warning>(log, value(file));
}

void rollback_started(Log& log, std::string_view file) {
  emit<Event::rollback_started>(log, value(file));
}

void rollback_confirmed(Log& log, std::string_view user) {
  emit<Event::rollback_confirmed>(log, value(user));
}

void startup_put_back(Log& log) {
  emit<Event::startup_put_back>(log);
}

void startup_not_put_back(Log& log, std::string_view problem) {
  emit<Event::startup_not_put_back>(log, value(problem));
}

void archive_failed(Log& log, std::string_view file, std::string_view problem) {
  emit<Event::archive_failed>(log, value(file), value(problem));
}

void nvram_initialized(Log& log) {
  emit<Event::nvram_initialized>(log);
}

void user_message(Log& log, Severity severity, const Caller& caller, unsigned tty, std::string_view text) {
  const auto event = std::to_underlying(Event::user_message_emergency) + std::to_underlying(severity);
  const CatalogueRow& words = row(static_cast<Event>(event));
  log.write(std::string{words.facility}, words.severity, std::string{words.mnemonic},
            fmt::format(user_message_pattern, tty, value(caller.user), printable(text)));
}

void logging_host(Log& log, const LoggingHost& host, LoggingHostChange change) {
  const auto words = [&]() -> std::string_view {
    switch (change) {
      case LoggingHostChange::configured:
        return "started - CLI initiated";
      case LoggingHostChange::removed:
        return "stopped - CLI initiated";
      case LoggingHostChange::reconnected:
        return "started - reconnection";
    }
    std::unreachable();
  };
  emit<Event::logging_host>(log, value(host.address), host.port, words());
}

void logging_host_failed(Log& log, const LoggingHost& host) {
  emit<Event::logging_host_failed>(log, value(host.address), host.port);
}

void configuration_line_refused(Log& log, const RefusedLine& refused) {
  emit<Event::configuration_line_refused>(log, value(refused.source), refused.line, refused.column,
                                          value(refused.problem));
}

void ssh_enabled(Log& log) {
  emit<Event::ssh_enabled>(log);
}

void ssh_disabled(Log& log) {
  emit<Event::ssh_disabled>(log);
}

void ssh_session(Log& log, const SshSession& session, Success success) {
  emit<Event::ssh_session>(log, value(session.address), session.line, value(session.cipher),
                           value(session.mac), words_for(success));
}

void ssh_user_authentication(Log& log, const SshSession& session, std::string_view user, Success success) {
  emit<Event::ssh_user_authentication>(log, value(user), value(session.address), session.line,
                                       value(session.cipher), value(session.mac), words_for(success));
}

void ssh_close(Log& log, const SshSession& session, std::string_view user) {
  emit<Event::ssh_close>(log, value(session.address), session.line, value(user), value(session.cipher),
                         value(session.mac));
}

void ssh_protocol_error(Log& log, std::string_view address, std::string_view problem) {
  emit<Event::ssh_protocol_error>(log, value(address), printable(problem));
}

void ssh_weak_algorithms(Log& log, std::string_view address, std::string_view algorithms) {
  emit<Event::ssh_weak_algorithms>(log, value(address), value(algorithms));
}

void ssh_certificate_accepted(Log& log, std::string_view user, std::string_view address,
                              std::string_view certificate) {
  emit<Event::ssh_certificate_accepted>(log, value(user), value(address), value(certificate));
}

void ssh_certificate_refused(Log& log, std::string_view user, std::string_view address,
                             std::string_view why) {
  emit<Event::ssh_certificate_refused>(log, value(user), value(address), printable(why));
}

void host_certificate_unusable(Log& log, std::string_view file, std::string_view why) {
  emit<Event::host_certificate_unusable>(log, value(file), printable(why));
}

void server_key_learned(Log& log, std::string_view host, unsigned port, std::string_view key) {
  emit<Event::server_key_learned>(log, value(host), port, printable(key));
}

void server_key_refused(Log& log, std::string_view host, unsigned port, std::string_view why) {
  emit<Event::server_key_refused>(log, value(host), port, printable(why));
}

void key_added(Log& log, std::string_view name) {
  emit<Event::key_added>(log, value(name));
}

void key_deleted(Log& log, std::string_view name) {
  emit<Event::key_deleted>(log, value(name));
}

void login_success(Log& log, const Caller& caller) {
  emit<Event::login_success>(log, value(caller.user), value(caller.address), caller.local_port,
                             login_time(log.now()));
}

void login_failed(Log& log, const Caller& caller, std::string_view reason) {
  emit<Event::login_failed>(log, value(caller.user), value(caller.address), caller.local_port, value(reason),
                            login_time(log.now()));
}

void quiet_mode_on(Log& log, const QuietMode& quiet) {
  const Caller& caller = quiet.caller;
  emit<Event::quiet_mode_on>(log, quiet.time_left.count(), value(caller.user), value(caller.address),
                             caller.local_port, value(quiet.access_list), login_time(log.now()));
}

void quiet_mode_off(Log& log) {
  emit<Event::quiet_mode_off>(log, login_time(log.now()));
}

void quiet_mode_refused(Log& log, std::string_view address, std::chrono::seconds left) {
  emit<Event::quiet_mode_refused>(log, value(address), left.count());
}

void access_list_decided(Log& log, std::string_view list, AccessDecision decision, std::string_view address) {
  const std::string_view words = decision == AccessDecision::permitted ? "permitted" : "denied";
  emit<Event::access_list_decided>(log, value(list), words, value(address));
}

void ssh_refused(Log& log, std::string_view address, std::string_view reason) {
  emit<Event::ssh_refused>(log, value(address), printable(reason));
}

void ssh_port_not_opened(Log& log, std::uint16_t port, std::string_view reason) {
  emit<Event::ssh_port_not_opened>(log, port, printable(reason));
}

void privilege_granted(Log& log, const Caller& caller, unsigned level) {
  emit<Event::privilege_granted>(log, level, place(caller));
}

void privilege_refused(Log& log, const Caller& caller, unsigned level, std::string_view reason) {
  emit<Event::privilege_refused>(log, level, place(caller), printable(reason));
}

void exec_denied(Log& log, const Caller& caller, std::string_view reason) {
  emit<Event::exec_denied>(log, value(caller.user), value(caller.address), printable(reason));
}

void username_configured(Log& log, std::string_view name) {
  emit<Event::username_configured>(log, value(name));
}

void scp_refused(Log& log, const Caller& caller, std::string_view protocol, ScpGate gate, unsigned level) {
  emit<Event::scp_refused>(log, protocol, value(caller.user), value(caller.address), describe(gate, level));
}

void scp_received(Log& log, const Caller& caller, const ScpFile& file) {
  const auto elapsed = milliseconds(file.elapsed);
  emit<Event::scp_received>(log, value(caller.user), value(caller.address), value(file.path), file.bytes,
                            elapsed / 1000, elapsed % 1000);
}

void scp_sent(Log& log, const Caller& caller, const ScpFile& file) {
  const auto elapsed = milliseconds(file.elapsed);
  emit<Event::scp_sent>(log, value(caller.user), value(caller.address), value(file.path), file.bytes,
                        elapsed / 1000, elapsed % 1000);
}

void scp_partly_sent(Log& log, const Caller& caller, const ScpFile& file, std::uint64_t size) {
  const auto elapsed = milliseconds(file.elapsed);
  emit<Event::scp_partly_sent>(log, value(caller.user), value(caller.address), value(file.path), file.bytes,
                               size, elapsed / 1000, elapsed % 1000);
}

void scp_failed(Log& log, const Caller& caller, const ScpFile& file, std::string_view error) {
  emit<Event::scp_failed>(log, value(caller.user), value(caller.address), value(file.path), file.bytes,
                          printable(error));
}

void scp_warning(Log& log, const Caller& caller, std::string_view text) {
  emit<Event::scp_warning>(log, value(caller.user), value(caller.address), printable(text));
}

void aaa_server_dead(Log& log, std::string_view server) {
  emit<Event::aaa_server_dead>(log, value(server));
}

void user_locked_out(Log& log, std::string_view user) {
  emit<Event::user_locked_out>(log, value(user));
}

void user_unlocked(Log& log, const Caller& by, std::string_view user) {
  emit<Event::user_unlocked>(log, value(user), place(by));
}

void command_denied(Log& log, const Caller& caller, std::string_view command, std::string_view reason) {
  emit<Event::command_denied>(log, printable(command), place(caller), printable(reason));
}

void accounting_trouble(Log& log, std::string_view what) {
  emit<Event::accounting_trouble>(log, printable(what));
}

void internal_error(Log& log, const Caller& caller, std::string_view what) {
  emit<Event::internal_error>(log, value(caller.user), value(caller.address), printable(what));
}

}  // namespace ferry::log
