import OpenSSL
import Testing

/// The bytes of a constant in these tests.
func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

@Suite("Ed25519 signatures")
struct Ed25519Tests {
    struct Vector: Sendable {
        let seed, publicKey, message, signature: String
    }

    /// RFC 8032, section 7.1, tests 1, 2 and 3.
    static let vectors = [
        Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    @Test("Keys, signatures and verdicts are the published ones", arguments: vectors)
    func published(vector: Vector) throws {
        let key = try Ed25519PrivateKey(seed: hex(vector.seed))
        let message = try hex(vector.message)
        let signature = try hex(vector.signature)
        #expect(try key.seed == hex(vector.seed))
        #expect(try key.publicKey.rawRepresentation == hex(vector.publicKey))
        #expect(key.sign(message) == signature)
        #expect(
            try Ed25519PublicKey(rawRepresentation: hex(vector.publicKey)).verifies(signature: signature, of: message))
    }

    @Test("One changed bit anywhere in the signature is noticed")
    func changedSignature() throws {
        let key = try Ed25519PrivateKey(seed: hex(Self.vectors[0].seed))
        let message = Array("a checkpoint".utf8)
        let signature = key.sign(message)
        for bit in 0..<512 {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.publicKey.verifies(signature: changed, of: message), "bit \(bit)")
        }
        #expect(!key.publicKey.verifies(signature: signature, of: message + [0]))
    }

    @Test("A signature of another length is no signature", arguments: [0, 63, 65])
    func lengthOfSignature(count: Int) throws {
        let key = try Ed25519PrivateKey(seed: hex(Self.vectors[0].seed))
        #expect(!key.publicKey.verifies(signature: .init(repeating: 0, count: count), of: []))
    }

    @Test("The same signature with the group order added is refused")
    func malleable() throws {
        let order = try hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        let key = try Ed25519PrivateKey(seed: hex(Self.vectors[0].seed))
        var signature = key.sign([])
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        #expect(!key.publicKey.verifies(signature: signature, of: []))
    }

    @Test("A seed or key of another length is refused", arguments: [0, 31, 33])
    func lengths(count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(throws: OpenSSLError.wrongLength(of: .seed, expected: 32, actual: count)) {
            try Ed25519PrivateKey(seed: bytes)
        }
        #expect(throws: OpenSSLError.wrongLength(of: .publicKey, expected: 32, actual: count)) {
            try Ed25519PublicKey(rawRepresentation: bytes)
        }
    }

    @Test(
        "A point of small order is no one's key",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ])
    func smallOrder(point: String) throws {
        let bytes = try hex(point)
        #expect(throws: OpenSSLError.notAKey(.publicKey)) { try Ed25519PublicKey(rawRepresentation: bytes) }
    }

    @Test("A private key does not print")
    func redacted() throws {
        let key = try Ed25519PrivateKey(seed: hex(Self.vectors[0].seed))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", "\([key])", String(reflecting: key)] { #expect(text.contains("‹redacted›")) }
        #expect(dumped == "- ‹redacted›\n")
    }

    @Test("Public keys are equal when their bytes are")
    func equality() throws {
        let first = try Ed25519PublicKey(rawRepresentation: hex(Self.vectors[0].publicKey))
        #expect(first == (try Ed25519PrivateKey(seed: hex(Self.vectors[0].seed)).publicKey))
        #expect(first != (try Ed25519PrivateKey(seed: hex(Self.vectors[1].seed)).publicKey))
    }
}
