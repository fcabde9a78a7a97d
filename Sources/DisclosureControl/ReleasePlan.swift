package import Catalogue
package import DifferentialPrivacy
package import Governance
package import QueryLanguage

/// One part in one marginal: the unit of drawing, storing and charging.
package struct PlannedDraw: Sendable, Hashable {
    /// The release key: 64 hexadecimal digits.
    package let key: String
    /// The canonical text that the key is the hash of. It names no value.
    package let canonical: [UInt8]
    /// An index into the query's `parts`.
    package let part: Int
    /// An index into what the query has tabulated.
    package let marginal: Int
    package let cellCount: Int
    /// How many entries the part has in each cell.
    package let entriesPerCell: Int
    /// Sums, and entries that are never shown by themselves: all others are 0 or more.
    package let mayBeBelowZero: Bool
    /// B: the most that one unit adds to one cell.
    package let bound: Int
    /// C: in how many cells, or entries of a divided part, one unit may be.
    package let cellsPerUnit: Int
    /// z².
    package let noiseMultiplierSquared: Int
    /// ρ = C ∕ (2 z²).
    package let cost: Rational

    package var entryCount: Int { cellCount * entriesPerCell }
}

/// What an authorised query will draw, charge and show: everything that can be known before the data are read.
package struct ReleasePlan: Sendable {
    package let authorized: AuthorizedQuery
    package let profile: Profile
    /// Each key once; parts that count units stand before the events that they govern.
    package let draws: [PlannedDraw]
    package let snapshots: [DatasetID: SnapshotIdentity]
    package let optOutVersion: String

    let catalogue: Catalogue
    /// What is tabulated: the marginals that are shown, and then the grand total where a measure needs it unseen.
    let marginals: [Marginal]
    let orders: [CellOrder]
    /// `[marginal][part]`: the index of the draw; nil where no measure needs the part there, which then costs nothing.
    let drawOf: [[Int?]]
    let governance: PartGovernance
    /// T, and the same for the complement of a share.
    let threshold: Int
    let complementThreshold: Int
    /// Where people are told apart by what their household is, by a derived variable, each number is one of households
    /// too: so many of them are behind it, and behind the complement of a share. 0 where no such variable is asked.
    let linkedFloor: Int

    package var query: ResolvedQuery { authorized.query }
    package var noiseMultiplierSquared: Int { profile.noise[query.precision] }
    var floor: Profile.Floor { profile.floors[query.unit] }
    /// The standard deviation of the noise of a count of units, rounded up.
    var deviation: Int {
        let variance = profile.noiseFamily.variance(noiseMultiplierSquared: noiseMultiplierSquared)
        return Int(squareRootCeiling(of: UInt128(variance)))
    }

    /// Plans an answer.
    ///
    /// - Parameters:
    ///   - snapshots: the analytic release of every dataset in question, the registers included.
    ///   - optOutVersion: the day of the opt-out list that will be honoured.
    ///   - hash: SHA-256.
    /// Throws `otherProfile`, `unknownSnapshot`, `ungoverned`, `unwritable`, or `outOfBounds` where `StaticLimits` would
    /// refuse the table.
    package init(
        _ authorized: AuthorizedQuery, catalogue: Catalogue, profile: Profile,
        snapshots: [DatasetID: SnapshotIdentity], optOutVersion: String, hash: ([UInt8]) -> [UInt8]
    ) throws(DisclosureError) {
        let query = authorized.query
        guard StaticLimits.check(query, catalogue: catalogue, profile: profile).isEmpty,
            query.measures.allSatisfy({ $0.per <= ProtectedRatio.largestPer })
        else { throw .outOfBounds }
        let noise = profile.noise[query.precision]
        threshold = profile.threshold(query.unit, noiseMultiplierSquared: noise)
        complementThreshold = profile.complementThreshold(query.unit, noiseMultiplierSquared: noise)
        linkedFloor = Self.linkedFloor(authorized, catalogue, profile)
        if linkedFloor > 0, profile.listsUnits { throw .outOfBounds }
        let writer = ReleaseKeyWriter(
            query: query, catalogue: catalogue, profile: profile, snapshots: snapshots,
            duties: try EffectiveDuties(
                authorized.obligations, catalogue: catalogue, profile: profile, optOutVersion: optOutVersion),
            threshold: threshold, linkedFloor: linkedFloor)
        let governance = try PartGovernance(query)
        let marginals = query.tabulated
        let needed = Self.neededParts(query, marginals, governance)
        var draws: [PlannedDraw] = []
        var drawOf: [[Int?]] = marginals.map { _ in query.parts.map { _ in nil } }
        for part in governance.order {
            for (index, marginal) in marginals.enumerated() where needed[index].contains(part) {
                let draw = try Self.draw(part: part, marginal: (index, marginal), writer: writer, hash: hash)
                let known = draws.firstIndex { $0.key == draw.key }
                drawOf[index][part] = known ?? draws.count
                if known == nil { draws.append(draw) }
            }
        }
        var canonical: [[UInt8]] = []
        for dimension in query.dimensions { canonical.append(try canonicalBytes(dimension.canonical)) }
        self.authorized = authorized
        self.profile = profile
        self.draws = draws
        self.snapshots = snapshots
        self.optOutVersion = optOutVersion
        self.catalogue = catalogue
        self.marginals = marginals
        self.orders = marginals.map { CellOrder($0, canonical: canonical) }
        self.drawOf = drawOf
        self.governance = governance
    }

    private static func linkedFloor(_ authorized: AuthorizedQuery, _ catalogue: Catalogue, _ profile: Profile) -> Int {
        let register = catalogue.register(of: authorized.query.unit)
        let targets = authorized.rolesOfDerived.compactMap { role in
            register?.link(role: role).flatMap { catalogue.dataset($0.dataset)?.unit }
        }
        return targets.map { profile.floors[$0].units }.max() ?? 0
    }

    /// For each marginal the parts that a measure needs there, and those that govern them.
    private static func neededParts(
        _ query: ResolvedQuery, _ marginals: [Marginal], _ governance: PartGovernance
    ) -> [Set<Int>] {
        let shown = query.marginals.count
        return marginals.enumerated().map { index, marginal in
            governance.closed(
                (index < shown ? query.measures.flatMap(\.parts) : [])
                    + (marginal.kept.isEmpty ? query.measures.flatMap(\.partsOfGrandTotal) : []))
        }
    }

    private static func draw(
        part: Int, marginal: (index: Int, value: Marginal), writer: ReleaseKeyWriter, hash: ([UInt8]) -> [UInt8]
    ) throws(DisclosureError) -> PlannedDraw {
        let noise = writer.profile.noise[writer.query.precision]
        let tabulated = writer.query.parts[part]
        let bound = tabulated.bound
        let cellsPerUnit = cellsPerUnit(
            tabulated, marginal.value, query: writer.query, catalogue: writer.catalogue)
        let cost: Rational?
        switch writer.profile.mechanism {
        case .noise(let rules): cost = rules.cost(cellsPerUnit: cellsPerUnit, noiseMultiplierSquared: noise)
        // The whole table is one thing, paid with its first number.
        case .suppression: cost = part == 0 && marginal.index == 0 ? .one : .zero
        case .cellKey: cost = Rational(marginal.value.cellCount, over: 1)
        }
        guard let cost else { throw .outOfBounds }
        let text = try writer.text(
            part: part, marginal: marginal.value, bound: bound, cellsPerUnit: cellsPerUnit)
        return PlannedDraw(
            key: hexadecimal(hash(text)), canonical: text, part: part, marginal: marginal.index,
            cellCount: marginal.value.cellCount, entriesPerCell: tabulated.entriesPerCell,
            mayBeBelowZero: tabulated.mayBeBelowZero, bound: bound, cellsPerUnit: cellsPerUnit,
            noiseMultiplierSquared: noise, cost: cost)
    }

    /// C: 1, unless the marginal keeps dimensions over many rows; then the declared bound, or the number of cells that
    /// those dimensions have where that is less. Of a part that values of rows divide, the bound is of its entries.
    private static func cellsPerUnit(
        _ part: MeasurePart, _ marginal: Marginal, query: ResolvedQuery, catalogue: Catalogue
    ) -> Int {
        var cells = 1
        var bound = 1
        for (position, kept) in marginal.kept.enumerated() {
            guard let rows = query.dimensions[kept].rows else { continue }
            cells *= marginal.sizes[position]
            bound = max(bound, catalogue.dataset(rows.dataset)?.bounds.cells ?? Int.max)
        }
        if case .divided(.events, .values(let bins)) = part {
            cells *= bins.groups.count
            bound = bins.entriesPerUnit
        }
        return max(1, min(cells, bound))
    }
}

extension NoiseRules {
    /// ρ of one part in one marginal; nil where it cannot be kept.
    fileprivate func cost(cellsPerUnit: Int, noiseMultiplierSquared: Int) -> Rational? {
        switch family {
        case .gaussian:
            return ZeroConcentratedPrivacy.cost(
                cellsPerUnit: cellsPerUnit, noiseMultiplierSquared: noiseMultiplierSquared)
        case .laplace:
            guard let epsilon = DiscreteNoise.pureEpsilon(noiseMultiplierSquared: noiseMultiplierSquared) else {
                return nil
            }
            return try? ZeroConcentratedPrivacy.cost(cellsPerUnit: cellsPerUnit, pureEpsilon: epsilon)
        }
    }
}

extension Measure {
    /// For each how many of the denominator a ratio counts; 1 for everything else.
    var per: Int {
        switch kind {
        case .units, .events, .proportion: 1
        case .ratio(_, _, let per): per
        case .statistic(.rate(_, _, let per)), .statistic(.ofReference(_, _, let per)): per
        case .statistic(.standardised(let standardised)): standardised.per
        case .statistic: 1
        }
    }
}
