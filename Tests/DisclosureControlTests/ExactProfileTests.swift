import Catalogue
import DisclosureControl
import Foundation
import GatewayTesting
import JSON
import Testing

/// The exact profiles as they are published, with changes, and with rules of dominance as a site has them.
enum ExactProfiles {
    static let dominance =
        #"{"dominance":{"contributors":2,"percent":90},"percent":10,"salt":"\#(String(repeating: "5a", count: 32))"}"#

    /// A site's rules; the digest is the text itself.
    static func rules(_ text: String = dominance) throws(DisclosureError) -> DominanceRules {
        try DominanceRules(parsing: Array(text.utf8), digest: { String(decoding: $0, as: UTF8.self) })
    }

    static func text(_ name: String) throws -> String {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/profiles/\(name).json")
        return try String(contentsOf: path, encoding: .utf8)
    }

    static func profile(_ name: String, replacing: [(String, String)] = []) throws -> Profile {
        var text = try text(name)
        for (old, new) in replacing {
            let range = try #require(text.range(of: old), "\(old) is in the profile")
            text.replaceSubrange(range, with: new)
        }
        return try Profile(Street.parse(text), perturbations: [CellKeyTests.published()]).keeping(rules())
    }

    /// Where a profile is refused; nil where it is read.
    static func fault(_ name: String, replacing: [(String, String)]) throws -> String? {
        do {
            _ = try profile(name, replacing: replacing)
            return nil
        } catch DisclosureError.profile(let error) { return error.pointer }
    }
}

@Suite("The exact profiles are read above their own floors")
struct ExactProfileTests {
    @Test("each names its mechanism; only `counts-nhs` needs a person's review")
    func mechanisms() throws {
        let suppression = try ExactProfiles.profile("counts-nhs")
        #expect(suppression.needsReview)
        guard case .suppression(let rules) = suppression.mechanism else { throw Unread() }
        #expect(rules.rounding == .nearestFive)
        let cellKey = try ExactProfiles.profile("cell-key")
        #expect(!cellKey.needsReview)
        guard case .cellKey = cellKey.mechanism else { throw Unread() }
        #expect(!(try Street.standard()).needsReview)
    }

    @Test(
        "nobody can lower a floor: the place is named",
        arguments: [
            ("counts-nhs", #""units": 10"#, #""units": 9"#, "/floors/person/units"),
            ("counts-nhs", #""rounding": "5""#, #""rounding": "1""#, "/rounding"),
            ("counts-nhs", #""rounding": "5","#, #""rounding": "5", "percent": 10,"#, "/percent"),
            ("counts-nhs", #""leastPossible": 3"#, #""leastPossible": 2"#, "/leastPossible"),
            ("counts-nhs", #""dimensions": 3"#, #""dimensions": 4"#, "/limits"),
            ("counts-nhs", #""tables": 200"#, #""tables": 201"#, "/budget/tables"),
            ("counts-nhs", #""tables": 200"#, #""cells": 200"#, "/budget/cells"),
            ("counts-nhs", #""datasets": []"#, #""datasets": ["a", "a"]"#, "/datasets/1"),
            ("cell-key", #""cells": 2000"#, #""cells": 2001"#, "/budget/cells"),
            ("cell-key", #""perturbation": "d5-v3-js2""#, #""perturbation": "d1""#, "/perturbation"),
            ("cell-key", #""persons": 10"#, #""persons": 9"#, "/floors/person/persons"),
        ])
    func floors(name: String, good: String, bad: String, place: String) throws {
        #expect(try ExactProfiles.fault(name, replacing: []) == nil)
        #expect(try ExactProfiles.fault(name, replacing: [(good, bad)]) == place)
    }

    @Test("a perturbation table that does not blur as it says is refused")
    func dishonest() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "policies/profiles/perturbation/d5-v3-js2.json")
        let text = try String(contentsOf: path, encoding: .utf8)
            .replacingOccurrences(of: #""variance": 3"#, with: #""variance": 4"#)
        #expect(throws: DisclosureError.self) { try PerturbationTable(Street.parse(text)) }
    }

    private struct Unread: Error {}
}

@Suite("A dataset has one profile")
struct LineageTests {
    @Test("what a profile does not protect cannot be asked under it, filters and links included")
    func strangers() throws {
        let catalogue = try Street.catalogue()
        let query = try Street.resolve([
            ("population", #"{"some":"care_event","during":{"from":"2025-01","to":"2025-06"}}"#)
        ])
        let profiles = try Profile.together([
            Street.standard(), ExactProfiles.profile("counts-nhs"), ExactProfiles.profile("cell-key"),
        ])
        func refused(_ name: String) throws -> Set<LimitRefusal.Limit> {
            let profile = try #require(profiles[name])
            return Set(StaticLimits.check(query, catalogue: catalogue, profile: profile).map(\.limit))
        }
        #expect(try refused("standard") == [])
        #expect(try refused("counts-nhs") == [.lineage])
        #expect(try refused("cell-key") == [.lineage])
    }
}
