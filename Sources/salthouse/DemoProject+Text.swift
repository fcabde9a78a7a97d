import Identity
import JSON

/// What the demo's projects say for themselves: an example of a text that the charter lets pass.
extension DemoProject {
    /// - Parameter today: the day on which the risks were looked at.
    static func words(on today: CivilDay) -> JSONObject {
        [
            "summary": """
            We count visits to hospital by age and by place. We want to see where people go to hospital who could have been
            helped at home. The councils and the health service will use the counts to decide where to put more help. We
            never see names, and nobody can be found in the tables.
            """,
            "benefit": """
            People in the Liverpool City Region wait too long in hospital, and some need not go there at all. We will show
            where care at home is missing, and for which ages. Each council gets a plain report with a map. It can then
            open a clinic, or send nurses to the places that need them most. People will get care nearer to home, and wait
            less. We will ask two groups of residents each year whether they can feel the change, and tell the public what
            they said.
            """,
            "whoGains": "People in all six boroughs who need care at short notice, above all those over 75",
            "equality": """
            We look at women and men, and at each age, apart. If help is missing most in the poorest streets, the report
            says so on its first page.
            """,
            "involvement": "Twelve residents chose the questions with us, and read the report before it is final.",
            "usedWhere": "In this research environment only. Safe counts leave it, and nothing else.",
            "applicant": ["commercial": false], "prohibitedUses": [],
            "responsibility": [
                "bias": "Olive Owner, head of health data", "correction": "Olive Owner, head of health data",
                "monitoring": "The project's board, each month",
                "staffTraining": "The training desk of the health service",
                "challenge": "The complaints desk, 0151 000 0000 or complaints@demo.example",
            ],
            "legal": [
                "basis": "public task", "reference": "DEMO-LB-1",
                "confidentiality": [
                    "route": "section 251", "reference": "DEMO-CAG-1",
                    "lastDay": .string(today.adding(months: 24).description),
                ],
                "impactAssessment": "DEMO-DPIA-1", "ethics": "DEMO-REC-1",
            ],
            "ai": ["used": false],
            "risks": [
                [
                    "risk": "A part of town gets a bad name, because its numbers are high.",
                    "mitigation": "We show wide areas only, and say what the council will do about it.",
                    "owner": "Olive Owner", "reviewed": .string(today.description),
                ],
                [
                    "risk": "Small numbers are read as more than they are.",
                    "mitigation": "Every number stands with its margin.", "owner": "Rosa Researcher",
                    "reviewed": .string(today.description),
                ],
            ],
            "dataUse": ["DUO:0000042"],
        ]
    }
}
