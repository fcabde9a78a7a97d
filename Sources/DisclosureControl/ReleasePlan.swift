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
    /// An index into the query's `marginals`.
    package let marginal: Int
    package let cellCount: Int
    /// B: the most that one unit adds to one cell.
    package let bound: Int
    /// C: in how many cells one unit may be.
    package let cellsPerUnit: Int
    /// z².
    package let noiseMultiplierSquared: Int
    /// ρ = C ∕ (2 z²).
    package let cost: Rational
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
    let marginals: [Marginal]
    let orders: [CellOrder]
    /// `[marginal][part]`: the index of the draw.
    let drawOf: [[Int]]
    let governance: PartGovernance

    package var query: ResolvedQuery { authorized.query }
    package var noiseMultiplierSquared: Int { profile.noise[query.precision] }
    var floor: Profile.Floor { profile.floors[query.unit] }
    var threshold: Int { profile.threshold(query.unit, noiseMultiplierSquared: noiseMultiplierSquared) }
    var complementThreshold: Int {
        profile.complementThreshold(query.unit, noiseMultiplierSquared: noiseMultiplierSquared)
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
        let writer = ReleaseKeyWriter(
            query: query, catalogue: catalogue, profile: profile, snapshots: snapshots,
            duties: try EffectiveDuties(
                authorized.obligations, catalogue: catalogue, profile: profile, optOutVersion: optOutVersion))
        let governance = try PartGovernance(query)
        let marginals = query.marginals
        var draws: [PlannedDraw] = []
        var drawOf = marginals.map { _ in query.parts.map { _ in 0 } }
        for part in governance.order {
            for (index, marginal) in marginals.enumerated() {
                let draw = try Self.draw(part: part, marginal: (index, marginal), writer: writer, hash: hash)
                drawOf[index][part] = draws.firstIndex { $0.key == draw.key } ?? draws.count
                if drawOf[index][part] == draws.count { draws.append(draw) }
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

    private static func draw(
        part: Int, marginal: (index: Int, value: Marginal), writer: ReleaseKeyWriter, hash: ([UInt8]) -> [UInt8]
    ) throws(DisclosureError) -> PlannedDraw {
        let noise = writer.profile.noise[writer.query.precision]
        let bound = writer.query.parts[part].bound
        let cellsPerUnit = cellsPerUnit(marginal.value, query: writer.query, catalogue: writer.catalogue)
        guard let cost = ZeroConcentratedPrivacy.cost(cellsPerUnit: cellsPerUnit, noiseMultiplierSquared: noise)
        else { throw .outOfBounds }
        let text = try writer.text(
            part: part, marginal: marginal.value, bound: bound, cellsPerUnit: cellsPerUnit)
        return PlannedDraw(
            key: hexadecimal(hash(text)), canonical: text, part: part, marginal: marginal.index,
            cellCount: marginal.value.cellCount, bound: bound, cellsPerUnit: cellsPerUnit,
            noiseMultiplierSquared: noise, cost: cost)
    }

    /// C: 1, unless the marginal keeps dimensions over many rows; then the declared bound, or the number of cells that
    /// those dimensions have where that is less.
    private static func cellsPerUnit(_ marginal: Marginal, query: ResolvedQuery, catalogue: Catalogue) -> Int {
        var cells = 1
        var bound = 1
        for (position, kept) in marginal.kept.enumerated() {
            guard let rows = query.dimensions[kept].rows else { continue }
            cells *= marginal.sizes[position]
            bound = max(bound, catalogue.dataset(rows.dataset)?.bounds.cells ?? Int.max)
        }
        return max(1, min(cells, bound))
    }
}

extension Measure {
    /// For each how many of the denominator a ratio counts; 1 for everything else.
    var per: Int {
        switch kind {
        case .units, .events, .proportion, .statistic: 1
        case .ratio(_, _, let per): per
        }
    }
}
