/// What the demo's projects with sensitive data are about. Each touches a dataset of the sensitive tier, so that two members
/// of the public vote, and its answers leave under the profile for such data.
extension DemoSubject {
    static let earlyHelp = DemoSubject(
        datasets: ["household", "person", "gp_condition", "care_event", "mh_referral"],
        variables: [
            "household.borough", "household.ward", "household.imdDecile", "household.type", "household.tenure",
            "household.people", "household.under17", "household.complexHousehold@1", "household.complexHousehold@2",
            "person.birthMonth", "person.age", "person.sex",
            "person.borough", "person.ward", "person.imdDecile", "gp_condition.condition", "care_event.type",
            "care_event.date", "care_event.month", "mh_referral.month", "mh_referral.source", "mh_referral.wait",
        ],
        links: ["person.household"], profile: "strict",
        signatures: [
            ("steward", ["icb", "acute_trusts", "practices"]), ("otherSteward", councils + ["mental_health_trust"]),
        ],
        words: Words(
            summary: """
                We count homes with children where help is needed from several places at once. We want to see in which parts of
                town they are, and how long people wait until somebody sees them. The councils will use the counts to place
                their teams for families. We never see names, and no home can be found in the tables.
                """,
            benefit: """
                Some families in the Liverpool City Region need a doctor, a school, and a safe place to live, all at the same
                time. Each service sees its own part, and help comes late. We will show how many children live in such homes,
                and where. Each council gets a plain report. It can then send one team that helps with everything, before
                things get worse. Children will be safer, and families will tell their story once. We will ask two groups of
                parents each year whether they can feel the change, and tell the public what they said.
                """,
            whoGains: "Children in all six boroughs, and the people who bring them up",
            equality: """
                We look at rich and poor parts of town apart. If families wait longest in the poorest streets, the report says
                so on its first page.
                """))

    /// The ward is in it, so that a refusal of small areas comes from the charter and not from what was left out.
    static let mentalHealth = DemoSubject(
        datasets: ["person", "mh_referral"],
        variables: [
            "person.birthMonth", "person.age", "person.sex", "person.ward", "person.borough", "person.imdDecile",
            "mh_referral.month", "mh_referral.source", "mh_referral.reason", "mh_referral.team", "mh_referral.contacts",
            "mh_referral.wait", "mh_referral.student",
        ],
        links: [], profile: "strict",
        signatures: [("steward", ["icb"]), ("otherSteward", ["mental_health_trust"])],
        words: Words(
            summary: """
                We count how many people were sent to get help for their mind, and how long they waited. We look at young men and
                at students above all, as few of them ask for help. The health service will use the counts to plan its teams.
                We never see names or notes, and nobody can be found in the tables.
                """,
            benefit: """
                Many young men in the Liverpool City Region do not ask for help until they are very ill. Students move here
                from far away, and nobody knows how many of them get help. We will show who is sent to a team, by whom, and
                how long they wait. The health service and the places where people study get a plain report. They can then
                open doors that young people use. Fewer people will be hurt or die. We will ask people who had such help
                each year whether they can feel the change, and tell the public what they said.
                """,
            whoGains: "Young people in all six boroughs, above all men and students",
            equality: """
                We look at women and men, at each age, and at rich and poor parts of town apart. If some groups wait longer, the
                report says so on its first page.
                """))

    /// Hospital care is in it, so that what families agreed to can be seen at work.
    static let birthCohort = DemoSubject(
        datasets: ["person", "cohort_member", "cohort_family", "care_event"],
        variables: [
            "person.birthMonth", "person.age", "person.sex", "person.borough", "person.imdDecile",
            "cohort_member.birthWeight", "cohort_member.gestation", "cohort_member.scopeRecords",
            "cohort_family.wave", "cohort_family.smoking", "care_event.type", "care_event.date",
        ],
        links: ["person.mother"], profile: "strict",
        signatures: [("steward", ["icb", "acute_trusts"]), ("otherSteward", ["university"])],
        words: Words(
            summary: """
                We count births in a study that families chose to join. We want to see how smoking and an early birth go
                together with the weight of a child. Care in hospital is looked at only for those who agreed to that. We
                never see names, and no family can be found in the tables.
                """,
            benefit: """
                Children in the Liverpool City Region are born too small more often than in other places. We will show how many,
                and what their mothers said about smoking in each part of the study. Midwives and the councils get a plain
                report. They can then help more mothers to stop before a child is born. Children will be born
                stronger, and spend less time in hospital. We will ask the families of the study each year whether this is
                the use that they wanted, and tell the public what they said.
                """,
            whoGains: "Mothers and their young children in all six boroughs",
            equality: """
                We look at girls and boys, and at rich and poor parts of town, apart. If children are born too small most in the
                poorest streets, the report says so on its first page.
                """))
}
