import Catalogue
package import JSON
import QueryLanguage

extension ReleasableTable {
    /// `protection` of the answer: the profile, one sentence that promises what is kept, and how to read the numbers.
    ///
    /// - Parameter record: the path of the disclosure record.
    /// Throws `accounting`.
    package func protectionJSON(record: String) throws(DisclosureError) -> JSONValue {
        [
            "profile": .string(plan.profile.name),
            "version": .string(plan.profile.version),
            "guarantee": .string(try plan.guarantee()),
            "notes": .array((plan.exactNotes ?? plan.privateNotes ?? Self.notes).map { .string($0) }),
            "record": .string(record),
        ]
    }

    static let notes = [
        "noise95 says how far noise and rounding may have moved a value; it is not a sampling interval.",
        "sampling95 takes the shown numbers as an exact sample; it leaves out noise.",
        "Values marked lowReliability lie near the threshold, where those that show tend to be too high, "
            + "or have an interval that is wide for their size.",
        "not-shown has one meaning for all its causes; totals are drawn by themselves and need not equal sums.",
    ]
}

extension ReleasePlan {
    /// What the profile keeps, in one honest sentence.
    func guarantee() throws(DisclosureError) -> String {
        if let exactGuarantee { return exactGuarantee }
        if let privateGuarantee = try privateGuarantee() { return privateGuarantee }
        let unit = query.unit.rawValue
        let units = query.unit == .person ? "people" : "\(unit)s"
        let behind = floor.persons > 0 && query.unit != .person ? " with at least \(floor.persons) people in them" : ""
        let linked = linkedFloor > 0 ? " linked to at least \(linkedFloor) others such as households" : ""
        let rounding = profile.roundingBase > 1 ? " and is rounded to \(profile.roundingBase) where it is a count" : ""
        let yearly = profile.starBudget.map { ", and \($0) for all tables of a project in a year" } ?? ""
        return
            "Every number comes from at least \(floor.units) \(units)\(behind)\(linked), carries random noise\(rounding); "
            + "the numbers that show cost any one \(unit) ρ = \(try cost()) of zero-concentrated differential privacy, "
            + "and beyond that a value that is not shown may betray, with a probability of at most \(try starLeakText()) "
            + "for this table\(yearly), that a count stands at the limit."
    }
}
