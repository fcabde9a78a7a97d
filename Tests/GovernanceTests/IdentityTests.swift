import Identity
import JSON
import Testing

@Suite struct `A credential becomes a person` {
    private let token = BearerToken(randomBytes: Array(1...32))
    private let now = Moment("2026-04-01T09:00:00Z")!

    private func record(expires: String = "2026-05-01T00:00:00Z", revoked: String? = nil) -> TokenRecord {
        TokenRecord(
            id: "t1", hash: token.storedHash(sha256: Fixture.digestBytes), person: PersonID("rita")!,
            roles: [.researcher], controllers: [], expires: Moment(expires)!, strength: .oneFactor,
            revoked: revoked.map { Moment($0)! })
    }

    private func authenticate(_ header: String?, _ record: TokenRecord?) -> AuthenticationDecision {
        CredentialChecker(sha256: Fixture.digestBytes, issuers: []).authenticate(
            header: header, certificate: nil, now: now, lookUp: { hash in record?.hash == hash ? record : nil })
    }

    @Test func `a valid token makes its person`() throws {
        guard case .authenticated(let principal) = authenticate("bearer \(token.reveal())", record()) else {
            Issue.record("refused")
            return
        }
        #expect(principal.person.description == "rita")
        #expect(principal.roles == [.researcher])
    }

    @Test(
        arguments: [
            (nil, AuthenticationRefusal.missing), ("", .malformed), ("Bearer", .malformed), ("Bearer ", .malformed),
            ("Basic cml0YTpwYXNz", .malformed), ("Bearer salthouse_12", .malformed),
            ("Bearer  salthouse_" + String(repeating: "a", count: 64), .malformed),
            ("Bearer salthouse_" + String(repeating: "A", count: 64), .malformed),
            ("Bearer salthouse_" + String(repeating: "a", count: 64) + " ", .malformed),
            ("Bearer salthouse_" + String(repeating: "a", count: 64), .unknown),
        ] as [(String?, AuthenticationRefusal)])
    func `a header without a known token is refused`(header: String?, refusal: AuthenticationRefusal) {
        #expect(authenticate(header, record()) == .refused(refusal))
    }

    @Test func `a token ends at its moment, and when it is taken back`() {
        let header = "Bearer \(token.reveal())"
        #expect(authenticate(header, record(expires: "2026-04-01T09:00:00Z")) == .refused(.expired))
        #expect(authenticate(header, record(revoked: "2026-03-31T09:00:00Z")) == .refused(.revoked))
        #expect(authenticate(header, record().revoking(at: now)) == .refused(.revoked))
        #expect(authenticate(header, nil) == .refused(.unknown))
    }

    @Test func `every refusal has its own code and plain words`() {
        #expect(Set(AuthenticationRefusal.allCases.map(\.code)).count == AuthenticationRefusal.allCases.count)
        for refusal in AuthenticationRefusal.allCases {
            #expect(refusal.message.hasSuffix(".") && refusal.change.hasSuffix("."))
        }
    }

    @Test func `a token never shows by accident`() {
        var dumped = ""
        dump([token], to: &dumped)
        for text in ["\(token)", String(reflecting: [token]), dumped] {
            #expect(!text.contains("0102"), "\(text)")
        }
    }

    @Test func `a record is read back as it was stored`() throws {
        for record in [record(), record(revoked: "2026-04-01T00:00:00Z")] {
            #expect(try TokenRecord(json: record.json) == record)
        }
    }
}

@Suite struct `Days and moments` {
    @Test(arguments: ["1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29", "2026-04-01", "9999-12-31"])
    func `a day is written as it is read`(text: String) {
        #expect(CivilDay(text)?.description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-13-01", "2026-04-31", "2026-4-01", "1969-12-31", "", "2026-04-0１",
    ])
    func `what is no day is not read`(text: String) { #expect(CivilDay(text) == nil) }

    @Test func `every day follows the one before`() {
        var previous = CivilDay("1970-01-01")!
        for number in 1...60_000 {
            let day = CivilDay(number: number)!
            #expect(previous < day && CivilDay(day.description) == day)
            previous = day
        }
    }

    @Test(arguments: [
        ("2026-04-01", 12, "2027-04-01"), ("2024-02-29", 12, "2025-02-28"), ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"), ("9999-12-31", 12, "9999-12-31"),
    ])
    func `months are added by the calendar`(from: String, months: Int, to: String) {
        #expect(CivilDay(from)?.adding(months: months).description == to)
    }

    @Test func `a moment is written as it is read, and knows its day`() {
        #expect(Moment("2026-04-01T23:59:59Z")?.description == "2026-04-01T23:59:59Z")
        #expect(Moment("2026-04-01T23:59:59Z")?.day.description == "2026-04-01")
        for text in ["2026-04-01T24:00:00Z", "2026-04-01T00:60:00Z", "2026-04-01 00:00:00Z", "2026-04-01T00:00:00"] {
            #expect(Moment(text) == nil)
        }
    }
}
