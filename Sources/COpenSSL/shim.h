#ifndef SALTHOUSE_COPENSSL_H
#define SALTHOUSE_COPENSSL_H
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

/* Begins an HMAC with SHA-256. Parameters are kept by address until the call ends, which Swift's text does not promise. */
static inline int salthouse_hmac_sha256_begin(EVP_MAC_CTX *context, const unsigned char *key, size_t key_count) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[2];
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    parameters[1] = OSSL_PARAM_construct_end();
    return EVP_MAC_init(context, key, key_count, parameters);
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
#endif
