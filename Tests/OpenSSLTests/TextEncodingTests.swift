import OpenSSL
import Testing

@Suite("Hexadecimal and Base64 text")
struct TextEncodingTests {
    @Test("Hexadecimal text is lower case and nothing else", arguments: ["0", "0g", "AB", " 00", "é0", "+1", "0x"])
    func badHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test("Every byte goes to hexadecimal text and back")
    func hexRoundTrip() {
        let all = [UInt8](0...255)
        #expect(Hex.decode(Hex.encode(all)) == all)
        #expect(Hex.encode([0, 15, 255]) == "000fff")
        #expect(Hex.decode("") == [])
    }

    /// RFC 4648, section 10.
    static let texts: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("Base64 is the published text", arguments: texts)
    func base64(plain: String, text: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes) == text)
        #expect(Base64.decode(text) == bytes)
        let url = text.filter { $0 != "=" }
        #expect(Base64.encodeURL(bytes) == url)
        #expect(Base64.decodeURL(url) == bytes)
    }

    @Test(
        "Base64 that no encoder would write is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "=", "====", "Zm9v\n", "Zm 9", "Zm-_", "Zg==Zg==", "Z=g=",
            "Zmé",
        ])
    func badBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("Base64url that no encoder would write is refused", arguments: ["Z", "Zg==", "Zh", "Zm9vY", "+/8", "Zm8\n"])
    func badBase64URL(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test("Each short row of bytes comes back from its text, and each alphabet is its own")
    func roundTrips() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64.encodeURL([0xfb, 0xff]) == "-_8")
        for first in UInt8.min...UInt8.max {
            for bytes in [[first], [first, 0xa5], [first, 0x5a, first ^ 0xff]] {
                #expect(Base64.decode(Base64.encode(bytes)) == bytes)
                #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
            }
        }
    }
}
