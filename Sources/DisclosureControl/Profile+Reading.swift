import Catalogue
import DifferentialPrivacy
package import JSON

extension Profile {
    /// Reads a profile. Its shape is published as `policies/schemas/profile.schema.json`.
    ///
    /// - Parameter perturbations: the tables that `cell-key` may name.
    /// Throws `DisclosureError.profile` with the place of the first fault; a number below a compiled floor is one.
    package init(
        _ declaration: JSONValue, perturbations: [PerturbationTable] = []
    ) throws(DisclosureError) {
        do { try self.init(reading: JSONCursor(declaration), perturbations) } catch { throw .profile(error) }
    }

    private init(reading cursor: JSONCursor, _ perturbations: [PerturbationTable]) throws(JSONError) {
        let fields = try cursor.object()
        let named = try fields.required("profile")
        name = try named.string()
        switch name {
        case "standard":
            try fields.allowOnly(
                "profile", "version", "floors", "thresholdMultiple", "noise", "roundingBase", "limits", "budget",
                "sensitive", "tickMilliseconds", "toldDelta")
            mechanism = .noise(try NoiseRules(reading: fields, starBudget: nil, leastMultiple: CompiledFloor.multiple))
            budget = try Budget(reading: fields.required("budget"))
            lineages = .allBut([])
        case "strict":
            try fields.allowOnly(
                "profile", "version", "floors", "thresholdMultiple", "noise", "roundingBase", "limits", "budget",
                "starBudget", "sensitive", "tickMilliseconds", "toldDelta")
            let stars = try fields.required("starBudget")
            let starBudget = try stars.rational()
            guard starBudget <= CompiledFloor.strictStars else {
                throw stars.fail("must not be above \(CompiledFloor.strictStars)")
            }
            mechanism = .noise(
                try NoiseRules(
                    reading: fields, starBudget: starBudget, leastMultiple: CompiledFloor.strictMultiple))
            budget = try Budget(reading: fields.required("budget"))
            lineages = .allBut([])
        case "counts-nhs":
            try fields.allowOnly(
                "profile", "version", "datasets", "floors", "rounding", "leastPossible", "limits", "budget",
                "tickMilliseconds")
            mechanism = .suppression(try SuppressionRules(reading: fields))
            budget = try Budget(counting: "tables", atMost: CompiledFloor.tables, fields.required("budget"))
            lineages = .only(try Self.datasets(fields.required("datasets")))
        case "cell-key":
            try fields.allowOnly(
                "profile", "version", "datasets", "floors", "perturbation", "limits", "budget", "tickMilliseconds")
            mechanism = .cellKey(try CellKeyRules(reading: fields, perturbations))
            budget = try Budget(counting: "cells", atMost: CompiledFloor.cells, fields.required("budget"))
            lineages = .only(try Self.datasets(fields.required("datasets")))
        case "dp":
            mechanism = .noise(try NoiseRules(withoutFloor: fields))
            budget = try Budget(capped: fields.required("budget"))
            lineages = .only(try Self.datasets(fields.required("datasets")))
        default:
            throw named.fail(
                "there is no profile of this name: use `standard`, `strict`, `counts-nhs`, `cell-key` or `dp`")
        }
        version = try fields.required("version").name()
        floors = name == "dp" ? .none : try Floors(reading: fields.required("floors"))
        limits = try Limits(reading: fields.required("limits"))
        tickMilliseconds = try fields.required("tickMilliseconds").integer(in: 0...60_000)
        if case .noise = mechanism { return }
        guard limits.dimensions <= CompiledFloor.exactDimensions else {
            throw try fields.required("limits").fail(
                "an exact profile allows at most \(CompiledFloor.exactDimensions) `dimensions`")
        }
    }

    /// Texts that name datasets, each once.
    private static func datasets(_ cursor: JSONCursor) throws(JSONError) -> Set<DatasetID> {
        var datasets: Set<DatasetID> = []
        for entry in try cursor.array() {
            guard let dataset = DatasetID(try entry.string()), datasets.insert(dataset).inserted else {
                throw entry.fail("expected the name of a dataset, each once")
            }
        }
        return datasets
    }
}

