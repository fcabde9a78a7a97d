import Catalogue

extension Proposal {
    /// What clauses may read of a text: of its words, and of what it says. What its writer left out is absent.
    func writtenFacts(policy: PolicySet) -> Facts { statedFacts(policy: policy).adding(readingFacts) }

    /// How the words for the public read. It takes some milliseconds a page.
    private var readingFacts: Facts {
        let summary = Reading(summary)
        let benefit = Reading(benefit)
        var facts = Facts([
            "project.summaryWords": .integer(summary.words), "project.benefitWords": .integer(benefit.words),
            // In backticks, as everything is that a refusal repeats of what was written.
            "project.summaryHardWords": .texts(summary.hardWords.map { "`\($0)`" }),
            "project.benefitHardWords": .texts(benefit.hardWords.map { "`\($0)`" }),
        ])
        facts["project.summaryGrade"] = summary.grade.map { .integer($0) }
        facts["project.benefitGrade"] = benefit.grade.map { .integer($0) }
        return facts
    }

    /// The names of the facts about reading.
    static let readingFactNames: Set<String> = [
        "project.summaryWords", "project.benefitWords", "project.summaryHardWords", "project.benefitHardWords",
        "project.summaryGrade", "project.benefitGrade",
    ]

    /// What a text states, read as it is.
    func statedFacts(policy: PolicySet) -> Facts {
        var facts = Facts([
            "policy.purposes": .texts(policy.purposes.map(\.id)),
            "policy.prohibitedUses": .texts(policy.prohibitedUses.map(\.title)),
            "project.purposes": .texts(Array(scope.purposes)),
            "project.ownerIsResearcher": .boolean(researchers.contains(owner)),
            "project.rolesWithoutName": .texts(responsibility.rolesWithoutName.map(\.words)),
            "project.servesProhibitedUses": .texts(servedUses(policy)),
            "project.saysProhibitedUses": .boolean(prohibitedUses != nil),
        ])
        facts["project.whoGains"] = whoGains.map { .text($0) }
        facts["project.equality"] = equality.map { .text($0) }
        facts["project.involvement"] = involvement.map { .text($0) }
        facts["project.usedWhere"] = usedWhere.map { .text($0) }
        facts["project.isCommercial"] = applicant.map { .boolean($0.isCommercial) }
        facts["project.givesBack"] = applicant?.givesBack.map { .text($0) }
        facts["project.usesAI"] = ai.map { .boolean($0.isUsed) }
        facts["project.whereAIIsUsed"] = ai?.whereUsed.map { .text($0) }
        facts["project.deploysAI"] = ai.map { .boolean($0.isDeployed) }
        facts["project.effectOnJobs"] = ai?.effectOnJobs.map { .text($0) }
        return facts
    }

    /// The uses that nobody can approve which the text says it serves, or asks for; a word that is unknown as it is.
    private func servedUses(_ policy: PolicySet) -> [String] {
        let known = policy.prohibitedUses
        let said = (prohibitedUses ?? []).union(scope.purposes.filter { id in known.contains { $0.id == id } })
        return said.map { id in known.first { $0.id == id }?.title ?? id }
    }

    /// What clauses may read of a text as long as the project lives.
    func lastingFacts(policy: PolicySet, catalogue: Catalogue) -> Facts {
        let isResearch = scope.purposes.contains { policy.purpose(named: $0)?.needsEthics ?? true }
        var facts = Facts([
            "project.legalGaps": .texts(legal.gaps(isResearch: isResearch)),
            "project.usesSensitiveData": .boolean(scope.isSensitive(in: catalogue)),
        ])
        facts["project.confidentialityLastDay"] = (legal.confidentiality?.lastDay).map { .day($0) }
        facts["project.risksReviewedOn"] = risks.map(\.reviewedOn).min().map { .day($0) }
        return facts
    }
}

extension Scope {
    /// Whether any of the data is declared sensitive. What the catalogue does not know counts as sensitive.
    func isSensitive(in catalogue: Catalogue) -> Bool {
        datasets.contains { catalogue.dataset($0)?.tier ?? .sensitive == .sensitive }
            || variables.contains { catalogue.dataset($0.dataset)?.variable(named: $0.name)?.isSensitive ?? true }
    }
}

extension Facts {
    /// Both together; where both tell one fact, the other's value.
    func adding(_ other: Facts) -> Facts { Facts(values.merging(other.values) { $1 }) }
}
