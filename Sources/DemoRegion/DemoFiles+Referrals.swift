import Catalogue

/// What the demo says of referrals to mental-health care: made-up lists of a plausible size.
enum DemoReferral {
    static let sources: [(code: String, title: String, weight: Int)] = [
        ("gp", "General practice", 52), ("self", "Self", 14), ("ae", "A&E", 11), ("hospital", "Hospital ward", 6),
        ("school", "School or college", 7), ("council", "Council", 5), ("justice", "Police or courts", 3),
        ("other", "Somebody else", 2),
    ]

    static let selfHarm = "self-harm"
    static let reasons: [(code: String, title: String, weight: Int)] = [
        ("anxiety", "Anxiety", 17), ("depression", "Depression", 17), ("crisis", "In crisis", 10),
        ("psychosis", "Possible psychosis", 5), ("ongoing-psychosis", "Ongoing psychosis", 4),
        ("bipolar", "Bipolar disorder", 3), (selfHarm, "Self-harm", 6), ("eating", "Eating disorder", 3),
        ("trauma", "Post-traumatic stress", 6), ("ocd", "Obsessive compulsive disorder", 2),
        ("neurodevelopment", "Neurodevelopmental condition", 12), ("drugs-alcohol", "Drugs and alcohol", 4),
        ("perinatal", "Around a birth", 3), ("relationships", "Relationship difficulties", 5),
        ("organic", "Organic brain disorder", 3),
    ]

    static let teams: [(code: String, title: String, weight: Int)] = [
        ("community", "Community team", 40), ("talking", "Talking therapies", 28), ("crisis", "Crisis team", 12),
        ("children", "Children and young people", 12), ("older", "Older people", 6), ("early", "Early intervention", 2),
    ]

    /// The most contacts of one referral: a line of one team that counts every telephone call.
    static let mostContacts = 2_000
    static let longestWait = 730

    /// Referrals of a thousand people of this age and decile in the three years.
    static func rate(age: Int, decile: Int) -> Int {
        let ages = [20, 190, 180, 120, 100, 90, 60, 60, 110]
        return 215 * ages[min(age / 10, 8)] / 100 * DemoPlaces.share(220, decile: decile) / 1_000
    }
}

extension DemoFiles {
    /// Referrals of three years. Whether somebody studies is known of few, and one line in 2,000 has over 1,000 contacts.
    func referrals(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 8)
        var text = CSVText("client_nhs_number,month,source,reason,team,contacts,days_to_first_contact,student", part)
        let months = DemoCalendar.yearsOfCare * 12
        for person in population.people[part.people] {
            let rate = DemoReferral.rate(age: person.age, decile: population.area(of: person).decile)
            for _ in 0..<random.geometric(thousandths: rate, atMost: 30) {
                let back = random.below(months)
                let isWaiting = back < 4 && random.percent(50)
                let contacts =
                    random.once(in: 2_000)
                    ? 1_001 + random.below(900) : random.geometric(thousandths: 7_000, atMost: 300)
                let wait = random.geometric(thousandths: 32_000, atMost: DemoReferral.longestWait)
                text.row(
                    "\(person.identifier)", "\(DemoCalendar.month(DemoCalendar.asOf.number - back))",
                    random.code(of: DemoReferral.sources), random.code(of: DemoReferral.reasons),
                    random.code(of: DemoReferral.teams), isWaiting ? "0" : "\(contacts)", isWaiting ? "" : "\(wait)",
                    student(person, &random))
            }
        }
        return text.bytes
    }

    /// Not asked of three in four.
    private func student(_ person: DemoPerson, _ random: inout DemoRandomness) -> String {
        guard random.percent(26) else { return "" }
        return (18...24).contains(person.age) && random.percent(45) ? "yes" : "no"
    }
}
