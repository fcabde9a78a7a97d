package import JSON

/// The words of a project's text that every clause of the shipped policies lets pass: what tests start from.
package enum SampleProposal {
    /// All members but `owner`, `researchers` and what the project asks for. It was looked at on 1 April 2026.
    package static let words: JSONObject = [
        "title": "Carers and their health",
        "summary": """
        We count people who look after somebody at home. We look at where they live and how often they go to hospital. No
        person can be seen in the numbers.
        """,
        "benefit": """
        Many people in Liverpool and Knowsley look after somebody at home. They often get help late, or not at all. We
        will count how many carers live in each part of the region, and how often they go to hospital. The councils will
        use the numbers to open more places where carers can rest and find help near their home.
        """,
        "whoGains": "Carers in Liverpool and Knowsley", "equality": "We look at women and men, and at each age, apart.",
        "involvement": "Eight carers wrote the questions with us.",
        "usedWhere": "In this research environment only", "applicant": ["commercial": false], "prohibitedUses": [],
        "responsibility": [
            "bias": "The head of the data team", "correction": "The head of the data team",
            "monitoring": "The project's board", "staffTraining": "The head of the data team",
            "challenge": "The complaints desk, 0151 000 0000",
        ],
        "legal": [
            "basis": "public task", "reference": "LB-1",
            "confidentiality": ["route": "section 251", "reference": "CAG-1", "lastDay": "2099-12-31"],
            "impactAssessment": "DPIA-1", "ethics": "REC-1",
        ],
        "ai": ["used": false],
        "risks": [
            [
                "risk": "Somebody reads too much into small numbers.",
                "mitigation": "Every table says how far its numbers can be off.", "owner": "The head of the data team",
                "reviewed": "2026-04-01",
            ]
        ],
        "dataUse": ["DUO:0000042"],
    ]
}
