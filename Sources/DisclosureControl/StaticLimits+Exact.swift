import Catalogue
import QueryLanguage

extension StaticLimits {
    /// Datasets of another profile: a lineage has one, and what is linked has one too.
    static func lineageRefusals(
        _ query: ResolvedQuery, catalogue: Catalogue, profile: Profile
    ) -> [LimitRefusal] {
        let register = catalogue.register(of: query.unit).map { [$0.id] } ?? []
        let datasets = profile.strangers(among: query.datasets.union(register), in: catalogue).map { dataset in
            LimitRefusal(
                limit: .lineage,
                message: "`\(dataset)` is not protected by the profile `\(profile.name)`. Numbers about it leave under "
                    + "another profile, and data of two profiles cannot be linked.",
                change: "Leave `\(dataset)` out, or ask in a project that was approved with its profile.")
        }
        return datasets + sensitiveRefusals(query, catalogue: catalogue, profile: profile)
    }

    /// Sensitive variables of datasets that are not sensitive as a whole.
    private static func sensitiveRefusals(
        _ query: ResolvedQuery, catalogue: Catalogue, profile: Profile
    ) -> [LimitRefusal] {
        guard !profile.protectsSensitive else { return [] }
        let variables = query.variables.filter { name in
            catalogue.dataset(name.dataset)?.variable(named: name.name)?.isSensitive ?? true
        }
        return variables.sorted().map { variable in
            LimitRefusal(
                limit: .lineage,
                message: "`\(variable)` is sensitive, and the profile `\(profile.name)` is not for sensitive data.",
                change: "Leave `\(variable)` out, or ask in a project that was approved with a profile for it.")
        }
    }

    /// What the exact profiles do not offer: anything but counts and ratios of counts, and tables in which a unit may be
    /// in several cells, whose sums nobody could audit.
    static func exactRefusals(_ query: ResolvedQuery, profile: Profile) -> [LimitRefusal] {
        let allowed: String
        let eventsToo: Bool
        switch profile.mechanism {
        case .noise: return []
        case .suppression: (allowed, eventsToo) = ("neither a count nor a ratio of counts", true)
        case .cellKey:
            (allowed, eventsToo) = ("neither a count of \(query.unit.rawValue)s nor a ratio of such counts", false)
        }
        let others = query.measures.filter { !$0.isOfCounts(query.parts, eventsToo: eventsToo) }.map { measure in
            LimitRefusal(
                limit: .measures,
                message: "`\(measure.name)` is \(allowed): the profile `\(profile.name)` offers nothing else.",
                change: "Leave `\(measure.name)` out, or ask in a project that was approved with `standard`.")
        }
        let rows = query.dimensions.filter { $0.rows != nil }.map { dimension in
            LimitRefusal(
                limit: .rows,
                message: "By `\(dimension.name)` one \(query.unit.rawValue) may stand in several cells: the profile "
                    + "`\(profile.name)` needs each in one.",
                change: "Leave `\(dimension.name)` out of the table, or use it in a condition.")
        }
        let derived = (query.conditionColumns + query.dividingColumns).rolesOfDerived.map { role in
            LimitRefusal(
                limit: .measures,
                message:
                    "A derived variable is asked for through the link `\(role)`: the profile `\(profile.name)` cannot "
                    + "keep a floor for what stands behind it.",
                change: "Ask about the units that have the variable, or in a project that was approved with `standard`."
            )
        }
        return others + rows + derived
    }
}

extension Measure {
    /// Whether every part of it counts units, or, where that is offered, events of units.
    fileprivate func isOfCounts(_ all: [MeasurePart], eventsToo: Bool) -> Bool {
        if case .statistic = kind { return false }
        return parts.allSatisfy { part in
            switch all[part] {
            case .units, .share, .unitsWithEvents: true
            case .events: eventsToo
            case .sum, .months, .unitsPresent, .divided: false
            }
        }
    }
}
