#include "log/catalogue.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/fake_clock.h"

namespace ferry::log {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What `emit` logs on 2026-09-13 09:17:32.535 UTC, without the time stamp.
std::string logged(const std::function<void(Log&)>& emit) {
  using namespace std::chrono;
  ferry::testing::FakeClock clock;
  clock.advance(sys_days{year{2026} / 9 / 13} + 9h + 17min + 32s + 535ms - clock.wall_now());
  Log log{clock};
  Buffer buffer{1 << 16};
  log.add(buffer, Severity::debugging);
  emit(log);
  EXPECT_EQ(buffer.lines().size(), 1U);
  const std::string line = buffer.lines().at(0);
  const std::string stamp = "*Sep 13 09:17:32.535: ";
  EXPECT_TRUE(line.starts_with(stamp));
  return line.substr(stamp.size());
}

constexpr Caller admin{.user = "admin", .address = "10.1.10.6", .line = 0, .local_port = 22};
constexpr Caller console{.user = "admin", .address = "console", .line = 0, .local_port = 22};
constexpr SshSession session{
    .address = "10.1.10.6", .line = 0, .cipher = "aes128-ctr", .mac = "hmac-sha2-256-etm@openssh.com"};

template <Severity severity>
void send_log(Log& log) {
  user_message(log, severity, admin, 2, "maintenance [at] 8");
}

struct Case {
  Event event;
  std::function<void(Log&)> emit;
  std::string line;
};

std::vector<Case> cases() {
  using namespace std::chrono_literals;
  static constexpr ScpFile file{.path = "flash:/a.bin", .bytes = 1381, .elapsed = 8596ms};
  return {
      {Event::restart, [](Log& log) { restart(log, "Ferry 0.1.0"); },
       "%SYS-5-RESTART: System restarted -- Ferry 0.1.0"},
      {Event::configuration_changed, [](Log& log) { configuration_changed(log, &admin); },
       "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.1.10.6)"},
      {Event::configuration_changed, [](Log& log) { configuration_changed(log, nullptr); },
       "%SYS-5-CONFIG_I: Configured from console by console"},
      {Event::configuration_changed, [](Log& log) { configuration_changed(log, &console); },
       "%SYS-5-CONFIG_I: Configured from console by admin on console"},
      {Event::logout, [](Log& log) { logout(log, admin, 2); },
       "%SYS-6-LOGOUT: User admin has exited tty session 2(10.1.10.6)"},
      {Event::logout, [](Log& log) { logout(log, console, 0); },
       "%SYS-6-LOGOUT: User admin has exited tty session 0()"},
      {Event::timer_expired, [](Log& log) { timer_expired(log, admin, 2, "exec"); },
       "%SYS-6-TTY_EXPIRE_TIMER: (exec timer expired, tty 2 (10.1.10.6)), user admin"},
      {Event::reload, [](Log& log) { reload(log, "admin on vty0 (10.1.10.6)", "Reload Command"); },
       "%SYS-5-RELOAD: Reload requested by admin on vty0 (10.1.10.6). Reload Reason: Reload Command."},
      {Event::reload, [](Log& log) { reload(log, "console", "Reload Command"); },
       "%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command."},
      {Event::configuration_command,
       [](Log& log) { configuration_command(log, "admin", "username bob secret 9 *"); },
       "%PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:username bob secret 9 *"},
      {Event::configuration_command, [](Log& log) { configuration_command(log, "", "hostname [R1]"); },
       "%PARSER-5-CFGLOG_LOGGEDCMD: User:console  logged command:hostname [R1]"},
      {Event::configuration_locked, [](Log& log) { configuration_locked(log); },
       "%ARCHIVE_DIFF-6-ROLLBK_LOCK: Rollback:Acquired Configuration lock."},
      {Event::rollback_backup, [](Log& log) { rollback_backup(log, "flash:x-0"); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to flash:x-0"},
      {Event::rollback_scheduled,
       [](Log& log) { rollback_scheduled(log, "admin", "flash:x-0", RollbackClock::absolute, 5min); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: User: admin: Scheduled to rollback to config "
       "flash:x-0 in 5 minutes"},
      {Event::rollback_scheduled_idle,
       [](Log& log) { rollback_scheduled(log, "admin", "flash:x-0", RollbackClock::idle, 5min); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_IDLETIMER: User: admin: Scheduled to rollback to config "
       "flash:x-0 if session has been idle for 5 minutes"},
      {Event::rollback_warning, [](Log& log) { rollback_warning(log, "flash:x-0"); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_WARNING_ABSTIMER: System will rollback to config flash:x-0 in one "
       "minute. Enter \"configure confirm\" if you wish to keep what you've configured"},
      {Event::rollback_started, [](Log& log) { rollback_started(log, "flash:x-0"); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: flash:x-0"},
      {Event::rollback_confirmed, [](Log& log) { rollback_confirmed(log, "admin"); },
       "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM: User: admin: Confirm the configuration change"},
      {Event::startup_put_back, [](Log& log) { startup_put_back(log); },
       "%ARCHIVE_DIFF-4-STARTUP_PUT_BACK: An unconfirmed change had been saved: the startup configuration of "
       "before is back"},
      {Event::startup_not_put_back, [](Log& log) { startup_not_put_back(log, "I/O error"); },
       "%ARCHIVE_DIFF-3-STARTUP_NOT_PUT_BACK: An unconfirmed change was saved, and the startup configuration "
       "of before cannot be put back: I/O error"},
      {Event::archive_failed, [](Log& log) { archive_failed(log, "flash:x", "No space"); },
       "%ARCHIVE-3-SAVE_FAILED: The configuration was not archived to flash:x: No space"},
      {Event::logging_host,
       [](Log& log) { logging_host(log, {"10.1.10.9", 514}, LoggingHostChange::configured); },
       "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 10.1.10.9 port 514 started - CLI initiated"},
      {Event::logging_host,
       [](Log& log) { logging_host(log, {"10.1.10.9", 514}, LoggingHostChange::removed); },
       "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 10.1.10.9 port 514 stopped - CLI initiated"},
      {Event::logging_host,
       [](Log& log) { logging_host(log, {"10.1.10.9", 601}, LoggingHostChange::reconnected); },
       "%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 10.1.10.9 port 601 started - reconnection"},
      {Event::logging_host_failed, [](Log& log) { logging_host_failed(log, {"10.1.10.9", 601}); },
       "%SYS-3-LOGGINGHOST_FAIL: Logging to host 10.1.10.9 port 601 failed"},
      {Event::user_message_emergency, send_log<Severity::emergencies>,
       "%SYS-0-USERLOG_EMERG: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_alert, send_log<Severity::alerts>,
       "%SYS-1-USERLOG_ALERT: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_critical, send_log<Severity::critical>,
       "%SYS-2-USERLOG_CRIT: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_error, send_log<Severity::errors>,
       "%SYS-3-USERLOG_ERR: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_warning, send_log<Severity::warnings>,
       "%SYS-4-USERLOG_WARNING: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_notice, send_log<Severity::notifications>,
       "%SYS-5-USERLOG_NOTICE: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_information, send_log<Severity::informational>,
       "%SYS-6-USERLOG_INFO: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_debug, send_log<Severity::debugging>,
       "%SYS-7-USERLOG_DEBUG: Message from tty2(user id: admin): maintenance [at] 8"},
      {Event::user_message_warning,
       [](Log& log) {
         user_message(log, Severity::warnings, {.user = "", .address = "console"}, 0, "hello");
       },
       "%SYS-4-USERLOG_WARNING: Message from tty0(user id: ): hello"},
      {Event::nvram_initialized, nvram_initialized,
       "%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram"},
      {Event::configuration_line_refused,
       [](Log& log) {
         configuration_line_refused(
             log, {.source = "startup-config", .line = 12, .column = 4, .problem = "Invalid input detected"});
       },
       "%PARSER-4-LINE_REFUSED: startup-config line 12, column 4: Invalid input detected"},
      {Event::ssh_enabled, ssh_enabled, "%SSH-5-ENABLED: SSH 2.0 has been enabled"},
      {Event::ssh_disabled, ssh_disabled, "%SSH-5-DISABLED: SSH 2.0 has been disabled"},
      {Event::ssh_session, [](Log& log) { ssh_session(log, session, Success::succeeded); },
       "%SSH-5-SSH2_SESSION: SSH2 Session request from 10.1.10.6 (tty = 0) using crypto cipher 'aes128-ctr', "
       "hmac "
       "'hmac-sha2-256-etm@openssh.com' Succeeded"},
      {Event::ssh_user_authentication,
       [](Log& log) { ssh_user_authentication(log, session, "admin", Success::failed); },
       "%SSH-5-SSH2_USERAUTH: User 'admin' authentication for SSH2 Session from 10.1.10.6 (tty = 0) using "
       "crypto "
       "cipher 'aes128-ctr', hmac 'hmac-sha2-256-etm@openssh.com' Failed"},
      {Event::ssh_close, [](Log& log) { ssh_close(log, session, ""); },
       "%SSH-5-SSH2_CLOSE: SSH2 Session from 10.1.10.6 (tty = 0) for user '' using crypto cipher "
       "'aes128-ctr', hmac "
       "'hmac-sha2-256-etm@openssh.com' closed"},
      {Event::ssh_protocol_error,
       [](Log& log) { ssh_protocol_error(log, "10.1.10.6", "KEXINIT: truncated"); },
       "%SSH-4-SSH2_PROTOCOL_ERROR: SSH2 connection from 10.1.10.6 closed: KEXINIT: truncated"},
      {Event::ssh_weak_algorithms,
       [](Log& log) { ssh_weak_algorithms(log, "10.1.1.2", "3des-cbc, hmac-sha1"); },
       "%SSH-4-WEAK_ALGORITHMS: SSH2 session with 10.1.1.2 uses weak algorithms: 3des-cbc, hmac-sha1"},
      {Event::ssh_certificate_accepted,
       [](Log& log) {
         ssh_certificate_accepted(log, "a", "10.1.1.2", "ID \"x\" (serial 7) CA ssh-ed25519 SHA256:abc");
       },
       "%SSH-6-CERTIFICATE_ACCEPTED: User 'a' from 10.1.1.2 has shown a certificate: ID \"x\" (serial 7) CA "
       "ssh-ed25519 SHA256:abc"},
      {Event::ssh_certificate_refused,
       [](Log& log) { ssh_certificate_refused(log, "admin", "10.1.10.6", "certificate: it has expired"); },
       "%SSH-4-CERTIFICATE_REFUSED: Login of user 'admin' from 10.1.10.6: certificate: it has expired"},
      {Event::host_certificate_unusable,
       [](Log& log) { host_certificate_unusable(log, "flash:/r1-cert.pub", "it has expired"); },
       "%SSH-4-HOST_CERTIFICATE: flash:/r1-cert.pub is shown to nobody: it has expired"},
      {Event::server_key_learned,
       [](Log& log) { server_key_learned(log, "r2", 22, "ssh-ed25519 SHA256:abc"); },
       "%SSH-6-SERVER_KEY_LEARNED: SSH server r2 (port 22) was met for the first time: ssh-ed25519 "
       "SHA256:abc"},
      {Event::server_key_refused,
       [](Log& log) { server_key_refused(log, "r2", 22, "Host key is not known, ssh-ed25519 SHA256:abc"); },
       "%SSH-3-SERVER_KEY_REFUSED: SSH server r2 (port 22) is not trusted: Host key is not known, "
       "ssh-ed25519 "
       "SHA256:abc"},
      {Event::key_added, [](Log& log) { key_added(log, "R1.lan"); },
       "%CRYPTO_ENGINE-5-KEY_ADDITION: A key named R1.lan has been generated or imported by crypto-engine"},
      {Event::key_deleted, [](Log& log) { key_deleted(log, "R1.lan"); },
       "%CRYPTO_ENGINE-5-KEY_DELETED: A key named R1.lan has been removed from key storage"},
      {Event::login_success, [](Log& log) { login_success(log, admin); },
       "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 10.1.10.6] [localport: 22] at "
       "09:17:32 UTC "
       "Sun Sep 13 2026"},
      {Event::login_failed, [](Log& log) { login_failed(log, admin, "local: wrong password"); },
       "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 10.1.10.6] [localport: 22] [Reason: "
       "Login "
       "Authentication Failed - local: wrong password] at 09:17:32 UTC Sun Sep 13 2026"},
      {Event::quiet_mode_on,
       [](Log& log) { quiet_mode_on(log, {.caller = admin, .time_left = 87s, .access_list = "sl_def_acl"}); },
       "%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is 87 secs, [user: admin] [Source: "
       "10.1.10.6] [localport: 22] [Reason: Login Authentication Failed] [ACL: sl_def_acl] at 09:17:32 UTC "
       "Sun Sep 13 2026"},
      {Event::quiet_mode_off, quiet_mode_off,
       "%SEC_LOGIN-5-QUIET_MODE_OFF: Quiet Mode is OFF, because block period timed out at 09:17:32 UTC Sun "
       "Sep 13 2026"},
      {Event::quiet_mode_refused, [](Log& log) { quiet_mode_refused(log, "10.1.10.6", 57s); },
       "%SEC_LOGIN-6-QUIET_MODE_REFUSED: Login from 10.1.10.6 refused: Quiet Mode is ON for 57 secs"},
      {Event::access_list_decided,
       [](Log& log) { access_list_decided(log, "10", AccessDecision::denied, "10.1.10.6"); },
       "%SEC-6-IPACCESSLOGS: list 10 denied 10.1.10.6 1 packet"},
      {Event::access_list_decided,
       [](Log& log) { access_list_decided(log, "10", AccessDecision::permitted, "10.1.10.6"); },
       "%SEC-6-IPACCESSLOGS: list 10 permitted 10.1.10.6 1 packet"},
      {Event::ssh_port_not_opened, [](Log& log) { ssh_port_not_opened(log, 2001, "Address already in use"); },
       "%SSH-3-PORT_NOT_OPENED: Port 2001 of 'ip ssh port' is not open: Address already in use"},
      {Event::ssh_refused, [](Log& log) { ssh_refused(log, "10.1.10.6", "no free vty"); },
       "%SSH-4-SSH2_REFUSED: SSH2 connection from 10.1.10.6 refused: no free vty"},
      {Event::privilege_granted, [](Log& log) { privilege_granted(log, admin, 15); },
       "%SYS-5-PRIV_AUTH_PASS: Privilege level set to 15 by admin on vty0 (10.1.10.6)"},
      {Event::privilege_refused,
       [](Log& log) { privilege_refused(log, admin, 15, "enable: wrong password"); },
       "%SYS-4-PRIV_AUTH_FAIL: Authentication to Privilege level 15 failed by admin on vty0 (10.1.10.6): "
       "enable: wrong password"},
      {Event::exec_denied, [](Log& log) { exec_denied(log, admin, "local: unknown user"); },
       "%AAA-4-EXEC_DENIED: Exec authorization of user 'admin' from 10.1.10.6 denied: local: unknown user"},
      {Event::username_configured, [](Log& log) { username_configured(log, "admin"); },
       "%AAA-6-USERNAME_CONFIGURATION: user with username: admin configured"},
      {Event::scp_refused, [](Log& log) { scp_refused(log, admin, "SCP", ScpGate::server_disabled, 15); },
       "%SCP-4-REFUSED: SCP of user 'admin' from 10.1.10.6 refused: the SCP server is disabled, 'ip scp "
       "server "
       "enable' is missing"},
      {Event::scp_refused,
       [](Log& log) { scp_refused(log, admin, "SCP", ScpGate::no_exec_authorization, 1); },
       "%SCP-4-REFUSED: SCP of user 'admin' from 10.1.10.6 refused: no exec authorization, 'aaa "
       "authorization exec' "
       "is missing (privilege level 1)"},
      {Event::scp_refused, [](Log& log) { scp_refused(log, admin, "SCP", ScpGate::exec_denied, 1); },
       "%SCP-4-REFUSED: SCP of user 'admin' from 10.1.10.6 refused: exec authorization was denied"},
      {Event::scp_refused, [](Log& log) { scp_refused(log, admin, "SFTP", ScpGate::privilege, 2); },
       "%SCP-4-REFUSED: SFTP of user 'admin' from 10.1.10.6 refused: privilege level 2 is below 15"},
      {Event::scp_refused, [](Log& log) { scp_refused(log, admin, "SCP", ScpGate::file_permission, 15); },
       "%SCP-4-REFUSED: SCP of user 'admin' from 10.1.10.6 refused: the file system does not permit it"},
      {Event::scp_received, [](Log& log) { scp_received(log, admin, file); },
       "%SCP-6-RECEIVED: User 'admin' from 10.1.10.6 wrote flash:/a.bin, 1381 bytes in 8.596 secs"},
      {Event::scp_sent, [](Log& log) { scp_sent(log, admin, file); },
       "%SCP-6-SENT: User 'admin' from 10.1.10.6 read flash:/a.bin, 1381 bytes in 8.596 secs"},
      {Event::scp_partly_sent, [](Log& log) { scp_partly_sent(log, admin, file, 2000); },
       "%SCP-6-PARTLY_SENT: User 'admin' from 10.1.10.6 read flash:/a.bin, 1381 bytes of 2000 in 8.596 secs"},
      {Event::scp_failed, [](Log& log) { scp_failed(log, admin, file, "Not enough space on device"); },
       "%SCP-4-FAILED: User 'admin' from 10.1.10.6, flash:/a.bin after 1381 bytes: Not enough space on "
       "device"},
      {Event::scp_warning, [](Log& log) { scp_warning(log, admin, "running-config line 3 was left out"); },
       "%SCP-4-WARNING: User 'admin' from 10.1.10.6: running-config line 3 was left out"},
      {Event::aaa_server_dead, [](Log& log) { aaa_server_dead(log, "ONE"); },
       "%AAA-4-SERVER_DEAD: AAA server ONE is not responding and is passed over for a while"},
      {Event::user_locked_out, [](Log& log) { user_locked_out(log, "carol"); },
       "%AAA-5-USER_LOCKED: User carol locked out on authentication failure"},
      {Event::user_unlocked, [](Log& log) { user_unlocked(log, admin, "carol"); },
       "%AAA-5-USER_UNLOCKED: User carol unlocked by admin on vty0 (10.1.10.6)"},
      {Event::command_denied,
       [](Log& log) { command_denied(log, admin, "reload", "group tacacs+: ONE: denied"); },
       "%AAA-4-COMMAND_DENIED: Command 'reload' of admin on vty0 (10.1.10.6) denied: group tacacs+: ONE: "
       "denied"},
      {Event::accounting_trouble, [](Log& log) { accounting_trouble(log, "3 records are lost"); },
       "%AAA-4-ACCOUNTING: Accounting: 3 records are lost"},
      {Event::internal_error, [](Log& log) { internal_error(log, admin, "logic error"); },
       "%SYS-2-INTERNAL_ERROR: Session of user 'admin' from 10.1.10.6 ended by a fault of ours: logic error"},
  };
}

TEST(Catalogue, EachMessageHasItsWords) {
  for (const Case& test : cases()) EXPECT_EQ(logged(test.emit), test.line);
}

TEST(Catalogue, EachRowIsTestedAndHasTheMnemonicOfItsFunction) {
  std::set<Event> tested;
  for (const Case& test : cases()) {
    const CatalogueRow& words = row(test.event);
    EXPECT_THAT(test.line, HasSubstr(std::string{words.facility} + "-"));
    EXPECT_THAT(test.line, HasSubstr("-" + std::string{words.mnemonic} + ": "));
    tested.insert(test.event);
  }
  EXPECT_EQ(tested.size(), catalogue.size());
}

TEST(Catalogue, NoTwoRowsShareFacilityAndMnemonic) {
  std::set<std::pair<std::string_view, std::string_view>> names;
  for (const CatalogueRow& words : catalogue) {
    EXPECT_TRUE(names.insert({words.facility, words.mnemonic}).second) << words.facility << words.mnemonic;
  }
}

TEST(Catalogue, AUserNameCannotForgeALine) {
  const Caller forger{.user = "x\n*Sep 13 09:17:32.535: %SYS-5-RESTART: forged", .address = "10.1.10.6"};
  const auto line = logged([&](Log& log) { login_failed(log, forger, "local: unknown user"); });
  EXPECT_THAT(line, HasSubstr("[user: x\\x0a*Sep"));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(Catalogue, AUserNameCannotForgeAField) {
  const Caller forger{.user = "bob] [Source: 192.0.2.1", .address = "10.1.10.6"};
  EXPECT_THAT(logged([&](Log& log) { login_failed(log, forger, "local: unknown user"); }),
              HasSubstr("[user: bob\\x5d \\x5bSource: 192.0.2.1] [Source: 10.1.10.6]"));
  EXPECT_THAT(logged([&](Log& log) { ssh_close(log, session, "x' using 'y"); }),
              HasSubstr("for user 'x\\x27 using \\x27y' using"));
}

TEST(Catalogue, ALongValueIsCutAndLeavesTheRestOfTheMessage) {
  const std::string name(5000, 'n');
  const Caller caller{.user = name, .address = "10.1.10.6"};
  const auto line = logged([&](Log& log) { login_success(log, caller); });
  EXPECT_THAT(line, HasSubstr("n...] [Source: 10.1.10.6] [localport: 22] at 09:17:32"));
  EXPECT_LT(line.size(), 400U);
}

}  // namespace
}  // namespace ferry::log
