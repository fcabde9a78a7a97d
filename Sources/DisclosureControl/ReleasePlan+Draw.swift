package import DifferentialPrivacy
package import QueryEngines
import QueryLanguage

extension ReleasePlan {
    /// Protects what the store lacks, and nothing else: the true numbers of keys that were drawn before are not read.
    ///
    /// For every cell, empty ones included: noise is drawn; the cell shows only where the true units, and the persons
    /// behind them, and those of a share's complement, reach the floor *and* the noisy units reach T; then it is rounded.
    /// In `dp` there is no floor, and the noisy units alone decide.
    /// - Parameters:
    ///   - table: what the engine found; used up.
    ///   - stored: draws that exist, by key. Others than this plan's are ignored.
    /// - Returns: one drawn marginal for each missing key.
    /// Throws `unfitTable` where the engine's finding cannot be true, or `unfitDraw` where a stored draw does not fit;
    /// then `hiddenDraws` is what to store.
    package func draw(
        _ table: consuming UnprotectedTable, stored: [String: DrawnMarginal],
        random: inout some RandomBits & ~Copyable
    ) throws(DisclosureError) -> [DrawnMarginal] {
        try table.withCells { (cells) throws(DisclosureError) in
            guard fits(cells) else { throw .unfitTable }
            var known = stored
            var drawn: [DrawnMarginal] = []
            for draw in draws where known[draw.key] == nil {
                let marginal = try protect(cells[draw.marginal][draw.part], draw, known: known, random: &random)
                known[draw.key] = marginal
                drawn.append(marginal)
            }
            return drawn
        }
    }

    /// What stands for an answer that failed a check: every missing key all hidden, at the full price.
    package func hiddenDraws(stored: [String: DrawnMarginal]) -> [DrawnMarginal] {
        draws.filter { stored[$0.key] == nil }.map { draw in
            DrawnMarginal(
                key: draw.key, noiseMultiplierSquared: draw.noiseMultiplierSquared, bound: draw.bound,
                cells: Array(repeating: .hidden, count: draw.entryCount))
        }
    }

    private func protect(
        _ exact: [ExactCell], _ draw: PlannedDraw, known: [String: DrawnMarginal],
        random: inout some RandomBits & ~Copyable
    ) throws(DisclosureError) -> DrawnMarginal {
        guard
            let noise = DiscreteNoise(
                profile.noiseFamily, noiseMultiplierSquared: draw.noiseMultiplierSquared,
                contributionBound: draw.bound)
        else { throw .outOfBounds }
        let governor = try governor(of: draw, known: known)
        let part = query.parts[draw.part]
        let groups = draw.entriesPerCell
        let places = orders[draw.marginal].places
        var cells = [DrawnCell](repeating: .hidden, count: draw.entryCount)
        for entry in exact.indices {
            let place = places[entry / groups]
            // Drawn before anything is decided, so that what is hidden costs the same randomness as what shows.
            let noisy = exact[entry].value.clamped(to: Self.saneValues) + noise.sample(&random)
            let reachesThreshold = governor.map { !$0.cells[place].isHidden } ?? (noisy >= threshold)
            // Of a divided part only the cell counts, whose governor has passed the floor: no entry is ever shown.
            guard reachesThreshold, part.isDivided || reachesFloor(exact[entry]) else { continue }
            cells[place * groups + entry % groups] = .shown(part.kept(noisy, profile))
        }
        return DrawnMarginal(
            key: draw.key, noiseMultiplierSquared: draw.noiseMultiplierSquared, bound: draw.bound, cells: cells)
    }

    /// The drawn count of units that decides for a draw of events; nil for counts of units, which decide themselves.
    private func governor(
        of draw: PlannedDraw, known: [String: DrawnMarginal]
    ) throws(DisclosureError) -> DrawnMarginal? {
        guard let part = governance.unitsOf[draw.part] else { return nil }
        guard let index = drawOf[draw.marginal][part] else { throw .ungoverned }
        let planned = draws[index]
        guard let units = known[planned.key], units.fits(planned) else { throw .unfitDraw }
        return units
    }

    /// Always, and without a look at the cell, where the profile keeps no floor.
    private func reachesFloor(_ cell: ExactCell) -> Bool {
        guard profile.keepsFloor else { return true }
        guard cell.units >= floor.units, cell.persons >= floor.persons, cell.linked?.units ?? Int.max >= linkedFloor
        else { return false }
        guard let complement = cell.complement else { return true }
        return complement.units >= floor.units && complement.persons >= floor.persons
            && cell.linked?.complement ?? Int.max >= linkedFloor
    }

    /// Whether the table has the plan's shape, and numbers that can be: a check of the engine, which tells nobody why. In
    /// `dp` it is of the shape alone, as nothing there may hang on a true number: what cannot be is clamped.
    func fits(_ cells: [[[ExactCell]]]) -> Bool {
        guard cells.count == marginals.count else { return false }
        return zip(cells, marginals).allSatisfy { parts, marginal in
            guard parts.count == query.parts.count else { return false }
            return zip(parts, query.parts).allSatisfy { numbers, part in
                numbers.count == marginal.cellCount * part.entriesPerCell
                    && (!profile.keepsFloor || numbers.allSatisfy { isPossible($0, part) })
            }
        }
    }

    private static let saneValues = -(1 << 52)...(1 << 52)

    private func isPossible(_ cell: ExactCell, _ part: MeasurePart) -> Bool {
        let sane = 0...Self.saneValues.upperBound
        guard sane.contains(Int(clamping: cell.value.magnitude)), sane.contains(cell.units),
            sane.contains(cell.persons)
        else { return false }
        let isShare = if case .share = part { true } else { false }
        guard (cell.complement != nil) == isShare else { return false }
        guard (cell.linked != nil) == (linkedFloor > 0 && !part.isDivided) else { return false }
        let (most, tooLarge) = cell.units.multipliedReportingOverflow(by: part.bound)
        guard tooLarge || cell.value.magnitude <= most.magnitude else { return false }
        // Everybody behind a number adds something to it, but for sums.
        if case .sum = part { return true }
        return cell.units <= cell.value
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}

extension MeasurePart {
    var isDivided: Bool { if case .divided = self { true } else { false } }

    /// Whether its numbers count units or rows: such numbers are rounded where they are shown.
    var isCount: Bool {
        switch self {
        case .units, .share, .events, .unitsWithEvents, .unitsPresent: true
        case .sum, .months, .divided: false
        }
    }

    /// Sums about a middle are below 0 as often as not, and entries that are added up must not lean upwards.
    var mayBeBelowZero: Bool {
        switch self {
        case .units, .share, .events, .unitsWithEvents, .unitsPresent, .months: false
        case .sum, .divided: true
        }
    }

    /// A noisy number as it is kept.
    fileprivate func kept(_ noisy: Int, _ profile: Profile) -> Int {
        let number = mayBeBelowZero ? noisy : max(0, noisy)
        return isCount ? profile.rounded(number) : number
    }
}
