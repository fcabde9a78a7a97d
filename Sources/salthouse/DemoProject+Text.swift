import Identity
import JSON

/// What the demo's projects say for themselves: an example of a text that the charter lets pass.
extension DemoProject {
    /// - Parameter today: the day on which the risks were looked at.
    func words(on today: CivilDay) -> JSONObject {
        [
            "summary": .string(subject.words.summary), "benefit": .string(subject.words.benefit),
            "whoGains": .string(subject.words.whoGains), "equality": .string(subject.words.equality),
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
