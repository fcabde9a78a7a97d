/* TLS as a server: what OpenSSL offers as macros and callbacks only. Included by shim.h. */
#ifndef SALTHOUSE_TLS_SERVER_H
#define SALTHOUSE_TLS_SERVER_H
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

/* HTTP/1.1 is all that is spoken: a client that offers other protocols, and not this one, is told so and sent away. */
static inline int salthouse_tls_choose_protocol(
    SSL *connection, const unsigned char **chosen, unsigned char *chosen_count, const unsigned char *offered,
    unsigned int count, void *nothing) {
    (void)connection, (void)nothing;
    for (unsigned int place = 0; place < count; place += 1u + offered[place]) {
        if (offered[place] == 8 && place + 9 <= count && memcmp(offered + place + 1, "http/1.1", 8) == 0) {
            *chosen = offered + place + 1;
            *chosen_count = 8;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* A key under a passphrase is no key here: nobody is there to type one. */
static inline int salthouse_tls_no_passphrase(char *buffer, int count, int writing, void *nothing) {
    (void)buffer, (void)count, (void)writing, (void)nothing;
    return -1;
}

/* TLS 1.3, or 1.2 too with ephemeral keys and authenticated ciphers; nothing is resumed, compressed or negotiated again. */
static inline SSL_CTX *salthouse_tls_server_settings(int allows_1_2) {
    SSL_CTX *settings = SSL_CTX_new(TLS_server_method());
    if (!settings) return NULL;
    SSL_CTX_set_security_level(settings, 2);
    SSL_CTX_set_options(
        settings, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                      SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(settings, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(settings, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(settings, salthouse_tls_no_passphrase);
    SSL_CTX_set_alpn_select_cb(settings, salthouse_tls_choose_protocol, NULL);
    int is_set =
        SSL_CTX_set_min_proto_version(settings, allows_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_num_tickets(settings, 0) == 1 && SSL_CTX_set1_groups_list(settings, "X25519:P-256:P-384") == 1 &&
        SSL_CTX_set_cipher_list(settings, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK") == 1;
    if (!is_set) {
        SSL_CTX_free(settings);
        settings = NULL;
    }
    ERR_clear_error();
    return settings;
}

/* The next certificate of a text in PEM; NULL at its end, or where one is damaged: then `is_whole` becomes 0. */
static inline X509 *salthouse_tls_next_certificate(BIO *text, int *is_whole) {
    X509 *certificate = PEM_read_bio_X509(text, NULL, salthouse_tls_no_passphrase, NULL);
    if (!certificate && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) *is_whole = 0;
    ERR_clear_error();
    return certificate;
}

/* Shows the certificates of a text in PEM, the server's own first. 0 where there is none or one is damaged or weak. */
static inline int salthouse_tls_show_chain(SSL_CTX *settings, const unsigned char *text, int count) {
    BIO *source = BIO_new_mem_buf(text, count);
    int is_whole = source != NULL;
    X509 *certificate = is_whole ? salthouse_tls_next_certificate(source, &is_whole) : NULL;
    int is_good = certificate && SSL_CTX_use_certificate(settings, certificate) == 1;
    X509_free(certificate);
    while (is_good && (certificate = salthouse_tls_next_certificate(source, &is_whole))) {
        is_good = SSL_CTX_add1_chain_cert(settings, certificate) == 1;
        X509_free(certificate);
    }
    BIO_free(source);
    ERR_clear_error();
    return is_good && is_whole;
}

/* Takes the private key of a text in PEM: 1; 0 where there is none that can be read; -1 where it is another's. */
static inline int salthouse_tls_take_key(SSL_CTX *settings, const unsigned char *text, int count) {
    BIO *source = BIO_new_mem_buf(text, count);
    EVP_PKEY *key = source ? PEM_read_bio_PrivateKey(source, NULL, salthouse_tls_no_passphrase, NULL) : NULL;
    BIO_free(source);
    int verdict = key ? 1 : 0;
    X509 *own = SSL_CTX_get0_certificate(settings);
    if (key && (!own || X509_check_private_key(own, key) != 1)) verdict = -1;
    if (verdict == 1 && SSL_CTX_use_PrivateKey(settings, key) != 1) verdict = 0;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return verdict;
}

/* Asks clients for a certificate of these authorities, and goes on where they have none. 0 where the text is no good. */
static inline int salthouse_tls_ask_clients(SSL_CTX *settings, const unsigned char *text, int count) {
    BIO *source = BIO_new_mem_buf(text, count);
    int is_whole = source != NULL, known = 0;
    X509 *certificate;
    while (is_whole && (certificate = salthouse_tls_next_certificate(source, &is_whole))) {
        is_whole = X509_STORE_add_cert(SSL_CTX_get_cert_store(settings), certificate) == 1 &&
                   SSL_CTX_add_client_CA(settings, certificate) == 1;
        X509_free(certificate);
        known++;
    }
    BIO_free(source);
    SSL_CTX_set_verify(settings, SSL_VERIFY_PEER, NULL);
    ERR_clear_error();
    return is_whole && known > 0;
}

/* Whether a list is in force at a moment. One that does not say until when would be believed for ever: it is not. */
static inline int salthouse_is_in_force(const X509_CRL *list, time_t now) {
    const ASN1_TIME *begin = X509_CRL_get0_lastUpdate(list), *end = X509_CRL_get0_nextUpdate(list);
    return begin && end && X509_cmp_time(begin, &now) < 0 && X509_cmp_time(end, &now) > 0;
}

/* Whether a list in a store is of this authority, and signed by it. */
static inline int salthouse_has_list_of(const STACK_OF(X509_OBJECT) * objects, const X509 *authority) {
    for (int place = 0; place < sk_X509_OBJECT_num(objects); place++) {
        X509_CRL *list = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(objects, place));
        if (list && X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(authority)) == 0 &&
            X509_CRL_verify(list, X509_get0_pubkey(authority)) == 1)
            return 1;
    }
    return 0;
}

/* Refuses clients whose certificate, or one between it and its authority, stands in a list (CRL) of a text in PEM, and those
   for whom there is no list in force. 1; 0 where a list is damaged, or an authority that clients are asked for has none; -1
   where one is not in force now. */
static inline int salthouse_tls_refuse_revoked(SSL_CTX *settings, const unsigned char *text, int count, time_t now) {
    X509_STORE *store = SSL_CTX_get_cert_store(settings);
    BIO *source = BIO_new_mem_buf(text, count);
    X509_CRL *list;
    int verdict = source != NULL;
    while (verdict == 1 && (list = PEM_read_bio_X509_CRL(source, NULL, salthouse_tls_no_passphrase, NULL))) {
        verdict = X509_STORE_add_crl(store, list) != 1 ? 0 : salthouse_is_in_force(list, now) ? 1 : -1;
        X509_CRL_free(list);
    }
    if (verdict == 1 && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) verdict = 0;
    BIO_free(source);
    const STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    for (int place = 0; verdict == 1 && place < sk_X509_OBJECT_num(objects); place++) {
        const X509 *authority = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, place));
        if (authority && !salthouse_has_list_of(objects, authority)) verdict = 0;
    }
    if (verdict == 1 && X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) != 1) verdict = 0;
    ERR_clear_error();
    return verdict;
}

/* A connection over two buffers in memory: it never touches a socket. */
static inline SSL *salthouse_tls_in_memory(SSL_CTX *settings) {
    SSL *connection = SSL_new(settings);
    BIO *incoming = BIO_new(BIO_s_mem()), *outgoing = BIO_new(BIO_s_mem());
    if (!connection || !incoming || !outgoing) {
        SSL_free(connection);
        BIO_free(incoming);
        BIO_free(outgoing);
        return NULL;
    }
    BIO_set_mem_eof_return(incoming, -1);
    BIO_set_mem_eof_return(outgoing, -1);
    SSL_set_bio(connection, incoming, outgoing);
    return connection;
}

/* A connection from a client. */
static inline SSL *salthouse_tls_server(SSL_CTX *settings) {
    SSL *connection = salthouse_tls_in_memory(settings);
    if (connection) SSL_set_accept_state(connection);
    return connection;
}

/* Days from a moment until a certificate runs out; INT_MIN where it is not in force then. */
static inline int salthouse_days_in_force(const X509 *certificate, time_t now) {
    int days = 0, seconds = 0;
    ASN1_TIME *moment = ASN1_TIME_set(NULL, now);
    int is_in_force = moment && X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0 &&
                      X509_cmp_time(X509_get0_notAfter(certificate), &now) > 0 &&
                      ASN1_TIME_diff(&days, &seconds, moment, X509_get0_notAfter(certificate)) == 1;
    ASN1_TIME_free(moment);
    ERR_clear_error();
    return is_in_force ? days : -2147483647 - 1;
}
#endif
