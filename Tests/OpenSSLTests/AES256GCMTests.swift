import OpenSSL
import Testing

@Suite("AES-256-GCM")
struct AES256GCMTests {
    struct Vector: Sendable {
        let key, nonce, plain, associated, sealed: String
    }

    static let longKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    static let longPlain =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    static let longCipher =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

    /// The cases 13 to 16 of the GCM specification (McGrew and Viega), which NIST SP 800-38D took up.
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plain: "",
            associated: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plain: String(repeating: "00", count: 16), associated: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: longKey, nonce: "cafebabefacedbaddecaf888", plain: longPlain + "1aafd255", associated: "",
            sealed: longCipher + "898015ad" + "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            key: longKey, nonce: "cafebabefacedbaddecaf888", plain: longPlain,
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: longCipher + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("Sealing and opening give the published bytes", arguments: vectors)
    func published(vector: Vector) throws {
        let key = try hex(vector.key)
        let nonce = try hex(vector.nonce)
        let associated = try hex(vector.associated)
        let sealed = try AES256GCM.seal(hex(vector.plain), key: key, nonce: nonce, associated: associated)
        #expect(Hex.encode(sealed) == vector.sealed)
        #expect(try AES256GCM.open(sealed, key: key, nonce: nonce, associated: associated) == hex(vector.plain))
    }

    @Test("One changed bit anywhere is noticed, in ciphertext, tag, nonce, key and associated bytes")
    func tampering() throws {
        let key = [UInt8](1...32)
        let nonce = [UInt8](1...12)
        let associated = [UInt8](1...5)
        let sealed = try AES256GCM.seal([9, 8, 7], key: key, nonce: nonce, associated: associated)
        func expectRefusal(_ sealed: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ associated: [UInt8]) {
            #expect(throws: OpenSSLError.notAuthentic) {
                try AES256GCM.open(sealed, key: key, nonce: nonce, associated: associated)
            }
        }
        for changed in flips(of: sealed) { expectRefusal(changed, key, nonce, associated) }
        for changed in flips(of: key) { expectRefusal(sealed, changed, nonce, associated) }
        for changed in flips(of: nonce) { expectRefusal(sealed, key, changed, associated) }
        for changed in flips(of: associated) { expectRefusal(sealed, key, nonce, changed) }
        for count in 0..<sealed.count { expectRefusal(Array(sealed.prefix(count)), key, nonce, associated) }
        expectRefusal(sealed, key, nonce, [])
    }

    @Test("A key or nonce of another length is refused")
    func lengths() {
        #expect(throws: OpenSSLError.wrongLength(of: .key, expected: 32, actual: 16)) {
            try AES256GCM.seal(
                [], key: .init(repeating: 0, count: 16), nonce: .init(repeating: 0, count: 12), associated: [])
        }
        #expect(throws: OpenSSLError.wrongLength(of: .nonce, expected: 12, actual: 8)) {
            try AES256GCM.open(
                [], key: .init(repeating: 0, count: 32), nonce: .init(repeating: 0, count: 8), associated: [])
        }
    }

    private func flips(of bytes: [UInt8]) -> [[UInt8]] {
        (0..<bytes.count * 8).map { bit in
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            return changed
        }
    }
}
