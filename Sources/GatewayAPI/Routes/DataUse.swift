import Catalogue
import Governance
import Identity

/// A project as a row of a data use register.
///
/// The columns are those of the UK Health Data Research Alliance, *Recommendations for a data use register standard* (white
/// paper, January 2022), under the names of HDR UK's Health Data Research Gateway; those of the charter follow them. What a
/// project does not say stays empty. It names no person.
struct DataUse {
    private let values: [String: String]

    static let columns = [
        "project_id_text", "project_title", "organisation_name", "organisation_sector", "lay_summary",
        "public_benefit_statement", "request_category_type", "datasets", "data_sensitivity_level",
        "dataset_linkage_description", "legal_basis_for_data_article6", "duty_of_confidentiality",
        "national_data_optout",
        "other_approval_committees", "privacy_enhancements", "access_type", "latest_approval_date",
        "project_start_date",
        "project_end_date", "non_gateway_outputs",
        "uses_ai", "where_ai_is_used", "state", "charter_mark", "lights_green", "lights_red", "working_days_waited",
        "recalled_answers",
    ]

    init(_ project: Project, organisation: String?, _ catalogue: Catalogue, _ policy: PolicySet, _ told: Told) {
        let (proposal, scope) = (project.proposal, project.approval?.terms.scope ?? project.proposal.scope)
        let datasets = scope.datasets.sorted().compactMap { catalogue.dataset($0) }
        let purposes = scope.purposes.sorted().map { policy.purpose(named: $0)?.title ?? $0 }
        let optOut = scope.purposes.contains { policy.purpose(named: $0)?.needsNationalDataOptOut ?? true }
        let approvals = project.history.filter { $0.step == .approve }
        let end = project.state == .ended ? project.history.last { $0.step == .end }?.at.day : nil
        func lights(_ colour: Light.Colour) -> String {
            told.lights.filter { $0.colour == colour }.map(\.principle).joined(separator: "; ")
        }
        values = [
            "project_id_text": project.id, "project_title": proposal.title, "organisation_name": organisation ?? "",
            "organisation_sector": proposal.applicant.map { $0.isCommercial ? "Commercial" : "Not commercial" } ?? "",
            "lay_summary": proposal.summary, "public_benefit_statement": proposal.benefit,
            "request_category_type": purposes.joined(separator: "; "),
            "datasets": datasets.map(\.title).joined(separator: "; "),
            "data_sensitivity_level": Set(datasets.map(\.tier.rawValue)).sorted().joined(separator: "; "),
            "dataset_linkage_description": scope.links.sorted().map(\.text).joined(separator: "; "),
            "legal_basis_for_data_article6": proposal.legal.basis ?? "",
            "duty_of_confidentiality": proposal.legal.confidentiality?.route ?? "",
            "national_data_optout": optOut ? "applied" : "not applied",
            "other_approval_committees": proposal.legal.ethics ?? "",
            "privacy_enhancements": project.approval.map { "disclosure control by the profile `\($0.terms.profile)`" }
                ?? "",
            "access_type": "TRE",
            "latest_approval_date": project.approval?.at.day.description ?? "",
            "project_start_date": approvals.first?.at.day.description ?? "",
            "project_end_date": (end ?? project.approval?.terms.lastDay)?.description ?? "",
            "non_gateway_outputs": project.outcomes.map(\.text).joined(separator: "; "),
            "uses_ai": proposal.usesAI ? "yes" : "no", "where_ai_is_used": proposal.ai?.whereUsed ?? "",
            "state": project.state.rawValue, "charter_mark": project.mark.rawValue,
            "lights_green": lights(.green), "lights_red": lights(.red),
            "working_days_waited": project.waits(until: told.today).last.map { String($0.workingDays) } ?? "",
            "recalled_answers": String(told.recalls),
        ]
    }

    /// What stands beside a project in the register.
    struct Told {
        let lights: [Light]
        let recalls: Int
        let today: CivilDay
    }

    var line: String { CSVText.line(Self.columns.map { CSVText.words(values[$0] ?? "") }) }
}
