/// The words of a command line, told apart: options with their values, flags, and the rest in order.
struct Words {
    private(set) var rest: [String] = []
    private var values: [String: [String]] = [:]

    /// How many values an option takes.
    enum Arity { case none, one, many }

    init(_ arguments: some Collection<String>, options: [String: Arity]) throws(UsageError) {
        var words = Array(arguments)[...]
        while let word = words.popFirst() {
            guard word.hasPrefix("-") else {
                rest.append(word)
                continue
            }
            guard let arity = options[word] else { throw UsageError(message: "unknown option `\(word)`") }
            switch arity {
            case .none: values[word] = []
            case .one:
                guard let value = words.popFirst(), values[word] == nil else {
                    throw UsageError(message: "\(word) needs one value")
                }
                values[word] = [value]
            case .many:
                let given = words.prefix { !$0.hasPrefix("--") }
                guard !given.isEmpty else { throw UsageError(message: "\(word) needs a file") }
                values[word, default: []] += given
                words = words.dropFirst(given.count)
            }
        }
    }

    func has(_ option: String) -> Bool { values[option] != nil }
    func value(_ option: String) -> String? { values[option]?.first }
    func all(_ option: String) -> [String] { values[option] ?? [] }

    /// The words behind the options, if there are so many.
    func paths(_ count: Int, _ what: String) throws(UsageError) -> [String] {
        guard rest.count == count else { throw UsageError(message: "name \(what)") }
        return rest
    }
}

/// A command that cannot be understood.
struct UsageError: Error {
    let message: String
}
