/* Copies one file with libssh's scp: libssh_scp HOST PORT USER PASSWORD (put LOCAL REMOTE | get REMOTE LOCAL) */
#include <libssh/libssh.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static ssh_session session;

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, session ? ssh_get_error(session) : "");
  exit(1);
}

static void connect_to(const char *host, const char *port, const char *user, const char *password) {
  int no = 0;
  session = ssh_new();
  if (!session) fail("ssh_new");
  ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no);
  ssh_options_set(session, SSH_OPTIONS_HOST, host);
  ssh_options_set(session, SSH_OPTIONS_PORT_STR, port);
  ssh_options_set(session, SSH_OPTIONS_USER, user);
  if (ssh_connect(session) != SSH_OK) fail("connect");
  if (ssh_userauth_password(session, NULL, password) != SSH_AUTH_SUCCESS) fail("password");
}

static void put(const char *local, const char *remote) {
  char buffer[65536];
  struct stat status;
  size_t count;
  FILE *file = fopen(local, "rb");
  if (!file || fstat(fileno(file), &status) != 0) fail(local);
  ssh_scp scp = ssh_scp_new(session, SSH_SCP_WRITE, remote);
  if (ssh_scp_init(scp) != SSH_OK) fail("init");
  if (ssh_scp_push_file64(scp, remote, (uint64_t)status.st_size, 0644) != SSH_OK) fail("push");
  while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
    if (ssh_scp_write(scp, buffer, count) != SSH_OK) fail("write");
  if (ssh_scp_close(scp) != SSH_OK) fail("close");
  ssh_scp_free(scp);
  fclose(file);
}

static void get(const char *remote, const char *local) {
  char buffer[65536];
  ssh_scp scp = ssh_scp_new(session, SSH_SCP_READ, remote);
  if (ssh_scp_init(scp) != SSH_OK) fail("init");
  if (ssh_scp_pull_request(scp) != SSH_SCP_REQUEST_NEWFILE) fail("pull");
  uint64_t left = ssh_scp_request_get_size64(scp);
  FILE *file = fopen(local, "wb");
  if (!file || ssh_scp_accept_request(scp) != SSH_OK) fail("accept");
  do { /* an empty file is read too: that takes the byte behind it */
    int count = ssh_scp_read(scp, buffer, sizeof buffer);
    if (count < 0 || (count == 0 && left > 0)) fail("read");
    fwrite(buffer, 1, (size_t)count, file);
    left -= (uint64_t)count;
  } while (left > 0);
  fclose(file);
  if (ssh_scp_pull_request(scp) != SSH_SCP_REQUEST_EOF) fail("end");
  ssh_scp_close(scp);
  ssh_scp_free(scp);
}

int main(int count, char **arguments) {
  if (count != 8) return 2;
  connect_to(arguments[1], arguments[2], arguments[3], arguments[4]);
  if (strcmp(arguments[5], "put") == 0)
    put(arguments[6], arguments[7]);
  else
    get(arguments[6], arguments[7]);
  ssh_disconnect(session);
  ssh_free(session);
  return 0;
}
