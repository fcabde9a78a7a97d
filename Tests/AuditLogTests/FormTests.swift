import AuditLog
import JSON
import OpenSSL
import Testing

@Suite("The forms of times, keys and disclosures")
struct FormTests {
    @Test(
        "A time is read exactly as it is written",
        arguments: [
            "1970-01-01T00:00:00.000Z", "2000-02-29T23:59:59.999Z", "2026-03-01T09:30:00.250Z",
            "1969-12-31T23:59:59.999Z", "2100-03-01T00:00:00.000Z", "0000-03-01T00:00:00.001Z",
            "9999-12-31T23:59:59.999Z",
        ])
    func time(text: String) throws {
        let time = try #require(AuditTime(parsing: text))
        #expect(time.description == text)
    }

    @Test(
        "A text that is no time is refused",
        arguments: [
            "2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z",
            "2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00.00Z", "2026-01-01T00:00:00.000+",
            "+026-01-01T00:00:00.000Z",
            "2026-01-01T00:00:60.000Z", "",
        ])
    func noTime(text: String) {
        #expect(AuditTime(parsing: text) == nil)
    }

    @Test("The disclosure of RFC 9901, section 4.2.1, is read, and hashes as section 4.2.3 says")
    func disclosure() throws {
        let text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
        let disclosure = try #require(Disclosure(parsing: text))
        #expect(disclosure.name == "family_name")
        #expect(disclosure.value == "Möbius")
        #expect(disclosure.digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0")
        #expect("\(disclosure)" == "‹redacted›")
        #expect("\([VaultRow(seq: 1, digest: "d", disclosure: text, subject: "s")])" == "[‹redacted›]")
    }

    @Test("A key's text is read exactly as it is written")
    func key() throws {
        let key = try TestLog.signer().key
        #expect(VerifierKey(parsing: key.description) == key)
        for broken in [
            key.description + "\n", key.description.uppercased(), "a" + key.description,
            String(key.description.dropLast()), "", "++", "name+00000000+",
        ] {
            #expect(VerifierKey(parsing: broken) == nil, "\(broken)")
        }
    }

    @Test("An origin that would break a line or a key is refused", arguments: ["", "a b", "a+b", "a\nb", "a\u{2028}b"])
    func origin(text: String) {
        #expect(throws: AuditError.self) { _ = try TestLog.signer(origin: text) }
    }

    @Test("Every type has a schema, and the JSON Schema names them all")
    func schemas() throws {
        let types = AuditEventSchema.all.map(\.type)
        #expect(Set(types).count == types.count)
        for type in types {
            let schema = try #require(AuditEventSchema.named(type))
            #expect(Set(schema.fields.map(\.name)).count == schema.fields.count, "\(type)")
        }
        #expect(AuditEventSchema.named("query.answer") == nil)
    }
}
