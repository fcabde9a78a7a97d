import Identity
import JSON

/// What a project of the demo is about: the data that it asks for, who signs for them, and its own words.
struct DemoSubject {
    let datasets: [String]
    let variables: [String]
    /// The ways from one unit to another that may be followed, such as `person.mother`.
    let links: [String]
    /// What protects its answers.
    let profile: String
    /// Which steward signs for which controllers.
    let signatures: [(steward: String, controllers: [String])]
    let words: Words

    /// The steward who decides: one of a controller, as nobody else sees the project.
    var decider: String { signatures.first?.steward ?? "steward" }

    struct Words {
        let summary: String
        let benefit: String
        let whoGains: String
        let equality: String
    }

    static let councils = ["halton", "knowsley", "liverpool", "sefton", "st_helens", "wirral"]

    /// Ethnicity and the hospital's name are left out, so that a refusal can be seen.
    static let emergencyCare = DemoSubject(
        datasets: ["person", "care_event"],
        variables: [
            "person.birthMonth", "person.age", "person.sex", "person.area", "person.ward", "person.borough",
            "person.imdDecile", "person.carer", "person.registeredFrom", "person.leftIn", "care_event.type",
            "care_event.date", "care_event.month", "care_event.chapter", "care_event.losDays",
        ],
        links: [], profile: "standard",
        signatures: [("steward", ["icb", "acute_trusts"])],
        words: Words(
            summary: """
                We count visits to hospital by age and by place. We want to see where people go to hospital who could have been
                helped at home. The councils and the health service will use the counts to decide where to put more help. We
                never see names, and nobody can be found in the tables.
                """,
            benefit: """
                People in the Liverpool City Region wait too long in hospital, and some need not go there at all. We will show
                where care at home is missing, and for which ages. Each council gets a plain report with a map. It can then
                open a clinic, or send nurses to the places that need them most. People will get care nearer to home, and wait
                less. We will ask two groups of residents each year whether they can feel the change, and tell the public what
                they said.
                """,
            whoGains: "People in all six boroughs who need care at short notice, above all those over 75",
            equality: """
                We look at women and men, and at each age, apart. If help is missing most in the poorest streets, the report
                says so on its first page.
                """))

    static let schoolReadiness = DemoSubject(
        datasets: ["person", "early_years_child"],
        variables: [
            "person.sex", "person.borough", "person.imdDecile", "early_years_child.council", "early_years_child.year",
            "early_years_child.goodLevel", "early_years_child.term", "early_years_child.hours",
            "early_years_child.provider",
        ],
        links: [], profile: "standard",
        signatures: [("steward", ["icb"]), ("otherSteward", councils)],
        words: Words(
            summary: """
                We count how many children do well at the end of their first year in school, in each borough. We want to see
                where young children and their parents need more help before school begins. The councils will use the counts
                to plan nursery places. We never see names, and nobody can be found in the tables.
                """,
            benefit: """
                One child in three in the Liverpool City Region starts school without the words and the skills that help at
                school. We will show where that is so, for girls and for boys, and what those who do well have in common. Each
                council gets a plain report. It can then open nursery places, or send health visitors to the parts of town
                that need them most. Children will learn more in their first years. We will ask two groups of parents each
                year whether they can feel the change, and tell the public what they said.
                """,
            whoGains: "Children under six in all six boroughs, and their parents",
            equality: """
                We look at girls and boys apart, and at rich and poor parts of town. If help is missing most in the poorest
                streets, the report says so on its first page.
                """))

    static let homeSafety = DemoSubject(
        datasets: ["household", "fire_visit"],
        variables: [
            "household.borough", "household.imdDecile", "household.over64", "household.livingAlone",
            "household.type", "fire_visit.service", "fire_visit.month", "fire_visit.reason", "fire_visit.alarms",
            "fire_visit.referral",
        ],
        links: [], profile: "standard",
        signatures: [("otherSteward", councils + ["fire_river", "fire_plain"])],
        words: Words(
            summary: """
                We count which homes have had a safety visit by a fire crew. We want to see whether older people in the poorest
                parts of town get their visits. The two fire services will use the counts to plan the visits of next year. We
                never see an address, and no home can be found in the tables.
                """,
            benefit: """
                Older people who live alone die in fires at home more often than anybody else in the Liverpool City Region. A
                visit and a working alarm save lives. We will show where homes with older people have had no visit for years.
                Each fire service gets a plain report. It can then send its crews to the parts of town that were left out.
                Fewer people will be hurt in fires. We will ask two groups of residents each year whether crews came to them,
                and tell the public what they said.
                """,
            whoGains: "People over 65 in all six boroughs, above all those who live alone",
            equality: """
                We look at rich and poor parts of town apart. If visits are missing most in the poorest streets, the report says
                so on its first page.
                """))

    static let testing = DemoSubject(
        datasets: ["person", "covid_test"],
        variables: [
            "person.age", "person.birthMonth", "person.sex", "person.borough", "person.imdDecile", "covid_test.day",
            "covid_test.kit", "covid_test.result", "covid_test.symptomatic", "covid_test.event",
        ],
        links: [], profile: "standard",
        signatures: [("steward", ["icb", "public_health"])],
        words: Words(
            summary: """
                We count covid tests by week and by place. We want to see who came to be tested and who did not, so that the next
                test centre is put where people can reach it. The councils will use the counts to plan. We never see names, and
                nobody can be found in the tables.
                """,
            benefit: """
                When tests were free for everybody in the Liverpool City Region, people in poor streets came less often. We will
                show in which places and at which ages few were tested. Each council gets a plain report with a map. It can
                then put the next test centre, or a clinic for other things, where people can walk to it. Fewer people will
                fall ill without knowing why. We will ask two groups of residents each year whether they can feel the change,
                and tell the public what they said.
                """,
            whoGains: "People in all six boroughs who live far from a test centre or cannot leave work",
            equality: """
                We look at women and men, and at each age, apart. If few came from the poorest streets, the report says so on
                its first page.
                """))
}
