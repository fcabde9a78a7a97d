import AuditLog
import Gateway
import HTTP
import Identity
import JSON
import Testing

@testable import GatewayAPI

@Suite("Nobody asks more in a minute than is declared")
struct LimitTests {
    private let now = Moment("2026-04-01T08:00:00Z")!

    /// A gate with one number for all, or with none.
    private static func gate(_ most: Int?, lockMinutes: Int = 2) -> RequestGate {
        let cap = most.map { RequestLimits.Cap.most($0) } ?? .unlimited
        return RequestGate(
            RequestLimits(perPerson: cap, perProject: cap, perAddress: cap, refusals: cap, lockMinutes: lockMinutes))
    }

    @Test("so many are admitted, the first beyond is told of once, and the next minute begins anew")
    func minutes() {
        let gate = Self.gate(3)
        for _ in 0..<3 { #expect(gate.stranger(at: "192.0.2.7", at: now) == nil) }
        let first = gate.stranger(at: "192.0.2.7", at: now.adding(seconds: 20))
        #expect(first?.isFirst == true && first?.until == now.adding(seconds: 60))
        #expect(gate.stranger(at: "192.0.2.7", at: now.adding(seconds: 59))?.isFirst == false)
        #expect(gate.stranger(at: "192.0.2.8", at: now.adding(seconds: 59)) == nil)
        #expect(gate.stranger(at: "192.0.2.7", at: now.adding(seconds: 60)) == nil)
    }

    @Test("several questions count each, and those that are refused do not")
    func several() {
        let gate = Self.gate(20)
        #expect(gate.questions(15, about: "P-0001", at: now) == nil)
        #expect(gate.questions(6, about: "P-0001", at: now)?.limit == .project)
        #expect(gate.questions(5, about: "P-0001", at: now) == nil)
        #expect(gate.questions(1, about: "P-0001", at: now) != nil)
    }

    @Test("without a limit nobody is held")
    func unlimited() throws {
        let gate = Self.gate(nil)
        let rosa = try #require(PersonID("rosa"))
        for _ in 0..<5_000 {
            #expect(gate.stranger(at: "192.0.2.7", at: now) == nil)
            #expect(gate.person(rosa, at: now) == nil)
            #expect(gate.refusal(of: "t", from: "192.0.2.7", at: now) == (nil, []))
        }
        #expect(gate.arrival(of: rosa, from: "192.0.2.7", at: now) == nil)
    }

    @Test("however many addresses come, so many are counted, and the rest of a minute together")
    func manyAddresses() {
        var counts = MinuteCounts()
        func add(_ name: String, _ crowd: MinuteCounts.Crowd, _ moment: Moment) -> MinuteCounts.Admission {
            counts.add(1, of: name, most: 2, crowd: crowd, at: moment)
        }
        for number in 0..<MinuteCounts.mostNames {
            #expect(add("address \(number)", .isCountedTogether, now) == .admitted)
        }
        #expect(add("another", .isNotCounted, now) == .unknown)
        let others: [MinuteCounts.Admission] = [.admitted, .admitted, .first, .refused]
        for (number, expected) in others.enumerated() {
            #expect(add("other \(number)", .isCountedTogether, now) == expected)
        }
        #expect(add("address 7", .isCountedTogether, now) == .admitted)
        #expect(add("other 3", .isCountedTogether, now.adding(seconds: 60)) == .admitted)
    }

    @Test("a full table of locks forgets the one that would end first")
    func manyLocks() {
        var lockouts = Lockouts(after: 1, minutes: 60)
        for number in 0...Lockouts.mostLocks {
            let begins = lockouts.note("token \(number)", at: now.adding(seconds: number / 5_000 * 60))
            #expect(begins)
        }
        let later = now.adding(seconds: 300)
        let ends = (0...Lockouts.mostLocks).filter { lockouts.end(of: "token \($0)", at: later) != nil }
        #expect(ends.count == Lockouts.mostLocks && ends.last == Lockouts.mostLocks)
    }

    @Test("people who were seen at an address are remembered, the last ones longest")
    func newcomers() {
        var newcomers = Newcomers()
        for number in 0..<20_000 { newcomers.welcome("person \(number)", at: "192.0.2.7") }
        #expect(newcomers.knows("person 19999", at: "192.0.2.7") && newcomers.knows("person 15002", at: "192.0.2.7"))
        #expect(!newcomers.knows("person 0", at: "192.0.2.7") && !newcomers.knows("person 19999", at: "192.0.2.8"))
    }
}

@Suite("What has gone too far is answered with 429 and when to come again", .serialized)
struct LimitAnswerTests {
    let office: Office

