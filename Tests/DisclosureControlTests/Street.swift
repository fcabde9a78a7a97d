import Catalogue
import DifferentialPrivacy
import DisclosureControl
import GatewayTesting
import JSON
import QueryEngines
import QueryLanguage
import Testing

@testable import Governance

/// The street before and after this room: questions to the small region, and engines that find what a test says.
enum Street {
    static func catalogue() throws -> Catalogue {
        try SmallRegion.catalogue()
    }

    static func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limits: .document)
    }

    /// A good query with some members replaced.
    static func resolve(_ members: [(String, String)]) throws -> ResolvedQuery {
        var object = JSONObject([
            ("project", "P-0001"), ("purpose", "research"), ("unit", "person"), ("asOf", "2026-03"),
            ("measures", ["people": ["count": "unit"]]),
        ])
        for (name, text) in members { object[name] = try parse(text) }
        return try QueryResolver.resolve(.object(object), in: catalogue())
    }

    static func authorize(_ query: ResolvedQuery, _ obligations: [Obligation]) -> AuthorizedQuery {
        AuthorizedQuery(
            query: query, actor: "r-1", project: query.project, approval: "a-1",
            policy: PolicyIdentity(
                id: "north-west", version: "3", hash: String(repeating: "ab", count: 32), charter: "1.0"),
            obligations: obligations, verdicts: [])
    }

    /// A plan whose keys are the canonical text itself, in hexadecimal: no two texts share one.
    static func plan(
        _ members: [(String, String)], obligations: [Obligation] = [.protect(profile: "standard")],
        digest: String = "d1", optOutVersion: String = "2026-03-02", profile: Profile? = nil
    ) throws -> ReleasePlan {
        let catalogue = try catalogue()
        let asOf = try #require(Month("2026-03"))
        let snapshots = Dictionary(
            uniqueKeysWithValues: catalogue.datasets.map { ($0.id, SnapshotIdentity(asOf: asOf, digest: digest)) })
        return try ReleasePlan(
            authorize(resolve(members), obligations), catalogue: catalogue, profile: profile ?? standard(),
            snapshots: snapshots, optOutVersion: optOutVersion, hash: { $0 })
    }

    static func keys(_ members: [(String, String)]) throws -> Set<String> {
        Set(try plan(members).draws.map(\.key))
    }

    /// An engine's finding: the entry of each tabulated marginal and part, in the query's order.
    static func table(_ query: ResolvedQuery, _ cell: (Marginal, MeasurePart, Int) -> ExactCell) -> UnprotectedTable {
        UnprotectedTable(
            cells: query.tabulated.map { marginal in
                query.parts.map { part in
                    (0..<(marginal.cellCount * part.entriesPerCell)).map { cell(marginal, part, $0) }
                }
            })
    }

    /// The same number of units in every cell, where a share has half of them and each unit one event.
    static func even(_ query: ResolvedQuery, units: Int) -> UnprotectedTable {
        table(query) { _, part, _ in people(units, part) }
    }

    static func people(_ units: Int, _ part: MeasurePart) -> ExactCell {
        guard case .share = part else {
            return ExactCell(value: units, units: units, persons: units, complement: nil, top: .none)
        }
        let half = units / 2
        return ExactCell(
            value: half, units: half, persons: half,
            complement: ExactCell.Complement(units: units - half, persons: units - half), top: .none)
    }

    static func stored(_ drawn: [DrawnMarginal]) -> [String: DrawnMarginal] {
        Dictionary(uniqueKeysWithValues: drawn.map { ($0.key, $0) })
    }
}

extension Street {
    static let profileText = """
        {"profile":"standard","version":"1","floors":{"person":{"units":10,"persons":10,"threshold":10},
         "household":{"units":5,"persons":10,"threshold":10},"organisation":{"units":3,"persons":0,"threshold":3}},
         "thresholdMultiple":2,"noise":{"high":9,"standard":25,"exploratory":100,"scan":400},"roundingBase":5,"sensitive":false,
         "limits":{"dimensions":4,"cells":5000,"unitsPerCell":20},
         "budget":{"project":"2","dataset":"10","personSpine":"10","householdSpine":"1440","organisationSpine":"10",
          "days":365},"tickMilliseconds":250,"toldDelta":"1/10000000"}
        """

    static func standard() throws -> Profile { try Profile(parse(profileText)) }
}
