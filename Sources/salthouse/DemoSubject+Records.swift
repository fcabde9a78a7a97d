/// What the demo's project about the records themselves is about.
extension DemoSubject {
    static let gapsInRecords = DemoSubject(
        datasets: ["person", "household", "gp_condition"],
        variables: [
            "person.birthMonth", "person.age", "person.sex", "person.ethnicity", "person.workStatus",
            "person.sharingAgreement", "person.borough", "person.imdDecile", "household.imdDecile",
            "gp_condition.condition",
        ],
        links: ["person.household"], profile: "standard",
        signatures: [("steward", ["icb", "practices"]), ("otherSteward", councils)],
        words: Words(
            summary: """
                We count for how many people a record says nothing: about their age, their work, or the group of people that they
                belong to. We want to see in which places nobody asks. The health service and the councils will use the counts
                to mend their forms. We never see names, and nobody can be found in the tables.
                """,
            benefit: """
                Plans for the Liverpool City Region are made from records, and some groups are missing from them. Who is not
                counted gets no clinic and no nurse. We will show what is left out, and where. The health service and each
                council get a plain report. They can then ask better, and tell people why they ask. People who are missing
                from the tables today will get their share of care. We will ask two groups of residents each year whether
                somebody has asked them, and tell the public what they said.
                """,
            whoGains: "People in all six boroughs whom the records do not describe",
            equality: """
                This is about those whom records leave out. We look at women and men, at each age, and at rich and poor parts of
                town apart. The report says on its first page who is missing most.
                """))
}
