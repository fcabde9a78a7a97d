#ifndef SALTHOUSE_COPENSSL_H
#define SALTHOUSE_COPENSSL_H
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

/* Begins an HMAC with SHA-256. Parameters are kept by address until the call ends, which Swift's text does not promise. */
static inline int salthouse_hmac_sha256_begin(EVP_MAC_CTX *context, const unsigned char *key, size_t key_count) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[2];
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    parameters[1] = OSSL_PARAM_construct_end();
    return EVP_MAC_init(context, key, key_count, parameters);
}

/* SHA-256(tag || message) and SHA-256(tag || left || right) of 32 bytes each. The context is left as after a start. */
static inline int salthouse_sha256_tagged(EVP_MD_CTX *context, const EVP_MD *digest, unsigned char tag,
                                          const void *message, size_t count, unsigned char *output) {
    return EVP_DigestUpdate(context, &tag, 1) && EVP_DigestUpdate(context, message, count) &&
           EVP_DigestFinal_ex(context, output, NULL) && EVP_DigestInit_ex(context, digest, NULL);
}

static inline int salthouse_sha256_pair(EVP_MD_CTX *context, const EVP_MD *digest, unsigned char tag,
                                        const void *left, const void *right, unsigned char *output) {
    unsigned char whole[65];
    whole[0] = tag;
    memcpy(whole + 1, left, 32);
    memcpy(whole + 33, right, 32);
    return EVP_DigestUpdate(context, whole, sizeof whole) && EVP_DigestFinal_ex(context, output, NULL) &&
           EVP_DigestInit_ex(context, digest, NULL);
}
#endif
