import Catalogue

/// What the demo says of children in their first years.
enum DemoChild {
    /// The summers in which a cohort was assessed, at the end of reception.
    static let cohorts = 2021...2025
    /// A return that never came: this council sent nothing of this year.
    static let notSubmitted = (council: "knowsley", cohort: 2024)

    static let terms = [
        (code: "autumn", title: "September to December"), (code: "spring", title: "January to March"),
        (code: "summer", title: "April to August"),
    ]
    static let providers: [(code: String, title: String, weight: Int)] = [
        ("school", "School nursery", 46), ("private", "Private or voluntary nursery", 42),
        ("childminder", "Childminder", 6), ("none", "No provider", 6),
    ]
    static let mostHours = 30

    /// Children of a thousand who reach a good level of development: 677 overall, 750 girls, 607 boys, 515 of those with free
    /// meals (school readiness in the region, 2023/24, rounded); made up how they go together.
    static func readiness(isFemale: Bool, hasFreeMeals: Bool) -> Int {
        let (girls, boys) = (73, -70)
        let (withMeals, others) = (-162, 54)
        return 677 + (isFemale ? girls : boys) + (hasFreeMeals ? withMeals : others)
    }

    /// Children of a hundred who have free meals, by decile.
    static func freeMeals(decile: Int) -> Int { [42, 34, 28, 22, 18, 14, 11, 9, 7, 5][decile - 1] }

    /// The term of birth, by the month of the year, 1 to 12.
    static func term(born month: Int) -> String {
        month >= 9 ? terms[0].code : month <= 3 ? terms[1].code : terms[2].code
    }

    /// The summer in which somebody born then ends reception: four at the start of the school year.
    static func cohort(born month: Int, of year: Int) -> Int { year + (month >= 9 ? 6 : 5) }
}

extension DemoFiles {
    /// One row for each child of the cohorts, from the council of the child's borough.
    func children(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 10)
        var text = CSVText(
            "child_nhs_number,council,year,good_level,free_meals,term_of_birth,funded_hours,provider", part)
        for person in population.people[part.people] where person.age < 16 {
            let (month, place) = (person.birthMonth, population.area(of: person))
            let year = DemoChild.cohort(born: month.monthOfYear, of: month.year)
            let council = DemoBorough.all[place.borough].council
            guard DemoChild.cohorts.contains(year), (council, year) != DemoChild.notSubmitted else { continue }
            let hasFreeMeals = random.percent(DemoChild.freeMeals(decile: place.decile))
            let isReady =
                random.below(1_000) < DemoChild.readiness(isFemale: person.isFemale, hasFreeMeals: hasFreeMeals)
            let provider = random.code(of: DemoChild.providers)
            let hours = provider == "none" ? 0 : random.percent(55) ? 30 : 15
            text.row(
                "\(person.identifier)", council, "\(year)", random.once(in: 60) ? "" : isReady ? "yes" : "no",
                hasFreeMeals ? "yes" : "no", DemoChild.term(born: month.monthOfYear), "\(hours)", provider)
        }
        return text.bytes
    }
}

/// What the demo says of the families of a birth cohort.
enum DemoFamily {
    /// Families in the study: as many at every scale, as it does not shrink with the demo, but at most a quarter of those
    /// with a child under ten, who are about one in ten people.
    static func families(among people: Int) -> Int { max(1, min(4_000, people / 40)) }

    static let waves = [
        (code: "20w", title: "At 20 weeks of pregnancy"), (code: "birth", title: "At birth"),
        (code: "12m", title: "At 12 months"), (code: "24m", title: "At two years"),
        (code: "36m", title: "At three years"),
    ]
    static let birthWeight = 400...5_600
    static let gestation = 23...43
}

/// A child of the study with the mother, and what is known of the birth.
struct DemoFamilyMember {
    let child: DemoPerson
    let mother: DemoPerson
    let smokes: Bool
    let weeks: Int
    let grams: Int
    /// Whether records of care may be linked: asked once, for all waves.
    let mayBeLinked: Bool
    /// Whether what the family said in interviews may be used.
    let maySpeak: Bool

    init(child: DemoPerson, mother: DemoPerson, decile: Int, random: inout DemoRandomness) {
        self.child = child
        self.mother = mother
        smokes = random.percent(DemoPlaces.share(300, decile: decile) * 9 / 1_000)
        weeks = max(DemoFamily.gestation.lowerBound, 41 - random.geometric(thousandths: 1_400, atMost: 18))
        // Early births are light ones: about 190 g for each week before the fortieth.
        let spread = (0..<6).reduce(0) { sum, _ in sum + random.below(350) } - 1_050
        let drawn = 3_480 - 190 * (40 - weeks) - (smokes ? 190 : 0) + spread
        grams = min(max(drawn, DemoFamily.birthWeight.lowerBound), DemoFamily.birthWeight.upperBound)
        mayBeLinked = random.percent(88)
        maySpeak = random.percent(95)
    }
}

extension DemoFiles {
    /// A row for each child of the study, who is under ten and lives in the mother's household.
    func members(_ part: DemoPart) -> [UInt8] {
        var text = CSVText("child_nhs,mother_nhs,birth_weight_g,gestation_weeks,scope_records,scope_survey", part)
        for member in study(part) {
            text.row(
                "\(member.child.identifier)", "\(member.mother.identifier)", "\(member.grams)", "\(member.weeks)",
                member.mayBeLinked ? "yes" : "no", member.maySpeak ? "yes" : "no")
        }
        return text.bytes
    }

    /// The waves of each child. Some leave the study on the way.
    func families(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 13)
        var text = CSVText("member_nhs,wave,smoking", part)
        for member in study(part) {
            for (wave, name) in DemoFamily.waves.enumerated() {
                if wave > 1, random.once(in: 7) { break }
                let smoking = random.percent(8) ? "" : member.smokes ? "yes" : "no"
                text.row("\(member.child.identifier)", name.code, smoking)
            }
        }
        return text.bytes
    }

    private func study(_ part: DemoPart) -> [DemoFamilyMember] {
        var random = part.draws(stream: 11)
        let people = population.people.count
        let share = DemoFamily.families(among: people) * 100_000 / max(1, people / 10)
        var mothers = DemoMothers()
        return population.people[part.people].compactMap { person in
            guard let mother = mothers.mother(ofNext: person), random.below(100_000) < share else { return nil }
            return DemoFamilyMember(
                child: person, mother: mother, decile: population.area(of: person).decile, random: &random)
        }
    }
}
