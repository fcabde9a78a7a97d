import QueryLanguage

/// The protected numbers of a table in the query's own order, and which of them may be seen.
struct ShownNumbers {
    /// `[marginal][part][entry]`: the number, or nil where it is not shown; no entries where the part is not needed.
    private(set) var numbers: [[[Int?]]]
    private let plan: ReleasePlan

    /// Throws `unfitDraw` where a draw is missing or is not what the plan means.
    init(_ plan: ReleasePlan, stored: [String: DrawnMarginal]) throws(DisclosureError) {
        self.plan = plan
        numbers = []
        for (marginal, order) in plan.orders.enumerated() {
            var parts: [[Int?]] = []
            for index in plan.drawOf[marginal] {
                guard let index else {
                    parts.append([])
                    continue
                }
                let draw = plan.draws[index]
                guard let drawn = stored[draw.key], drawn.fits(draw) else { throw .unfitDraw }
                parts.append(
                    order.places.flatMap { place in
                        drawn.cells[(place * draw.entriesPerCell)..<((place + 1) * draw.entriesPerCell)].map { cell in
                            switch cell {
                            case .hidden: nil
                            case .shown(let value): value
                            }
                        }
                    })
            }
            numbers.append(parts)
        }
        // An exact profile has hidden all that must be, the whole table together.
        guard case .noise = plan.profile.mechanism else { return }
        hideWhatIsGoverned()
        // Without a floor there is nothing behind a star but noise: nobody is hidden by hiding a second one.
        guard plan.profile.keepsFloor else { return }
        while hideLoneStars() { hideWhatIsGoverned() }
    }

    /// What is not a count of units follows the units behind it, a share follows its whole and its complement.
    private mutating func hideWhatIsGoverned() {
        for marginal in numbers.indices {
            for part in plan.query.parts.indices {
                for cell in numbers[marginal][part].indices where !isAllowed(marginal, part, cell) {
                    numbers[marginal][part][cell] = nil
                }
            }
        }
    }

    private func isAllowed(_ marginal: Int, _ part: Int, _ cell: Int) -> Bool {
        let entriesPerCell = plan.query.parts[part].entriesPerCell
        if let units = plan.governance.unitsOf[part], numbers[marginal][units][cell / entriesPerCell] == nil {
            return false
        }
        guard let whole = plan.governance.wholeOf[part], let share = numbers[marginal][part][cell] else { return true }
        return numbers[marginal][whole][cell].map { $0 - share >= plan.complementThreshold } ?? false
    }

    /// Where exactly one number of a group is hidden beside a total that shows, hides a second one: the next in the
    /// order of the code list, whatever its value. Only stars and codes decide, so nothing new is told.
    ///
    /// - Returns: whether anything was hidden.
    private mutating func hideLoneStars() -> Bool {
        var hasHidden = false
        let shown = plan.marginals.prefix(plan.query.marginals.count)
        for (index, marginal) in shown.enumerated() {
            for position in marginal.kept.indices {
                var kept = marginal.kept
                kept.remove(at: position)
                guard let total = shown.firstIndex(where: { $0.kept == kept }) else { continue }
                for part in plan.query.parts.indices where addsUp(index, part) {
                    for line in Self.lines(of: marginal, along: position) {
                        guard numbers[total][part][line.total] != nil else { continue }
                        let hidden = line.cells.indices.filter { numbers[index][part][line.cells[$0]] == nil }
                        guard hidden.count == 1 else { continue }
                        if line.cells.count == 1 {
                            numbers[total][part][line.total] = nil
                        } else {
                            numbers[index][part][line.cells[(hidden[0] + 1) % line.cells.count]] = nil
                        }
                        hasHidden = true
                    }
                }
            }
        }
        return hasHidden
    }

    /// Whether cells show and add up to their total: only where a unit is in one cell.
    private func addsUp(_ marginal: Int, _ part: Int) -> Bool {
        guard let draw = plan.drawOf[marginal][part], !plan.query.parts[part].isDivided else { return false }
        return plan.draws[draw].cellsPerUnit == 1
    }

    /// The cells that differ in one dimension only, for each cell of the marginal without that dimension.
    static func lines(of marginal: Marginal, along position: Int) -> [(total: Int, cells: [Int])] {
        let size = marginal.sizes[position]
        let step = marginal.sizes[(position + 1)...].reduce(1, *)
        return (0..<(marginal.cellCount / max(1, size))).map { total in
            let first = total / step * step * size + total % step
            return (total, (0..<size).map { first + $0 * step })
        }
    }
}
