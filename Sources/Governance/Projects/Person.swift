package import Identity
package import JSON

/// What stewards keep about a person who uses the gateway (Safe People).
package struct Person: Sendable, Hashable {
    package let id: PersonID
    package let name: String
    package let affiliation: String
    /// The accreditation's number, and its last day.
    package let accreditation: Term?
    /// The safe-researcher training's certificate, and its last day.
    package let training: Term?
    /// The version of the researcher agreement that the person signed.
    package let agreement: String?
    /// The seat on the panel, where the person has one.
    package let seat: PanelSeat?
    /// The first day on which the person is no longer one of us.
    package let left: CivilDay?
    /// Rises by one with each change, from 1.
    package let version: Int

    /// Something with a reference that holds until a day, that day included.
    package struct Term: Sendable, Hashable {
        package let reference: String
        package let lastDay: CivilDay

        package init(reference: String, lastDay: CivilDay) {
            self.reference = reference
            self.lastDay = lastDay
        }
    }

    package init(
        id: PersonID, name: String, affiliation: String, accreditation: Term?, training: Term?, agreement: String?,
        seat: PanelSeat?,
        left: CivilDay?, version: Int
    ) {
        self.id = id
        self.name = name
        self.affiliation = affiliation
        self.accreditation = accreditation
        self.training = training
        self.agreement = agreement
        self.seat = seat
        self.left = left
        self.version = version
    }

    /// Whether the person has left by this day.
    package func hasLeft(by day: CivilDay) -> Bool { left.map { $0 <= day } ?? false }
}

extension Person {
    /// Reads the body of a request that records a person; the id stands in the request's path.
    ///
    /// - Parameters:
    ///   - body: `name`, `affiliation`, and where there are any `accreditation`, `training` (each `reference` and
    ///     `lastDay`), `agreement`, `seat`, `left`.
    ///   - version: the version that this record gets.
    ///
    /// Throws a `JSONError` with the place of what does not fit.
    package init(id: PersonID, body: JSONValue, version: Int) throws(JSONError) {
        let fields = try JSONCursor(body).object()
        try fields.allowOnly(Self.members)
        try self.init(id: id, fields: fields, version: version)
    }

    /// Reads the stored form. Throws a `JSONError` with the place of what does not fit.
    package init(json: JSONValue) throws(JSONError) {
        let fields = try JSONCursor(json).object()
        try fields.allowOnly(["id", "version"] + Self.members)
        try self.init(
            id: try fields.required("id").personID(), fields: fields,
            version: try fields.required("version").integer(in: 1...1_000_000))
    }

    /// The stored form, and what stewards read.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.description), "version": .integer(version), "name": .string(name),
            "affiliation": .string(affiliation),
        ]
        object["accreditation"] = accreditation?.json
        object["training"] = training?.json
        object["agreement"] = agreement.map { .string($0) }
        object["seat"] = seat.map { .string($0.rawValue) }
        object["left"] = left.map { .string($0.description) }
        return .object(object)
    }

    private static let members = ["name", "affiliation", "accreditation", "training", "agreement", "seat", "left"]

    private init(id: PersonID, fields: JSONFields, version: Int) throws(JSONError) {
        var accreditation: Term?
        if let member = fields.optional("accreditation") { accreditation = try Term(member) }
        var training: Term?
        if let member = fields.optional("training") { training = try Term(member) }
        var agreement: String?
        if let member = fields.optional("agreement") { agreement = try member.word() }
        var seat: PanelSeat?
        if let member = fields.optional("seat") {
            seat = try member.oneOf(PanelSeat.self)
        }
        var left: CivilDay?
        if let member = fields.optional("left") { left = try member.day() }
        self.init(
            id: id, name: try fields.required("name").text(1...200),
            affiliation: try fields.required("affiliation").text(1...200), accreditation: accreditation,
            training: training, agreement: agreement, seat: seat, left: left, version: version)
    }
}

extension Person.Term {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("reference", "lastDay")
        self.init(
            reference: try fields.required("reference").text(1...100), lastDay: try fields.required("lastDay").day())
    }

    var json: JSONValue {
        ["reference": .string(reference), "lastDay": .string(lastDay.description)]
    }
}
