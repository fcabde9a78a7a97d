/// The visas of one person: those that count, and why the others do not.
package struct Passport: Sendable, Hashable {
    package let visas: [Visa]
    package let refused: [VisaRefusal]
    /// The last day of the training that a visa stands for.
    package let trainingLastDay: CivilDay?
    /// The versions of the researcher agreement that a visa says were accepted.
    package let agreements: Set<String>

    /// Of somebody without visas.
    package static let none = Passport(visas: [], refused: [], trainingLastDay: nil, agreements: [])

    /// Of somebody whose visas could not be asked for, or are not theirs.
    static func refused(_ reason: VisaRefusal) -> Passport {
        Passport(visas: [], refused: [reason], trainingLastDay: nil, agreements: [])
    }

    private init(visas: [Visa], refused: [VisaRefusal], trainingLastDay: CivilDay?, agreements: Set<String>) {
        self.visas = visas
        self.refused = refused
        self.trainingLastDay = trainingLastDay
        self.agreements = agreements
    }

    /// Keeps what counts of the visas that one person brought.
    ///
    /// - Parameters:
    ///   - texts: signed visas; more than `VisaRules.most` are passed over.
    ///   - keys: of each issuer of the rules, by its name.
    init(
        _ texts: [String], of holder: Visa.Holder, under rules: VisaRules, keys: [String: KeySource], now: Moment,
        leeway: Int
    ) {
        var (read, refused) = ([Visa](), [VisaRefusal]())
        for text in texts.prefix(VisaRules.most) {
            do throws(VisaRefusal) {
                read.append(try rules.visa(in: text, keys: keys, now: now, leeway: leeway))
            } catch { refused.append(error) }
        }
        let names = Self.names(of: holder, in: read, under: rules)
        let own = read.filter { names.contains($0.holder) }
        let (counting, lacking) = own.split { visa in
            // A visa that has conditions itself meets none: so no circle of visas can hold itself up.
            visa.conditions.isEmpty
                || visa.conditions.contains { list in
                    list.allSatisfy { pattern in own.contains { $0.conditions.isEmpty && pattern.matches($0) } }
                }
        }
        refused += read.filter { !names.contains($0.holder) }.map { _ in VisaRefusal.otherPerson }
        refused += lacking.map { _ in VisaRefusal.unmetCondition }
        self.init(
            visas: counting, refused: refused,
            trainingLastDay: counting.filter { visa in rules.training.contains { $0.matches(visa) } }
                .map(\.expires.day).max(),
            agreements: Set(rules.agreements.filter { counting.contains(where: $0.visa.matches) }.map(\.version)))
    }

    /// Every name of the person: what the sign-in service says, and what visas about a known name link to it.
    private static func names(of holder: Visa.Holder, in visas: [Visa], under rules: VisaRules) -> Set<Visa.Holder> {
        let same = rules.issuers.filter { $0.subjects == .same }
        var names = Set(same.map { Visa.Holder(issuer: $0.issuer, subject: holder.subject) } + [holder])
        while true {
            let more = visas.filter { names.contains($0.holder) && $0.conditions.isEmpty }.flatMap(\.linked)
            guard !names.isSuperset(of: more) else { return names }
            names.formUnion(more)
        }
    }
}

extension Array {
    fileprivate func split(_ isFirst: (Element) -> Bool) -> (first: [Element], second: [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
