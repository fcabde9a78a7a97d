package import Identity
import JSON

/// Why the law lets the project use the data (LEG-1). A draft may leave any part out.
package struct LegalGrounds: Sendable, Hashable {
    package let basis: String?
    package let reference: String?
    package let confidentiality: ConfidentialityRoute?
    /// The reference of the data protection impact assessment.
    package let impactAssessment: String?
    /// The reference of the research ethics opinion.
    package let ethics: String?

    static let none = LegalGrounds(
        basis: nil, reference: nil, confidentiality: nil, impactAssessment: nil, ethics: nil)

    /// What is still missing, in words.
    ///
    /// - Parameter isResearch: whether one of the project's purposes is research, which needs an ethics opinion.
    func gaps(isResearch: Bool) -> [String] {
        [
            ("the legal basis", basis), ("the number of the legal basis", reference),
            ("the way in which patients' trust is kept", confidentiality?.route),
            ("the number of the impact assessment", impactAssessment),
            ("the number of the ethics opinion", isResearch ? ethics : ""),
        ].compactMap { words, value in value == nil ? words : nil }
    }
}

/// On what ground what people told in confidence may be used, such as consent or support under section 251.
package struct ConfidentialityRoute: Sendable, Hashable {
    package let route: String
    package let reference: String
    /// The last day on which it holds.
    package let lastDay: CivilDay
}

extension LegalGrounds {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("basis", "reference", "confidentiality", "impactAssessment", "ethics")
        self.init(
            basis: try fields.optional("basis")?.text(1...200),
            reference: try fields.optional("reference")?.text(1...200),
            confidentiality: try fields.reading("confidentiality") { cursor throws(JSONError) in
                try ConfidentialityRoute(cursor)
            },
            impactAssessment: try fields.optional("impactAssessment")?.text(1...200),
            ethics: try fields.optional("ethics")?.text(1...200))
    }

    var json: JSONValue {
        var object = JSONObject()
        object["basis"] = basis.map { .string($0) }
        object["reference"] = reference.map { .string($0) }
        object["confidentiality"] = confidentiality?.json
        object["impactAssessment"] = impactAssessment.map { .string($0) }
        object["ethics"] = ethics.map { .string($0) }
        return .object(object)
    }
}

extension ConfidentialityRoute {
    init(_ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("route", "reference", "lastDay")
        self.init(
            route: try fields.required("route").text(1...200),
            reference: try fields.required("reference").text(1...200),
            lastDay: try fields.required("lastDay").day())
    }

    var json: JSONValue {
        ["route": .string(route), "reference": .string(reference), "lastDay": .string(lastDay.description)]
    }
}
