import Governance
import Identity
import JSON
import Testing

@Suite struct `The clock of an incident` {
    private static let known = "2026-04-01T09:30:00Z"

    private static func incident(knownAt known: String = known) throws -> Incident {
        let report: JSONValue = ["what": "A laptop was lost.", "severity": "high", "knownAt": .string(known)]
        return try Incident(
            id: "I-0001", report: report, by: Fixture.rita.person, at: Moment("2026-04-01T10:00:00Z")!)
    }

    @Test(arguments: [
        ("2026-04-01T09:30:00Z", 72), ("2026-04-01T09:30:01Z", 71), ("2026-04-04T09:29:59Z", 0),
        ("2026-04-04T09:30:00Z", 0), ("2026-04-04T09:30:01Z", -1), ("2026-04-04T10:30:01Z", -2),
    ])
    func `counts whole hours down from the time of knowing, and goes on below zero`(now: String, left: Int) throws {
        #expect(try Self.incident().hoursLeft(at: Moment(now)!) == left)
    }

    @Test func `stops once the regulator was told, and a note does not stop it`() throws {
        let now = Moment("2026-04-02T09:30:00Z")!
        var incident = try Self.incident()
        for (step, left, isOpen) in [("note", 48, true), ("regulator", nil, true), ("closed", nil, false)] {
            incident = try incident.taking(
                step: ["step": .string(step), "words": "Done."], by: Fixture.stew.person, at: now)
            #expect(incident.hoursLeft(at: now) == left && incident.isOpen == isOpen)
        }
        #expect(incident.version == 4)
        #expect(try Incident(json: incident.json) == incident)
    }

    @Test func `begins at no time that is still to come`() {
        let error = #expect(throws: JSONError.self) { try Self.incident(knownAt: "2026-04-01T10:00:01Z") }
        #expect(error?.pointer == "/knownAt")
    }
}
