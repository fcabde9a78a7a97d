import Governance
import JSON
import Testing

@testable import DisclosureControl

@Suite("The rules of dominance are the site's own")
struct DominanceRuleTests {
    private static let other = ExactProfiles.dominance
        .replacing(#""percent":90"#, #""percent":83"#).replacing(#""percent":10"#, #""percent":37"#)

    @Test(
        "nobody can lower a floor, and without a salt the log's digest could be tried",
        arguments: [
            (#""contributors":2"#, #""contributors":1"#, "/dominance/contributors"),
            (#""percent":90"#, #""percent":91"#, "/dominance/percent"),
            (#""percent":90}"#, #""percent":90,"p":1}"#, "/dominance/p"),
            (#""percent":10"#, #""percent":9"#, "/percent"),
            (#""percent":10,"#, "", "/percent"),
            (#""salt":"5a"#, #""salt":"5A"#, "/salt"),
            (#""salt":"5a"#, #""salt":""#, "/salt"),
        ])
    func faults(good: String, bad: String, place: String) throws {
        _ = try ExactProfiles.rules()
        let text = ExactProfiles.dominance.replacing(good, bad)
        #expect(text != ExactProfiles.dominance)
        do throws(DisclosureError) {
            _ = try ExactProfiles.rules(text)
            Issue.record("was read")
        } catch {
            guard case .dominance(let problem) = error else { throw error }
            #expect(problem.pointer == place && error.code == "SH-P103")
        }
    }

    @Test("a profile that protects a dataset needs them; one that protects nothing, or by noise, does not")
    func needed() throws {
        let text = try ExactProfiles.text("counts-nhs")
        let idle = try Profile(Street.parse(text))
        #expect(!idle.needsDominanceRules && idle.dominanceDigest == nil)
        try idle.checkDominanceRules()
        try Street.standard().checkDominanceRules()
        let bare = try Profile(Street.parse(text.replacing(#""datasets": []"#, #""datasets": ["person"]"#)))
        #expect(throws: DisclosureError.unruled("counts-nhs")) { try bare.checkDominanceRules() }
        let kept = bare.keeping(try ExactProfiles.rules())
        try kept.checkDominanceRules()
        #expect(kept.dominanceDigest == ExactProfiles.dominance)
        #expect(try Profile.together([kept])["counts-nhs"]?.dominanceDigest == ExactProfiles.dominance)
        #expect(try Street.standard().keeping(try ExactProfiles.rules()) == Street.standard())
    }

    private static func plan(_ rules: String) throws -> ReleasePlan {
        let text = try ExactProfiles.text("counts-nhs").replacing(#""datasets": []"#, #""datasets": ["person"]"#)
        let profile = try Profile(Street.parse(text)).keeping(ExactProfiles.rules(rules))
        return try Street.plan(
            [("by", #"["person.sex"]"#)], obligations: [.protect(profile: "counts-nhs")], profile: profile)
    }

    @Test("records, statements, release keys and audit entries are the same whatever the numbers are")
    func untold() throws {
        let (one, other) = (try Self.plan(ExactProfiles.dominance), try Self.plan(Self.other))
        #expect(one.profile != other.profile)
        #expect(try one.record() == other.record())
        #expect(try one.statementJSON() == other.statementJSON())
        #expect(one.exactNotes == other.exactNotes && one.exactGuarantee == other.exactGuarantee)
        #expect(one.controlParameters == other.controlParameters)
        #expect(one.draws.map(\.key) == other.draws.map(\.key))
    }

    @Test("they print as nothing, also inside of a profile")
    func redacted() throws {
        let profile = try Self.plan(Self.other).profile
        var dumped = ""
        dump(profile, to: &dumped)
        for text in ["\(profile)", String(reflecting: profile), dumped] {
            #expect(text.contains("‹redacted›"))
            #expect(!text.contains("83") && !text.contains("37"))
        }
    }

    @Test("the numbers decide: two of ten who make up 85 % are too much for one site, not for another")
    func decisive() throws {
        let cell = CellContributions(units: 10, total: 200, largest: [90, 80], hasNegative: false)
        for (text, isUnsafe) in [(ExactProfiles.dominance, false), (Self.other, true)] {
            let site = try ExactProfiles.rules(text)
            let rules = try #require(
                PrimaryRules(
                    threshold: 10, dominance: (site.dominance.contributors, site.dominance.percent),
                    percent: site.percent))
            #expect((rules.reason(cell) == .dominance) == isUnsafe)
        }
    }
}

extension String {
    /// The text with the first occurrence of another one replaced.
    fileprivate func replacing(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