extension NoiseRules {
    fileprivate init(
        reading fields: JSONFields, starBudget: Rational?, leastMultiple: Int
    ) throws(JSONError) {
        threshold = .aboveFloor(multiple: try fields.required("thresholdMultiple").integer(in: leastMultiple...10))
        family = .gaussian
        self.starBudget = starBudget
        protectsSensitive = try fields.required("sensitive").bool()
        menu = try Profile.NoiseMenu(reading: fields.required("noise"))
        roundingBase = try fields.required("roundingBase").integer(in: 1...100)
        toldDelta = try fields.required("toldDelta").delta(atMost: nil)
    }

    /// Of `dp`, which rounds nothing, as noise alone decides and protects.
    fileprivate init(withoutFloor fields: JSONFields) throws(JSONError) {
        try fields.allowOnly(
            "profile", "version", "datasets", "thresholdOdds", "noise", "limits", "budget", "delta", "tickMilliseconds")
        threshold = .ofNoise(
            emptyShownOneIn: try fields.required("thresholdOdds").integer(in: CompiledFloor.thresholdOdds...1_000_000))
        let noise = try fields.required("noise")
        let members = try noise.object()
        family = try members.required("family").oneOf(NoiseFamily.self)
        try members.allowOnly("family", "high", "standard", "exploratory", "scan")
        menu = try Profile.NoiseMenu(members, at: noise)
        if case .laplace = family {
            for member in ["high", "standard", "exploratory", "scan"] {
                let square = try members.required(member)
                guard DiscreteNoise.root(of: try square.integer(in: 0...CompiledFloor.ceiling)) != nil else {
                    throw square.fail("Laplace noise needs the square of a whole number, such as 25")
                }
            }
        }
        roundingBase = 1
        starBudget = nil
        protectsSensitive = true
        toldDelta = try fields.required("delta").delta(atMost: CompiledFloor.delta)
    }
}

extension SuppressionRules {
    fileprivate init(reading fields: JSONFields) throws(JSONError) {
        rounding = try fields.required("rounding").oneOf([("5", .nearestFive), ("midpoint-6", .midpointSix)])
        // In a file that the site keeps to itself.
        dominance = nil
        leastPossible = try fields.required("leastPossible").integer(in: CompiledFloor.possible...1_000)
    }
}

extension CellKeyRules {
    fileprivate init(reading fields: JSONFields, _ tables: [PerturbationTable]) throws(JSONError) {
        let named = try fields.required("perturbation")
        let name = try named.string()
        guard let table = tables.first(where: { $0.name == name }) else {
            throw named.fail("there is no perturbation table of this name")
        }
        guard table.maximum >= CompiledFloor.change, table.variance >= CompiledFloor.variance else {
            throw named.fail(
                "a table must have a maximum of at least \(CompiledFloor.change) and a variance of at least "
                    + "\(CompiledFloor.variance)")
        }
        self.table = table
    }
}

/// What no profile may go below, whoever signs it.
private enum CompiledFloor {
    /// How many standard deviations of noise T lies above t, in `standard` and in `strict`.
    static let multiple = 2
    static let strictMultiple = 5
    static let strictStars = Rational(1, over: 10_000) ?? .zero
    static let person = Profile.Floor(units: 10, persons: 10, threshold: 10)
    static let household = Profile.Floor(units: 5, persons: 10, threshold: 10)
    static let organisation = Profile.Floor(units: 3, persons: 0, threshold: 3)
    static let noise = 9
    static let budgetDays = 365
    /// Of the exact profiles: three dimensions can be audited, and this much asked of a rolling span.
    static let exactDimensions = 3
    static let tables = 200
    static let cells = 2_000
    static let possible = 3
    /// Of `dp`: the most ρ of a project and of a lineage, the largest δ, and how seldom an empty cell shows at least.
    static let privateProject = Rational.one
    static let privateLineage = Rational(2, over: 1) ?? .one
    static let delta = Rational(1, over: 10_000_000) ?? .zero
    static let thresholdOdds = 1_000
    /// D and V of a perturbation table.
    static let change = 5
    static let variance = 3
    /// What a floor or a noise may be at most, so that arithmetic stays exact.
    static let ceiling = 1_000_000
}

extension Profile.Floors {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("person", "household", "organisation")
        person = try Profile.Floor(reading: fields.required("person"), least: CompiledFloor.person)
        household = try Profile.Floor(reading: fields.required("household"), least: CompiledFloor.household)
        organisation = try Profile.Floor(reading: fields.required("organisation"), least: CompiledFloor.organisation)
    }
}

