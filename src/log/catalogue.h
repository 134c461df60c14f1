#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "log/log.h"

/// Every message that Ferry logs, as one table and a function for each row. The functions take care that
/// nothing a peer chose (a user name, a path) can look like another line or another field: control characters
/// become `\xNN`, so do the brackets and quotes that stand around a value, and long values are cut.
namespace ferry::log {

/// The words of one message; `{}` are its values, in the order of the function's parameters.
struct CatalogueRow {
  std::string_view facility;
  Severity severity{};
  std::string_view mnemonic;
  std::string_view pattern;
};

enum class Event : std::uint8_t {
  restart,
  configuration_changed,
  logout,
  timer_expired,
  reload,
  configuration_command,
  configuration_locked,
  rollback_backup,
  rollback_scheduled,
  rollback_scheduled_idle,
  rollback_warning,
  rollback_started,
  rollback_confirmed,
  startup_put_back,
  startup_not_put_back,
  archive_failed,
  logging_host,
  logging_host_failed,
  user_message_emergency,
  user_message_alert,
  user_message_critical,
  user_message_error,
  user_message_warning,
  user_message_notice,
  user_message_information,
  user_message_debug,
  nvram_initialized,
  configuration_line_refused,
  ssh_enabled,
  ssh_disabled,
  ssh_session,
  ssh_user_authentication,
  ssh_close,
  ssh_protocol_error,
  ssh_weak_algorithms,
  ssh_certificate_accepted,
  ssh_certificate_refused,
  host_certificate_unusable,
  server_key_learned,
  server_key_refused,
  key_added,
  key_deleted,
  login_success,
  login_failed,
  quiet_mode_on,
  quiet_mode_off,
  quiet_mode_refused,
  access_list_decided,
  ssh_refused,
  ssh_port_not_opened,
  privilege_granted,
  privilege_refused,
  exec_denied,
  username_configured,
  scp_refused,
  scp_received,
  scp_sent,
  scp_partly_sent,
  scp_failed,
  scp_warning,
  aaa_server_dead,
  user_locked_out,
  user_unlocked,
  command_denied,
  accounting_trouble,
  internal_error,
};

/// What stands behind every USERLOG message.
inline constexpr std::string_view user_message_pattern = "Message from tty{}(user id: {}): {}";

inline constexpr std::array catalogue = {
    CatalogueRow{"SYS", Severity::notifications, "RESTART", "System restarted -- {}"},
    CatalogueRow{"SYS", Severity::notifications, "CONFIG_I", "Configured from {} by {}"},
    CatalogueRow{"SYS", Severity::informational, "LOGOUT", "User {} has exited tty session {}({})"},
    CatalogueRow{"SYS", Severity::informational, "TTY_EXPIRE_TIMER",
                 "({} timer expired, tty {} ({})), user {}"},
    CatalogueRow{"SYS", Severity::notifications, "RELOAD", "Reload requested by {}. Reload Reason: {}."},
    CatalogueRow{"PARSER", Severity::notifications, "CFGLOG_LOGGEDCMD", "User:{}  logged command:{}"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::informational, "ROLLBK_LOCK",
                 "Rollback:Acquired Configuration lock."},
    CatalogueRow{"ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_BACKUP",
                 "Backing up current running config to {}"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_START_ABSTIMER",
                 "User: {}: Scheduled to rollback to config {} in {} minutes"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_START_IDLETIMER",
                 "User: {}: Scheduled to rollback to config {} if session has been idle for {} minutes"},
    CatalogueRow{
        "ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_WARNING_ABSTIMER",
        "System will rollback to config {} in one minute. Enter \"configure confirm\" if you wish to "
        "keep what you've configured"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_ROLLBACK_START",
                 "Start rolling to: {}"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::notifications, "ROLLBK_CNFMD_CHG_CONFIRM",
                 "User: {}: Confirm the configuration change"},
    CatalogueRow{"ARCHIVE_DIFF", Severity::warnings, "STARTUP_PUT_BACK",
                 "An unconfirmed change had been saved: the startup configuration of before is back"},
    CatalogueRow{
        "ARCHIVE_DIFF", Severity::errors, "STARTUP_NOT_PUT_BACK",
        "An unconfirmed change was saved, and the startup configuration of before cannot be put back: {}"},
    CatalogueRow{"ARCHIVE", Severity::errors, "SAVE_FAILED", "The configuration was not archived to {}: {}"},
    CatalogueRow{"SYS", Severity::informational, "LOGGINGHOST_STARTSTOP", "Logging to host {} port {} {}"},
    CatalogueRow{"SYS", Severity::errors, "LOGGINGHOST_FAIL", "Logging to host {} port {} failed"},
    CatalogueRow{"SYS", Severity::emergencies, "USERLOG_EMERG", user_message_pattern},
    CatalogueRow{"SYS", Severity::alerts, "USERLOG_ALERT", user_message_pattern},
    CatalogueRow{"SYS", Severity::critical, "USERLOG_CRIT", user_message_pattern},
    CatalogueRow{"SYS", Severity::errors, "USERLOG_ERR", user_message_pattern},
    CatalogueRow{"SYS", Severity::warnings, "USERLOG_WARNING", user_message_pattern},
    CatalogueRow{"SYS", Severity::notifications, "USERLOG_NOTICE", user_message_pattern},
    CatalogueRow{"SYS", Severity::informational, "USERLOG_INFO", user_message_pattern},
    CatalogueRow{"SYS", Severity::debugging, "USERLOG_DEBUG", user_message_pattern},
    CatalogueRow{"SYS", Severity::debugging, "NV_BLOCK_INIT", "Initialized the geometry of nvram"},
    CatalogueRow{"PARSER", Severity::warnings, "LINE_REFUSED", "{} line {}, column {}: {}"},
    CatalogueRow{"SSH", Severity::notifications, "ENABLED", "SSH 2.0 has been enabled"},
    CatalogueRow{"SSH", Severity::notifications, "DISABLED", "SSH 2.0 has been disabled"},
    CatalogueRow{"SSH", Severity::notifications, "SSH2_SESSION",
                 "SSH2 Session request from {} (tty = {}) using crypto cipher '{}', hmac '{}' {}"},
    CatalogueRow{
        "SSH", Severity::notifications, "SSH2_USERAUTH",
        "User '{}' authentication for SSH2 Session from {} (tty = {}) using crypto cipher '{}', hmac "
        "'{}' {}"},
    CatalogueRow{"SSH", Severity::notifications, "SSH2_CLOSE",
                 "SSH2 Session from {} (tty = {}) for user '{}' using crypto cipher '{}', hmac '{}' closed"},
    CatalogueRow{"SSH", Severity::warnings, "SSH2_PROTOCOL_ERROR", "SSH2 connection from {} closed: {}"},
    CatalogueRow{"SSH", Severity::warnings, "WEAK_ALGORITHMS",
                 "SSH2 session with {} uses weak algorithms: {}"},
    CatalogueRow{"SSH", Severity::informational, "CERTIFICATE_ACCEPTED",
                 "User '{}' from {} has shown a certificate: {}"},
    CatalogueRow{"SSH", Severity::warnings, "CERTIFICATE_REFUSED", "Login of user '{}' from {}: {}"},
    CatalogueRow{"SSH", Severity::warnings, "HOST_CERTIFICATE", "{} is shown to nobody: {}"},
    CatalogueRow{"SSH", Severity::informational, "SERVER_KEY_LEARNED",
                 "SSH server {} (port {}) was met for the first time: {}"},
    CatalogueRow{"SSH", Severity::errors, "SERVER_KEY_REFUSED", "SSH server {} (port {}) is not trusted: {}"},
    CatalogueRow{"CRYPTO_ENGINE", Severity::notifications, "KEY_ADDITION",
                 "A key named {} has been generated or imported by crypto-engine"},
    CatalogueRow{"CRYPTO_ENGINE", Severity::notifications, "KEY_DELETED",
                 "A key named {} has been removed from key storage"},
    CatalogueRow{"SEC_LOGIN", Severity::notifications, "LOGIN_SUCCESS",
                 "Login Success [user: {}] [Source: {}] [localport: {}] at {}"},
    CatalogueRow{
        "SEC_LOGIN", Severity::warnings, "LOGIN_FAILED",
        "Login failed [user: {}] [Source: {}] [localport: {}] [Reason: Login Authentication Failed - {}] "
        "at {}"},
    CatalogueRow{"SEC_LOGIN", Severity::alerts, "QUIET_MODE_ON",
                 "Still timeleft for watching failures is {} secs, [user: {}] [Source: {}] [localport: {}] "
                 "[Reason: Login Authentication Failed] [ACL: {}] at {}"},
    CatalogueRow{"SEC_LOGIN", Severity::notifications, "QUIET_MODE_OFF",
                 "Quiet Mode is OFF, because block period timed out at {}"},
    CatalogueRow{"SEC_LOGIN", Severity::informational, "QUIET_MODE_REFUSED",
                 "Login from {} refused: Quiet Mode is ON for {} secs"},
    CatalogueRow{"SEC", Severity::informational, "IPACCESSLOGS", "list {} {} {} 1 packet"},
    CatalogueRow{"SSH", Severity::warnings, "SSH2_REFUSED", "SSH2 connection from {} refused: {}"},
    CatalogueRow{"SSH", Severity::errors, "PORT_NOT_OPENED", "Port {} of 'ip ssh port' is not open: {}"},
    CatalogueRow{"SYS", Severity::notifications, "PRIV_AUTH_PASS", "Privilege level set to {} by {}"},
    CatalogueRow{"SYS", Severity::warnings, "PRIV_AUTH_FAIL",
                 "Authentication to Privilege level {} failed by {}: {}"},
    CatalogueRow{"AAA", Severity::warnings, "EXEC_DENIED",
                 "Exec authorization of user '{}' from {} denied: {}"},
    CatalogueRow{"AAA", Severity::informational, "USERNAME_CONFIGURATION",
                 "user with username: {} configured"},
    CatalogueRow{"SCP", Severity::warnings, "REFUSED", "{} of user '{}' from {} refused: {}"},
    CatalogueRow{"SCP", Severity::informational, "RECEIVED",
                 "User '{}' from {} wrote {}, {} bytes in {}.{:03} secs"},
    CatalogueRow{"SCP", Severity::informational, "SENT",
                 "User '{}' from {} read {}, {} bytes in {}.{:03} secs"},
    CatalogueRow{"SCP", Severity::informational, "PARTLY_SENT",
                 "User '{}' from {} read {}, {} bytes of {} in {}.{:03} secs"},
    CatalogueRow{"SCP", Severity::warnings, "FAILED", "User '{}' from {}, {} after {} bytes: {}"},
    CatalogueRow{"SCP", Severity::warnings, "WARNING", "User '{}' from {}: {}"},
    CatalogueRow{"AAA", Severity::warnings, "SERVER_DEAD",
                 "AAA server {} is not responding and is passed over for a while"},
    CatalogueRow{"AAA", Severity::notifications, "USER_LOCKED",
                 "User {} locked out on authentication failure"},
    CatalogueRow{"AAA", Severity::notifications, "USER_UNLOCKED", "User {} unlocked by {}"},
    CatalogueRow{"AAA", Severity::warnings, "COMMAND_DENIED", "Command '{}' of {} denied: {}"},
    CatalogueRow{"AAA", Severity::warnings, "ACCOUNTING", "Accounting: {}"},
    CatalogueRow{"SYS", Severity::critical, "INTERNAL_ERROR",
                 "Session of user '{}' from {} ended by a fault of ours: {}"},
};

[[nodiscard]] constexpr const CatalogueRow& row(Event event) {
  return catalogue[std::to_underlying(event)];
}

enum class Success : std::uint8_t { failed, succeeded };

/// The address of who sits at the console.
inline constexpr std::string_view console_address = "console";

/// Where a user sits: address, vty number and the port of ours that they came to.
struct Caller {
  std::string_view user;  // empty before authentication
  std::string_view address;
  unsigned line = 0;  // within its kind
  unsigned local_port = 22;
};

/// What an SSH connection negotiated.
struct SshSession {
  std::string_view address;
  unsigned line = 0;
  std::string_view cipher;
  std::string_view mac;
};

void restart(Log& log, std::string_view version);
/// `caller` null: from the console by nobody who logged in, or while booting.
void configuration_changed(Log& log, const Caller* caller);

/// The session on the line `tty`, counted over all lines, is over.
void logout(Log& log, const Caller& caller, unsigned tty);
/// It was ended by a timer: "exec", "session" or "absolute".
void timer_expired(Log& log, const Caller& caller, unsigned tty, std::string_view timer);
/// `by` is "console", or "admin on vty0 (10.1.1.2)".
void reload(Log& log, std::string_view by, std::string_view reason);

// Versions of the configuration. `file` is the name of a version as it may be shown, `user` is "console" for
// somebody who never logged in.

/// `notify syslog`: `command` is without secrets.
void configuration_command(Log& log, std::string_view user, std::string_view command);
/// `configure replace` keeps others from configuring for a while.
void configuration_locked(Log& log);
void rollback_backup(Log& log, std::string_view file);
/// A change has to be confirmed within so long, or before its session has been idle for so long.
enum class RollbackClock : std::uint8_t { absolute, idle };
void rollback_scheduled(Log& log, std::string_view user, std::string_view file, RollbackClock clock,
                        std::chrono::minutes after);
void rollback_warning(Log& log, std::string_view file);
void rollback_started(Log& log, std::string_view file);
void rollback_confirmed(Log& log, std::string_view user);
void startup_put_back(Log& log);
void startup_not_put_back(Log& log, std::string_view problem);
void archive_failed(Log& log, std::string_view file, std::string_view problem);

/// nvram: was erased and is as new.
void nvram_initialized(Log& log);
/// `send log`: what a user wants to be in the log.
void user_message(Log& log, Severity severity, const Caller& caller, unsigned tty, std::string_view text);

/// A syslog server, by its address.
struct LoggingHost {
  std::string_view address;
  unsigned port = 0;
};
enum class LoggingHostChange : std::uint8_t { configured, removed, reconnected };
void logging_host(Log& log, const LoggingHost& host, LoggingHostChange change);
/// It cannot be reached, or no longer.
void logging_host_failed(Log& log, const LoggingHost& host);

/// A line of a file of configuration commands that was left out. The line itself is not logged: it may hold a
/// password.
struct RefusedLine {
  std::string_view source;   // "startup-config", "flash:/a.cfg"
  std::size_t line = 0;      // from 1
  std::size_t column = 0;    // of the caret, from 1
  std::string_view problem;  // "Invalid input detected"
};
void configuration_line_refused(Log& log, const RefusedLine& refused);

void ssh_enabled(Log& log);
void ssh_disabled(Log& log);
/// After the key exchange.
void ssh_session(Log& log, const SshSession& session, Success success);
void ssh_user_authentication(Log& log, const SshSession& session, std::string_view user, Success success);
void ssh_close(Log& log, const SshSession& session, std::string_view user);
/// The peer broke the protocol, or nothing could be agreed on.
void ssh_protocol_error(Log& log, std::string_view address, std::string_view problem);

/// What was agreed on is weak, and used only because the configuration names it.
void ssh_weak_algorithms(Log& log, std::string_view address, std::string_view algorithms);
/// A user has logged in with it. `certificate` as `ssh::Certificate::words` has it.
void ssh_certificate_accepted(Log& log, std::string_view user, std::string_view address,
                              std::string_view certificate);
/// A certificate was shown that does not let its user in; `why` names it.
void ssh_certificate_refused(Log& log, std::string_view user, std::string_view address, std::string_view why);
/// A file of `ip ssh server certificate` that proves nothing.
void host_certificate_unusable(Log& log, std::string_view file, std::string_view why);

/// The router is the client: it met a server for the first time, and knows its host key from now on.
void server_key_learned(Log& log, std::string_view host, unsigned port, std::string_view key);
/// The same, but did not go on: the key has changed, or must not be learned.
void server_key_refused(Log& log, std::string_view host, unsigned port, std::string_view why);

void key_added(Log& log, std::string_view name);
void key_deleted(Log& log, std::string_view name);

void login_success(Log& log, const Caller& caller);
/// `reason` as `aaa` gives it: which method said no, and why.
void login_failed(Log& log, const Caller& caller, std::string_view reason);
/// `login block-for`: the failure that was one too many.
struct QuietMode {
  Caller caller;
  std::chrono::seconds time_left{};  // of the time in which failures were counted
  std::string_view access_list;      // who may come nevertheless
};
void quiet_mode_on(Log& log, const QuietMode& quiet);
void quiet_mode_off(Log& log);
/// Somebody came while logins are refused.
void quiet_mode_refused(Log& log, std::string_view address, std::chrono::seconds left);
/// What an access list said about a connection that came in: the words that IOS has for one packet.
enum class AccessDecision : std::uint8_t { denied, permitted };
void access_list_decided(Log& log, std::string_view list, AccessDecision decision, std::string_view address);
/// A connection was closed before anything was said, for a reason that is no access list.
void ssh_refused(Log& log, std::string_view address, std::string_view reason);
/// A port of `ip ssh port` cannot be listened on.
void ssh_port_not_opened(Log& log, std::uint16_t port, std::string_view reason);
/// `enable`
void privilege_granted(Log& log, const Caller& caller, unsigned level);
void privilege_refused(Log& log, const Caller& caller, unsigned level, std::string_view reason);
void exec_denied(Log& log, const Caller& caller, std::string_view reason);
void username_configured(Log& log, std::string_view name);

/// The gates in front of SCP, in the order they are asked.
enum class ScpGate : std::uint8_t {
  server_disabled,        // no `ip scp server enable`
  no_exec_authorization,  // `aaa new-model` without `aaa authorization exec`
  exec_denied,            // exec authorization said no
  privilege,              // a level below 15
  file_permission,        // the file system said no
};
/// Somebody who may not move files. `protocol` is "SCP" or "SFTP", `level` the user's privilege level.
void scp_refused(Log& log, const Caller& caller, std::string_view protocol, ScpGate gate, unsigned level);

struct ScpFile {
  std::string_view path;  // canonical: "flash:/a.bin"
  std::uint64_t bytes = 0;
  Duration elapsed{};
};
void scp_received(Log& log, const Caller& caller, const ScpFile& file);
void scp_sent(Log& log, const Caller& caller, const ScpFile& file);
/// The client asked for no more than a part of it, which has `size` bytes in all.
void scp_partly_sent(Log& log, const Caller& caller, const ScpFile& file, std::uint64_t size);
void scp_failed(Log& log, const Caller& caller, const ScpFile& file, std::string_view error);
void scp_warning(Log& log, const Caller& caller, std::string_view text);

/// An AAA server has been silent too often.
void aaa_server_dead(Log& log, std::string_view server);
/// A local user has typed too many wrong passwords.
void user_locked_out(Log& log, std::string_view user);
/// The same user may come in again.
void user_unlocked(Log& log, const Caller& by, std::string_view user);
/// Command authorization said no. `command` is without secrets.
void command_denied(Log& log, const Caller& caller, std::string_view command, std::string_view reason);

/// Records of accounting are lost, or may be.
void accounting_trouble(Log& log, std::string_view what);

/// A bug of ours that showed itself in one session; the others go on.
void internal_error(Log& log, const Caller& caller, std::string_view what);

}  // namespace ferry::log
