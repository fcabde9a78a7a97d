#ifndef SALTHOUSE_COPENSSL_H
#define SALTHOUSE_COPENSSL_H
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "tls-server.h"

/* Begins an HMAC with SHA-256. Parameters are kept by address until the call ends, which Swift's text does not promise. */
static inline int salthouse_hmac_sha256_begin(EVP_MAC_CTX *context, const unsigned char *key, size_t key_count) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[2];
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    parameters[1] = OSSL_PARAM_construct_end();
    return EVP_MAC_init(context, key, key_count, parameters);
}

/* Makes a public key of these parameters, and looks whether its numbers belong together; NULL where they do not. */
static inline EVP_PKEY *salthouse_public_key(const char *type, OSSL_PARAM *parameters) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    int made = maker && EVP_PKEY_fromdata_init(maker) == 1 &&
               EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
    EVP_PKEY_CTX_free(maker);
    EVP_PKEY_CTX *checker = made ? EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
    int whole = checker && EVP_PKEY_public_check(checker) == 1;
    EVP_PKEY_CTX_free(checker);
    if (!whole) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    ERR_clear_error();
    return key;
}

/* Numbers are big-endian bytes; OSSL_PARAM takes them in the machine's order, which is little-endian on what we run on. */
static inline EVP_PKEY *salthouse_rsa_key(const unsigned char *modulus, size_t count, unsigned int exponent) {
    unsigned char native[1024];
    if (count == 0 || count > sizeof native) return NULL;
    for (size_t index = 0; index < count; index++) native[index] = modulus[count - 1 - index];
    OSSL_PARAM parameters[3];
    parameters[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, native, count);
    parameters[1] = OSSL_PARAM_construct_uint(OSSL_PKEY_PARAM_RSA_E, &exponent);
    parameters[2] = OSSL_PARAM_construct_end();
    return salthouse_public_key("RSA", parameters);
}

/* A point of P-256, uncompressed: 0x04 and two coordinates of 32 bytes. */
static inline EVP_PKEY *salthouse_p256_key(const unsigned char *point, size_t count) {
    char group[] = "prime256v1";
    unsigned char copy[65];
    if (count != sizeof copy) return NULL;
    memcpy(copy, point, count);
    OSSL_PARAM parameters[3];
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    parameters[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, copy, count);
    parameters[2] = OSSL_PARAM_construct_end();
    return salthouse_public_key("EC", parameters);
}

/* The DER form of an ECDSA signature that comes as two numbers of 32 bytes; gives its length, at most 72, or 0. */
static inline size_t salthouse_p256_signature(const unsigned char *numbers, unsigned char *output) {
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(numbers, 32, NULL), *s = BN_bin2bn(numbers + 32, 32, NULL);
    if (!signature || !r || !s || ECDSA_SIG_set0(signature, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(signature);
        return 0;
    }
    int length = i2d_ECDSA_SIG(signature, &output);
    ECDSA_SIG_free(signature);
    return length > 0 ? (size_t)length : 0;
}

/* SHA-256(tag || message) and SHA-256(tag || left || right) of 32 bytes each, by the same block function as EVP's. OpenSSL
   calls these functions old because they do not ask its providers; for short messages that asking takes a sixth of the
   time, and an audit log is verified by hashing millions of them. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline int salthouse_sha256_tagged(unsigned char tag, const void *message, size_t count, unsigned char *output) {
    SHA256_CTX context;
    return SHA256_Init(&context) && SHA256_Update(&context, &tag, 1) && SHA256_Update(&context, message, count) &&
           SHA256_Final(output, &context);
}

static inline int salthouse_sha256_pair(unsigned char tag, const void *left, const void *right, unsigned char *output) {
    unsigned char whole[65];
    whole[0] = tag;
    memcpy(whole + 1, left, 32);
    memcpy(whole + 33, right, 32);
    SHA256_CTX context;
    return SHA256_Init(&context) && SHA256_Update(&context, whole, sizeof whole) && SHA256_Final(output, &context);
}
#pragma clang diagnostic pop

/* Settings of a TLS client: TLS 1.2 or newer, and no server without a certificate that is believed. */
static inline SSL_CTX *salthouse_tls_client_settings(void) {
    SSL_CTX *settings = SSL_CTX_new(TLS_client_method());
    if (settings && SSL_CTX_set_min_proto_version(settings, TLS1_2_VERSION) != 1) {
        SSL_CTX_free(settings);
        settings = NULL;
    }
    if (!settings) return NULL;
    SSL_CTX_set_verify(settings, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_options(settings, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    return settings;
}

/* Believes the authorities of a text in PEM; gives how many they are, or -1 where one of them is damaged. */
static inline int salthouse_tls_believe(SSL_CTX *settings, const unsigned char *text, int count) {
    BIO *source = BIO_new_mem_buf(text, count);
    int is_whole = source != NULL, known = 0;
    X509 *certificate;
    while (is_whole && (certificate = salthouse_tls_next_certificate(source, &is_whole))) {
        is_whole = X509_STORE_add_cert(SSL_CTX_get_cert_store(settings), certificate) == 1;
        X509_free(certificate);
        known++;
    }
    BIO_free(source);
    ERR_clear_error();
    return is_whole ? known : -1;
}

/* A connection to a server of this name or address. */
static inline SSL *salthouse_tls_client(SSL_CTX *settings, const char *host, int is_address) {
    SSL *connection = salthouse_tls_in_memory(settings);
    if (!connection) return NULL;
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    int named = is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host) == 1
                           : SSL_set1_host(connection, host) == 1 && SSL_set_tlsext_host_name(connection, host) == 1;
    if (!named) {
        SSL_free(connection);
        return NULL;
    }
    SSL_set_connect_state(connection);
    return connection;
}
#endif
