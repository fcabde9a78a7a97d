/// The facts that this program can tell, and when. `facts.json` publishes them with their meanings.
enum GatewayFacts {
    static let all: Set<DeclaredFact> = Set(
        facts(.day, ["today"], at: [.submission, .approval, .query, .release])
            + facts(.texts, ["policy.purposes"], at: [.submission, .approval, .query])
            + facts(.text, ["policy.charter", "policy.agreement"], at: [.approval, .query])
            + projectFacts + textFacts + lastingTextFacts + approvalFacts + queryFacts + releaseFacts)

    /// The same, by name.
    static let named = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    private static let projectFacts =
        facts(.texts, ["project.purposes"], at: [.submission, .approval])
        + facts(.boolean, ["project.ownerIsResearcher"], at: [.submission, .approval, .query])
        + facts(.text, ["project.owner"], at: [.approval, .query])
        + facts(.boolean, ["project.ownerHasSigned", "project.ownerHasLeft"], at: [.approval, .query])
        + facts(.texts, ["project.controllersNotSigned", "project.partsLeftOut"], at: [.approval, .query])
        + facts(.text, ["project.state", "project.mark"], at: [.query, .release])
        + facts(.text, ["project.stateReason", "project.markReason"], at: [.query, .release], mayBeAbsent: true)
        + facts(.boolean, ["project.hasApproval"], at: [.query])
        + facts(.day, ["project.outcomeReportDue"], at: [.query], mayBeAbsent: true)
        + facts(.boolean, ["project.isInRegister"], at: [.query, .release])

    private static let textFacts =
        facts(.integer, ["project.summaryWords", "project.benefitWords"], at: [.submission, .approval])
        + facts(
            .integer, ["project.summaryGrade", "project.benefitGrade"], at: [.submission, .approval], mayBeAbsent: true)
        + facts(
            .texts,
            [
                "policy.prohibitedUses", "project.summaryHardWords", "project.benefitHardWords",
                "project.rolesWithoutName", "project.servesProhibitedUses",
            ], at: [.submission, .approval])
        + facts(.boolean, ["project.saysProhibitedUses"], at: [.submission, .approval])
        + facts(
            .text,
            [
                "project.whoGains", "project.equality", "project.involvement", "project.usedWhere", "project.givesBack",
                "project.whereAIIsUsed", "project.effectOnJobs",
            ], at: [.submission, .approval], mayBeAbsent: true)
        + facts(
            .boolean, ["project.isCommercial", "project.usesAI", "project.deploysAI"], at: [.submission, .approval],
            mayBeAbsent: true)

    private static let lastingTextFacts =
        facts(.texts, ["project.legalGaps"], at: [.submission, .approval, .query])
        + facts(.boolean, ["project.usesSensitiveData"], at: [.submission, .approval, .query])
        + facts(
            .day, ["project.confidentialityLastDay", "project.risksReviewedOn"],
            at: [.submission, .approval, .query], mayBeAbsent: true)

    private static let approvalFacts =
        facts(.texts, ["approval.purposes"], at: [.approval, .query])
        + facts(.day, ["approval.lastDay"], at: [.approval, .query], mayBeAbsent: true)
        + facts(
            .texts, ["approval.researchersWithoutTraining", "approval.researchersWithoutAgreement"], at: [.approval])
        + facts(.integer, ["approval.publicMembers"], at: [.approval])
        + facts(.boolean, ["approval.textIsUnchanged", "approval.conflictsDeclared"], at: [.approval])
        + facts(.text, ["approval.charter"], at: [.query], mayBeAbsent: true)
        + facts(.texts, ["approval.asOf"], at: [.query])
        + facts(.text, ["approval.floorExemption"], at: [.release], mayBeAbsent: true)

    private static let queryFacts =
        facts(.boolean, ["caller.isOnePerson", "caller.isApprovedResearcher"], at: [.query])
        + facts(.day, ["caller.trainingLastDay"], at: [.query], mayBeAbsent: true)
        + facts(.text, ["caller.agreement"], at: [.query], mayBeAbsent: true)
        + facts(.text, ["caller.strength"], at: [.query])
        + facts(.text, ["query.purpose", "query.asOf"], at: [.query])
        + facts(
            .texts,
            [
                "query.datasets", "query.links", "query.controllers", "query.datasetsOutsideApproval",
                "query.variablesOutsideApproval", "query.linksOutsideApproval",
            ], at: [.query])
        + facts(.boolean, ["query.needsNationalDataOptOut", "query.usesAI"], at: [.query])
        + facts(.texts, ["query.topics"], at: [.query])
        + facts(
            .boolean,
            [
                "query.isBelowWard", "query.isBelowBorough", "query.isFinerThanQuarter", "query.isFinerThanMonth",
                "query.isSensitive", "approval.allowsSmallAreas",
            ], at: [.query])
        + facts(.texts, ["optOuts.honoured"], at: [.query])
        + facts(.integer, ["optOuts.listAgeDays"], at: [.query], mayBeAbsent: true)

    private static let releaseFacts =
        facts(.text, ["query.unit"], at: [.query, .release])
        + facts(.boolean, ["budget.isCovered"], at: [.query, .release])
        + facts(.text, ["budget.of", "budget.cost", "budget.left"], at: [.query, .release])
        + facts(.boolean, ["release.hasDisclosureRecord"], at: [.release])
        + facts(.integer, ["release.floorPersons", "release.floorUnits"], at: [.release])
        + facts(.texts, ["release.hiddenBreakdowns", "release.widerGroups"], at: [.release])

    private static func facts(
        _ type: FactType, _ names: [String], at moments: Set<PolicyMoment>, mayBeAbsent: Bool = false
    ) -> [DeclaredFact] {
        names.map { DeclaredFact(name: $0, type: type, mayBeAbsent: mayBeAbsent, moments: moments) }
    }
}