    init() throws { office = try Office() }

    private func isHeld(_ told: Told, _ code: String, after seconds: Int) -> Bool {
        told.status == 429 && told.code == code && told.headers.first("Retry-After") == "\(seconds)"
    }

    @Test("a person: the first in a minute is in the log, and the next are not")
    func person() throws {
        for _ in 0..<500 { #expect(try office.ask("rosa", .get, "/v1/me").status == 200) }
        let before = office.log.size
        office.clock.move(seconds: 13)
        let first = try office.ask("rosa", .get, "/v1/me")
        #expect(isHeld(first, "SH-A203", after: 47) && first.entry == before)
        let entry = try office.log.entry(before)
        #expect(entry.type == "request.rejected" && entry.event["code"] == "SH-A203")
        for path in ["/v1/me", "/v1/projects", "/v1/nowhere"] {
            #expect(isHeld(try office.ask("rosa", .get, path), "SH-A203", after: 47))
        }
        #expect(office.log.size == before + 1)
        #expect(try office.ask("omar", .get, "/v1/me").status == 200)
        office.clock.move(seconds: 47)
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
    }

    @Test("a project: questions of its researchers count, each of several too, and nobody else's")
    func project() throws {
        let several: JSONValue = ["queries": .array([JSONValue](repeating: Office.query("P-0001"), count: 20))]
        for name in ["omar", "sam"] {
            for _ in 0..<11 { #expect(try office.ask(name, .post, "/v1/checks", several).status != 429) }
        }
        for _ in 0..<10 { #expect(try office.ask("rosa", .post, "/v1/checks", several).status == 200) }
        let told = try office.ask("rosa", .post, "/v1/queries", Office.query("P-0001"))
        #expect(isHeld(told, "SH-A204", after: 60) && told.entry != nil)
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
        #expect(try office.ask("omar", .post, "/v1/checks", Office.query("P-0002")).status == 200)
        // To somebody else the project looks as it always does.
        #expect(try office.ask("omar", .post, "/v1/checks", Office.query("P-0001")).status != 429)
    }

    @Test("an address without a person, on every kind of path; who is signed in goes on")
    func address() throws {
        for number in 0..<300 {
            let path = ["/health/live", "/v1/me", "/v1/register"][number % 3]
            #expect(try office.ask(nil, .get, path).status != 429)
        }
        for path in ["/health/live", "/v1/me", "/v1/register"] {
            #expect(isHeld(try office.ask(nil, .get, path), "SH-A205", after: 60))
        }
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
    }

    @Test("a locked address lets in whoever was there before, and tells nobody else whether a token is good")
    func lockedAddress() throws {
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
        for number in 0..<20 { #expect(try office.ask("nobody \(number)", .get, "/v1/me").code == "SH-I103") }
        for name in ["nobody else", "omar"] {
            #expect(isHeld(try office.ask(name, .get, "/v1/me"), "SH-A206", after: 120))
        }
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
        office.clock.move(seconds: 120)
        #expect(try office.ask("omar", .get, "/v1/me").status == 200)
        #expect(try office.ask("nobody else", .get, "/v1/me").code == "SH-I103")
        let before = office.log.size
        office.handler.stop()
        let entries = try (0..<office.log.size).map { try office.log.entry($0) }.filter { $0.type == "auth.failures" }
        #expect(office.log.size == before + 1)
        #expect(entries.map { $0.event["count"] } == [22, 1])
        #expect(entries.first?.event["reasons"] == ["SH-A206", "SH-I103"])
    }

    @Test("a token that was refused too often is not read any more, from wherever it comes")
    func lockedToken() throws {
        let header: HTTPHeaders = ["Authorization": "Bearer \(Office.token("nobody").reveal())"]
        func from(_ address: String) throws -> Told {
            try office.send(HTTPRequest(method: .get, target: "/v1/me", headers: header, peer: .ip(address)))
        }
        for number in 0..<20 { #expect(try from("192.0.2.\(number)").code == "SH-I103") }
        #expect(isHeld(try from("198.51.100.1"), "SH-A207", after: 120))
        #expect(try office.ask("rosa", .get, "/v1/me").status == 200)
        office.clock.move(seconds: 121)
        #expect(try from("198.51.100.1").code == "SH-I103")
    }

    @Test(
        "what is counted is what one subscriber has",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"), ("::1", "::/64"),
        ])
    func networks(address: String, network: String) {
        #expect(PeerAddress.ip(address).network == network)
        #expect(PeerAddress.unixSocket.network == "unix socket")
    }
}