extension Profile.Floor {
    fileprivate init(reading cursor: JSONCursor, least: Profile.Floor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("units", "persons", "threshold")
        units = try fields.required("units").integer(in: least.units...CompiledFloor.ceiling)
        persons = try fields.required("persons").integer(in: least.persons...CompiledFloor.ceiling)
        threshold = try fields.required("threshold").integer(in: least.threshold...CompiledFloor.ceiling)
        guard threshold >= units else {
            throw try fields.required("threshold").fail("must not be below `units`")
        }
    }
}

extension Profile.NoiseMenu {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("high", "standard", "exploratory", "scan")
        try self.init(fields, at: cursor)
    }

    fileprivate init(_ fields: JSONFields, at cursor: JSONCursor) throws(JSONError) {
        let range = CompiledFloor.noise...CompiledFloor.ceiling
        high = try fields.required("high").integer(in: range)
        standard = try fields.required("standard").integer(in: range)
        exploratory = try fields.required("exploratory").integer(in: range)
        scan = try fields.required("scan").integer(in: range)
        guard high <= standard, standard <= exploratory, exploratory <= scan else {
            throw cursor.fail("noise must not fall from `high` to `scan`")
        }
    }
}

extension Profile.Limits {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("dimensions", "cells", "unitsPerCell")
        dimensions = try fields.required("dimensions").integer(in: 0...4)
        cells = try fields.required("cells").integer(in: 1...5_000)
        unitsPerCell = try fields.required("unitsPerCell").integer(in: 0...CompiledFloor.ceiling)
    }
}

extension Profile.Budget {
    fileprivate init(reading cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly("project", "dataset", "personSpine", "householdSpine", "organisationSpine", "days")
        project = try fields.required("project").rational()
        dataset = try fields.required("dataset").rational()
        personSpine = try fields.required("personSpine").rational()
        householdSpine = try fields.required("householdSpine").rational()
        organisationSpine = try fields.required("organisationSpine").rational()
        days = try fields.required("days").integer(in: CompiledFloor.budgetDays...3_660)
    }

    /// Of `dp`: the same below caps, as the promise hangs on what may be spent and on nothing else.
    fileprivate init(capped cursor: JSONCursor) throws(JSONError) {
        try self.init(reading: cursor)
        let fields = try cursor.object()
        for (member, value, cap) in [
            ("project", project, CompiledFloor.privateProject), ("dataset", dataset, CompiledFloor.privateLineage),
        ] where cap < value {
            throw try fields.required(member).fail("must not be above \(cap)")
        }
    }

    /// So many tables or cells for each project. Nothing else is ever debited, and a cap of 0 lets nothing else through.
    fileprivate init(counting what: String, atMost most: Int, _ cursor: JSONCursor) throws(JSONError) {
        let fields = try cursor.object()
        try fields.allowOnly(what, "days")
        project = Rational(try fields.required(what).integer(in: 1...most), over: 1) ?? .zero
        dataset = .zero
        personSpine = .zero
        householdSpine = .zero
        organisationSpine = .zero
        days = try fields.required("days").integer(in: CompiledFloor.budgetDays...3_660)
    }
}

extension JSONCursor {
    /// A δ: between 0 and 1, and not above a cap.
    fileprivate func delta(atMost cap: Rational?) throws(JSONError) -> Rational {
        let delta = try rational()
        guard .zero < delta, delta < .one else { throw fail("must lie between 0 and 1") }
        if let cap, cap < delta { throw fail("must not be above \(cap)") }
        return delta
    }

    /// An exact fraction as text: `1/18`, `2`.
    fileprivate func rational() throws(JSONError) -> Rational {
        guard let value = Rational(parsing: try string()) else {
            throw fail("expected a fraction in lowest terms, such as `1/18` or `2`")
        }
        return value
    }

    /// 1 to 32 letters, digits, dots and hyphens.
    fileprivate func name() throws(JSONError) -> String {
        let text = try string()
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (1...32).contains(text.utf8.count) else {
            throw fail("expected 1 to 32 lower-case letters, digits, dots and hyphens")
        }
        return text
    }
}
