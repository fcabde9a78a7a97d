package import Identity
package import JSON

/// In which capacity somebody sits on the panel; kept in the record of the person.
package enum PanelSeat: String, Sendable, Hashable, CaseIterable {
    case publicMember, professional
}

/// A meeting of the panel about one text: who was there, who had a conflict of interest, and how they voted.
package struct Meeting: Sendable, Hashable {
    /// From 1, in the order of recording.
    package let number: Int
    package let heldOn: CivilDay
    /// The panel member who led the meeting and recorded it.
    package let chair: PersonID
    package let recordedAt: Moment
    package let attendance: [Attendee]
    package internal(set) var votes: [Vote]

    package struct Attendee: Sendable, Hashable {
        package let person: PersonID
        package let seat: PanelSeat
        /// The conflict of interest that they declared; nil where they declared that there is none.
        package let conflict: String?
    }

    package struct Vote: Sendable, Hashable {
        package let person: PersonID
        package let word: Word
        /// Whether sensitive numbers may leave for areas below ward (PRI-5); nil where they did not say.
        package let smallAreas: Word?
        package let at: Moment

        package enum Word: String, Sendable, Hashable, CaseIterable {
            case agree = "for"
            case disagree = "against"
            case abstain
        }
    }

    /// Who may vote: those who were there and have no conflict.
    func mayVote(_ person: PersonID) -> Bool {
        attendance.contains { $0.person == person && $0.conflict == nil }
    }

    /// Whether this person was there, may vote and has not.
    package func awaitsVote(of person: PersonID) -> Bool {
        mayVote(person) && !votes.contains { $0.person == person }
    }

    /// Those who voted: only they took part in the decision.
    var takingPart: [Attendee] {
        attendance.filter { attendee in votes.contains { $0.person == attendee.person } }
    }

    var publicMembers: Int { takingPart.count { $0.seat == .publicMember } }

    func count(_ word: Vote.Word) -> Int { votes.count { $0.word == word } }

    var hasAgreed: Bool { count(.agree) > count(.disagree) }

    /// Whether more than half of those who took part said yes to areas below ward: silence is no yes.
    var allowsSmallAreas: Bool { 2 * votes.count { $0.smallAreas == .agree } > takingPart.count }
}

/// What the chair sends of a meeting.
package struct MeetingRecord: Sendable, Hashable {
    package let heldOn: CivilDay
    package let attendance: [Attendee]

    package struct Attendee: Sendable, Hashable {
        package let person: PersonID
        package let conflict: String?
    }
}

extension MeetingRecord {
    /// The word for having no conflict of interest. It must be said, so that silence is not taken for it.
    private static let noConflict = "none"

    init(_ fields: JSONFields) throws(JSONError) {
        let list = try fields.required("attendance")
        var attendance: [Attendee] = []
        for member in try list.array() {
            let fields = try member.object()
            try fields.allowOnly("person", "conflict")
            let person = try fields.required("person")
            let conflict = try fields.required("conflict").text(1...500)
            let attendee = Attendee(
                person: try person.personID(), conflict: conflict == Self.noConflict ? nil : conflict)
            guard !attendance.contains(where: { $0.person == attendee.person }) else {
                throw person.fail("name each person once")
            }
            attendance.append(attendee)
        }
        guard (1...100).contains(attendance.count) else { throw list.fail("name 1 to 100 people") }
        self.init(heldOn: try fields.required("heldOn").day(), attendance: attendance)
    }
}

extension Meeting {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("number", "heldOn", "chair", "recordedAt", "attendance", "votes")
        var attendance: [Attendee] = []
        for member in try fields.required("attendance").array() { attendance.append(try Attendee(member)) }
        var votes: [Vote] = []
        for member in try fields.required("votes").array() { votes.append(try Vote(member)) }
        self.init(
            number: try fields.required("number").integer(in: 1...1_000_000),
            heldOn: try fields.required("heldOn").day(), chair: try fields.required("chair").personID(),
            recordedAt: try fields.required("recordedAt").moment(), attendance: attendance, votes: votes)
    }

    package var json: JSONValue {
        [
            "number": .integer(number), "heldOn": .string(heldOn.description), "chair": .string(chair.description),
            "recordedAt": .string(recordedAt.description), "attendance": .array(attendance.map(\.json)),
            "votes": .array(votes.map(\.json)),
        ]
    }
}

extension Meeting.Attendee {
    fileprivate init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("person", "seat", "conflict")
        self.init(
            person: try fields.required("person").personID(),
            seat: try fields.required("seat").oneOf(PanelSeat.self),
            conflict: try fields.optional("conflict")?.string())
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["person": .string(person.description), "seat": .string(seat.rawValue)]
        object["conflict"] = conflict.map { .string($0) }
        return .object(object)
    }
}

extension Meeting.Vote {
    fileprivate init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("person", "vote", "smallAreas", "at")
        self.init(
            person: try fields.required("person").personID(), word: try fields.required("vote").oneOf(Word.self),
            smallAreas: try fields.optional("smallAreas")?.oneOf(Word.self), at: try fields.required("at").moment())
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "person": .string(person.description), "vote": .string(word.rawValue), "at": .string(at.description),
        ]
        object["smallAreas"] = smallAreas.map { .string($0.rawValue) }
        return .object(object)
    }
}
