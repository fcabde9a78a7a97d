import OpenSSL
import Testing

@Suite("Digests and message authentication codes")
struct DigestTests {
    /// FIPS 180-4 and the vectors NIST publishes with it.
    static let hashes: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("SHA-256 gives the published hashes, in one call and in pieces", arguments: hashes)
    func sha256(text: String, hash: String) {
        let bytes = Array(text.utf8)
        #expect(Hex.encode(SHA256.hash(bytes)) == hash)
        let hasher = SHA256Hasher()
        for byte in bytes { hasher.update([byte]) }
        #expect(Hex.encode(hasher.finish()) == hash)
    }

    @Test("A million letters hash to the published value, and the hasher begins anew after each message")
    func millionLetters() {
        let hasher = SHA256Hasher()
        for _ in 0..<2 {
            for _ in 0..<1000 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
            #expect(
                Hex.encode(hasher.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        }
    }

    @Test("Borrowed bytes hash like an array")
    func borrowed() {
        let bytes = Array("abc".utf8)
        let hasher = SHA256Hasher()
        unsafe hasher.update(bytes.span.bytes)
        #expect(hasher.finish() == SHA256.hash(bytes))
    }

    @Test("With a tag before it, a message hashes like the whole, at every length")
    func tagged() {
        for count in 0...200 {
            let message = (0..<count).map { UInt8($0) }
            #expect(SHA256Digest(tag: 7, message.span).bytes == SHA256.hash([7] + message))
        }
        let (left, right) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let pair = SHA256Digest(tag: 9, SHA256Digest(left.span), SHA256Digest(right.span))
        #expect(pair.bytes == SHA256.hash([9] + left + right))
    }

    /// RFC 4231, test cases 1, 2, 3, 4, 6 and 7: key, message, code.
    static let codes: [([UInt8], [UInt8], String)] = [
        (
            .init(repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .init(repeating: 0xaa, count: 20), .init(repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), .init(repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            .init(repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            .init(repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]

    @Test("HMAC-SHA-256 gives the published codes, again and again under one prepared key", arguments: codes)
    func hmac(key: [UInt8], message: [UInt8], code: String) {
        #expect(Hex.encode(HMACSHA256.authenticate(message, key: key)) == code)
        let authenticator = HMACSHA256Authenticator(key: key)
        _ = authenticator.authenticate([1, 2, 3])
        #expect(Hex.encode(authenticator.authenticate(message)) == code)
        #expect(Hex.encode(authenticator.authenticate(message)) == code)
    }

    @Test("Secrets are equal only when every byte is")
    func constantTime() {
        #expect(equalInConstantTime([], []))
        #expect(equalInConstantTime([1, 2], [1, 2]))
        #expect(!equalInConstantTime([1, 2], [1, 3]))
        #expect(!equalInConstantTime([1, 2], [1, 2, 3]))
    }

    @Test("Random bytes come in the number asked for, and differ", arguments: [0, 1, 32, 4096])
    func random(count: Int) {
        #expect(SecureRandom.bytes(count).count == count)
        if count >= 32 { #expect(SecureRandom.bytes(count) != SecureRandom.bytes(count)) }
    }
}
