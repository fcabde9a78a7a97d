package import Governance

extension Gateway {
    /// How each of these projects keeps the charter's principles today, in the order of the projects.
    package func lights(of projects: [Project]) throws(GatewayError) -> [[Light]] {
        let context = try context()
        var lights: [[Light]] = []
        for project in projects {
            let answers = try storing { () throws(StoreError) in try parts.store.answers(of: project.id) }
            lights.append(project.lights(in: context, hasAnswered: !answers.isEmpty))
        }
        return lights
    }
}
