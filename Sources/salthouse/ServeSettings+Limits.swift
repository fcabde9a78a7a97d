import GatewayAPI

/// How much may be asked in a minute. What is not said is the usual number, never no limit.
extension ServeSettings {
    func limits() throws(CommandError) -> RequestLimits {
        let usual = RequestLimits.usual
        return RequestLimits(
            perPerson: try limit("--requests-per-person") ?? usual.perPerson,
            perProject: try limit("--questions-per-project") ?? usual.perProject,
            perAddress: try limit("--strangers-per-address") ?? usual.perAddress,
            refusals: try limit("--refusals") ?? usual.refusals,
            lockMinutes: try number("--lock-minutes") ?? usual.lockMinutes)
    }

    private func limit(_ option: String) throws(CommandError) -> RequestLimits.Cap? {
        guard case .limit(let range)? = ServeSetting.all.first(where: { $0.option == option })?.kind else {
            preconditionFailure("`\(option)` is no limit in the table")
        }
        if options.value(option) == ServeSetting.unlimited { return .unlimited }
        do throws(CommandError) { return try options.number(option, in: range).map { .most($0) } } catch {
            throw .usage("\(error.message), or the word `\(ServeSetting.unlimited)`")
        }
    }
}

extension RequestLimits {
    /// What holds where nothing else is said. A person who waits for each answer asks four times in a second.
    static let usual = RequestLimits(
        perPerson: .most(1_200), perProject: .most(600), perAddress: .most(1_200), refusals: .most(100), lockMinutes: 5)

    /// For the demo, whose visitors try everything at once.
    static let demo = RequestLimits(
        perPerson: .most(100_000), perProject: .most(100_000), perAddress: .most(100_000), refusals: .most(10_000),
        lockMinutes: 1)
}
