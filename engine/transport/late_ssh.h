/* engine/transport/late_ssh.h - libssh, loaded when a transfer first needs it (late.h). */
#ifndef SJ_TRANSPORT_LATE_SSH_H
#define SJ_TRANSPORT_LATE_SSH_H

#include <libssh/libssh.h>
#include <libssh/sftp.h>

#include <scrubjay/error.h>

/* What we call of it. */
#define SJ_LIBSSH_CALLS(CALL)                                                                      \
    CALL(sftp_attributes_free)                                                                     \
    CALL(sftp_close)                                                                               \
    CALL(sftp_closedir)                                                                            \
    CALL(sftp_extension_supported)                                                                 \
    CALL(sftp_free)                                                                                \
    CALL(sftp_fsync)                                                                               \
    CALL(sftp_get_error)                                                                           \
    CALL(sftp_init)                                                                                \
    CALL(sftp_new)                                                                                 \
    CALL(sftp_open)                                                                                \
    CALL(sftp_opendir)                                                                             \
    CALL(sftp_read)                                                                                \
    CALL(sftp_readdir)                                                                             \
    CALL(sftp_rename)                                                                              \
    CALL(sftp_seek64)                                                                              \
    CALL(sftp_stat)                                                                                \
    CALL(sftp_unlink)                                                                              \
    CALL(sftp_write)                                                                               \
    CALL(ssh_connect)                                                                              \
    CALL(ssh_disconnect)                                                                           \
    CALL(ssh_free)                                                                                 \
    CALL(ssh_get_error)                                                                            \
    CALL(ssh_get_server_publickey)                                                                 \
    CALL(ssh_is_connected)                                                                         \
    CALL(ssh_key_free)                                                                             \
    CALL(ssh_new)                                                                                  \
    CALL(ssh_options_set)                                                                          \
    CALL(ssh_pki_export_pubkey_base64)                                                             \
    CALL(ssh_pki_import_privkey_file)                                                              \
    CALL(ssh_string_free_char)                                                                     \
    CALL(ssh_userauth_kbdint)                                                                      \
    CALL(ssh_userauth_kbdint_getnprompts)                                                          \
    CALL(ssh_userauth_kbdint_setanswer)                                                            \
    CALL(ssh_userauth_list)                                                                        \
    CALL(ssh_userauth_none)                                                                        \
    CALL(ssh_userauth_password)                                                                    \
    CALL(ssh_userauth_publickey)

struct sj_libssh {
#define CALL(name) __typeof__(name) *name;
    SJ_LIBSSH_CALLS(CALL)
#undef CALL
};
extern struct sj_libssh sj_libssh;

/* Before the first call; any number of times, by any thread. SJ_ENOTFOUND when it is not installed
 * or lacks a call. */
sj_status sj_libssh_load(sj_err *err) SJ_MUST_USE;

#endif
