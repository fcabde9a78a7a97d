/// What the demo's covid tests say: made up, in the proportions of a pilot of testing for everybody.
enum DemoTest {
    static let kits = [(code: "LFT", title: "Rapid test"), (code: "PCR", title: "Laboratory test")]
    static let results = [
        (code: "negative", title: "Negative"), (code: "positive", title: "Positive"), (code: "void", title: "Void"),
    ]
    /// Of a thousand, in the order of `results`, of people without and with symptoms.
    static let weights = [[968, 24, 8], [820, 172, 8]]

    static let sites =
        DemoBorough.all.enumerated().map { (code: "SITE-\($0 + 1)", title: "Made-up test site in \($1.name)") }
        + [(code: "HOME", title: "At home")]

    /// Events that people were tested for, each with the day, how many tickets at full scale, and how many cases.
    static let events = [
        DemoEvent(code: "none", title: "No event", day: nil, tickets: 0, cases: 0),
        DemoEvent(code: "CONFERENCE", title: "Made-up conference", day: "2025-04-28", tickets: 5_000, cases: 5),
        DemoEvent(
            code: "NIGHTCLUB", title: "Made-up nightclub, two nights", day: "2025-04-30", tickets: 6_000, cases: 9),
        DemoEvent(code: "FESTIVAL", title: "Made-up festival", day: "2025-05-02", tickets: 5_000, cases: 2),
        DemoEvent(code: "STADIUM", title: "Made-up match in a stadium", day: "2025-05-15", tickets: 20_000, cases: 12),
    ]
}

/// Something that people were tested for before they went.
struct DemoEvent {
    let code: String
    let title: String
    /// Nil for no event at all.
    let day: String?
    let tickets: Int
    /// Those whose test was positive: the same at every scale, so that a handful stays a handful.
    let cases: Int
}

extension DemoFiles {
    /// Tests of a year: two in five people had some. Then the tickets of the events, of which 4 in 100 name nobody on a
    /// register.
    ///
    /// - Parameter keyedByRow: the fault of one feed, which numbers tests where people should be: nearly everybody then has
    ///   one test.
    func tests(_ part: DemoPart, keyedByRow: Bool) -> [UInt8] {
        var random = part.draws(stream: 7)
        var strangers = DemoIdentifiers(strangersOf: part)
        var text = CSVText("citizen_id,day,kit,result,symptomatic,site,event", part)
        func test(_ identifier: Int, borough: Int) {
            let isSymptomatic = random.percent(9)
            let kit = isSymptomatic || random.percent(12) ? 1 : 0
            let result = DemoTest.results[random.pick(DemoTest.weights[isSymptomatic ? 1 : 0])].code
            let site = random.percent(35) ? DemoTest.sites.count - 1 : random.percent(90) ? borough : random.below(6)
            text.row(
                "\(keyedByRow ? strangers.next() : identifier)", testDay(&random), DemoTest.kits[kit].code, result,
                random.percent(12) ? "" : isSymptomatic ? "yes" : "no", DemoTest.sites[site].code, "none")
        }
        for person in population.people[part.people] where random.percent(39) {
            let borough = population.area(of: person).borough
            for _ in 0...random.geometric(thousandths: 2_300, atMost: 80) { test(person.identifier, borough: borough) }
        }
        for event in DemoTest.events where part.number == 0 {
            guard let day = event.day else { continue }
            let tickets = max(event.cases + 40, event.tickets * population.people.count / DemoBorough.peopleOfRegion)
            for ticket in 0..<tickets {
                let isLinked = ticket < event.cases || random.percent(96)
                let person = population.people[random.below(population.people.count)]
                text.row(
                    "\(isLinked && !keyedByRow ? person.identifier : strangers.next())", day, "LFT",
                    ticket < event.cases ? "positive" : "negative", "no",
                    DemoTest.sites[population.area(of: person).borough].code, event.code)
            }
        }
        return text.bytes
    }

    /// A day of the last year of care; most are in its winter.
    private func testDay(_ random: inout DemoRandomness) -> String {
        let days = DemoCalendar.days.count
        return DemoCalendar.days[days - 1 - (random.percent(60) ? random.below(150) : random.below(365))]
    }
}
