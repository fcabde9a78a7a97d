import Catalogue
import DifferentialPrivacy
import Governance
package import JSON
import QueryLanguage

extension ReleasePlan {
    /// The disclosure record: what was asked, the parameters that may be told, the rules that were applied (never what
    /// they found), and the versions of everything. The same for every answer to this plan.
    ///
    /// Throws `accounting`, or `unwritable` where the query's canonical text cannot be read back.
    package func record() throws(DisclosureError) -> JSONValue {
        let canonical: JSONValue
        do { canonical = try JSONValue(parsing: query.canonical, limits: .document) } catch { throw .unwritable(error) }
        return [
            "query": canonical,
            "says": .string(query.says),
            "profile": ["name": .string(profile.name), "version": .string(profile.version)],
            "parameters": exactParameters ?? privateParameters ?? parameters,
            "parts": .array(
                query.parts.indices.map { part in
                    ["part": query.canonicalParts[part], "perCell": .integer(query.parts[part].bound)]
                }),
            "rules": .array((exactRules ?? privateRules ?? rules).map { .string($0) }),
            "price": .array(
                try priceLines().map { line in
                    [
                        "ledger": .string(line.ledger.name), profile.priced: .string("\(line.amount)"),
                        "cap": .string("\(line.cap ?? .zero)"),
                    ]
                }),
            "statement": try statementJSON(),
            "versions": versions,
        ]
    }

    private var parameters: JSONValue {
        var parameters: JSONObject = [
            "unit": .string(query.unit.rawValue),
            "leastUnits": .integer(floor.units),
            "leastPersons": .integer(floor.persons),
            "noisyUnitsAtLeast": .integer(threshold),
            "noisyComplementAtLeast": .integer(complementThreshold),
            "noise": "discrete Gaussian",
            "noiseMultiplierSquared": .integer(noiseMultiplierSquared),
            "roundingBase": .integer(profile.roundingBase),
        ]
        if linkedFloor > 0 { parameters["leastLinkedUnits"] = .integer(linkedFloor) }
        return .object(parameters)
    }

    private var rules: [String] {
        var rules = [
            "static limits from metadata before the data were read",
            "contribution bounding for each cell and each marginal",
            "floor on the true number of units and of the persons behind them",
            "exact discrete Gaussian noise for every cell, empty ones included",
            "threshold on the noisy number of units",
            "rounding of counts, last",
        ]
        if linkedFloor > 0 { rules.append("floor on the true number of units that derived variables are seen through") }
        if governance.wholeOf.contains(where: { $0 != nil }) {
            rules.append("floor and threshold on the complement of every share")
        }
        if query.totals { rules.append("a lone hidden cell in a group hides the next one of the code list") }
        return rules
    }

    /// The policy, the releases and the opt-out list that the answer rests on.
    package var versions: JSONValue {
        var releases = JSONObject()
        let registers = [query.unit, .person].compactMap { catalogue.register(of: $0)?.id }
        for dataset in query.datasets.union(registers).sorted() {
            releases["\(dataset)"] = snapshots[dataset].map { .string("\($0.asOf)/\($0.digest)") }
        }
        let policy = authorized.policy
        return [
            "asOf": .string("\(query.asOf)"),
            "snapshots": .object(releases),
            "optOuts": .string(optOutVersion),
            "policy": [
                "id": .string(policy.id), "version": .string(policy.version), "hash": .string(policy.hash),
                "charter": .string(policy.charter),
            ],
        ]
    }
}
