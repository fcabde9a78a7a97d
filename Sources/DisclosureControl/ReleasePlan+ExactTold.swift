import Catalogue
package import JSON
import QueryLanguage

/// What is told of an exact profile: its parameters, rules, promise, and what it does not promise.
extension ReleasePlan {
    /// How far rounding or change, and another cell's number, may take each part from the truth; nil for noise.
    var exactHalfWidths: [Int]? {
        switch profile.mechanism {
        case .noise: nil
        case .suppression(let rules): query.parts.map { rules.rounding.error + aliasReach * $0.bound }
        case .cellKey(let rules): query.parts.map { rules.table.maximum + aliasReach * $0.bound }
        }
    }

    /// The rule's own numbers stay out: (n, k) and p tell an attacker how near a hidden cell was.
    var exactParameters: JSONValue? {
        var parameters: JSONObject = [
            "unit": .string(query.unit.rawValue), "leastUnits": .integer(floor.units),
            "leastPersons": .integer(floor.persons),
        ]
        switch profile.mechanism {
        case .noise: return nil
        case .suppression(let rules):
            parameters["rounding"] = .string(rules.rounding.name)
            parameters["leastPossibleValues"] = .integer(rules.leastPossible)
        case .cellKey(let rules):
            parameters["perturbation"] = .string("\(rules.table.name) version \(rules.table.version)")
            parameters["largestChange"] = .integer(rules.table.maximum)
        }
        return .object(parameters)
    }

    /// The rules in the order in which they are applied; nil for noise.
    var exactRules: [String]? {
        let first = [
            "static limits from metadata before the data were read",
            "counts and ratios of counts that show, nothing else",
            "least number of units and of the persons behind them; nobody shows as nobody",
        ]
        let last = [
            "a cell that was hidden once stays hidden",
            "a cell that differs from an earlier one by a few units shows that one's number",
        ]
        switch profile.mechanism {
        case .noise: return nil
        case .suppression:
            return first + [
                "dominance of few contributors, and how well one could tell another",
                "a whole line along a sensitive variable where it would tell of everybody in it",
                "further cells hidden, so that no hidden one follows from what shows",
                "an attacker's interval audit of every hidden cell",
                "rounding of counts, last",
            ] + last + ["two people look at the table before it leaves"]
        case .cellKey: return first + ["change of counts by a table and the keys of the units behind them"] + last
        }
    }

    /// What the profile keeps, in one honest sentence; nil for noise.
    var exactGuarantee: String? {
        let units = query.unit == .person ? "people" : "\(query.unit.rawValue)s"
        switch profile.mechanism {
        case .noise: return nil
        case .suppression(let rules):
            return
                "Every number above 0 comes from at least \(floor.units) \(units), and every hidden cell keeps at least "
                + "\(rules.leastPossible) possible values given this table alone; nothing is promised against putting it "
                + "together with other tables, for which a person has looked at it, and a true 0 shows."
        case .cellKey:
            return "Every number above 0 comes from at least \(floor.units) \(units) and is changed by at most "
                + "\(exactHalfWidths?.first ?? 0), the same wherever the same \(units) are counted; "
                + "this is not differential privacy, and a true 0 shows."
        }
    }

    var exactNotes: [String]? {
        if case .noise = profile.mechanism { return nil }
        return [
            "noise95 says how far a value may lie from the truth at most: by rounding or change, and because a cell that is "
                + "almost an earlier one shows that one's number.",
            "sampling95 takes the shown numbers as an exact sample.",
            "not-shown has one meaning for all its causes; totals are protected by themselves and need not equal sums.",
        ]
    }

    /// The statement for experts, as `/v1/checks` and records hold it. Throws `accounting`.
    package func statementJSON() throws(DisclosureError) -> JSONValue {
        if case .noise = profile.mechanism { return try statement().json }
        return [profile.priced: .string("\(try cost())"), "promise": .string(exactGuarantee ?? "")]
    }

    /// As an audit entry names the parameters.
    package var controlParameters: String {
        switch profile.mechanism {
        case .noise: noiseParameters
        case .suppression(let rules): "rounding \(rules.rounding.name)"
        case .cellKey(let rules): "perturbation \(rules.table.name)"
        }
    }
}

extension Profile {
    /// What its budget is counted in.
    package var priced: String {
        switch mechanism {
        case .noise: "rho"
        case .suppression: "tables"
        case .cellKey: "cells"
        }
    }
}
