import Linux

/// Threads that turn inputs into outputs; outputs come back in the order of the inputs.
final class OrderedWorkers<Input: Sendable, Output: Sendable>: Sendable {
    private struct State: Sendable {
        var inputs: [(Int, Input)] = []
        var outputs: [Int: Output] = [:]
        var submitted = 0
        var taken = 0
        var isClosed = false
    }

    private let monitor = Monitor(State())
    private let threads: [WorkerThread]

    /// - Parameters:
    ///   - makeWork: called once on each thread; what it gives works for that thread alone.
    init(
        count: Int, name: String, _ makeWork: @escaping @Sendable () -> (Input) -> Output
    ) throws(SystemError) {
        let monitor = monitor
        var threads: [WorkerThread] = []
        for _ in 0..<count {
            threads.append(
                try WorkerThread(name: name) {
                    let work = makeWork()
                    while let (number, input) = Self.next(of: monitor) {
                        let output = work(input)
                        monitor.update { $0.outputs[number] = output }
                    }
                })
        }
        self.threads = threads
    }

    private static func next(of monitor: Monitor<State>) -> (Int, Input)? {
        let found = monitor.wait(waking: .nobody) { (state: inout State) -> (Int, Input)?? in
            if !state.inputs.isEmpty { return .some(state.inputs.removeFirst()) }
            return state.isClosed ? .some(nil) : nil
        }
        return found ?? nil
    }

    /// How many outputs have not been taken.
    var pending: Int { monitor.read { $0.submitted - $0.taken } }

    /// Never waits: the caller keeps `pending` small.
    func submit(_ input: Input) {
        monitor.update { state in
            state.inputs.append((state.submitted, input))
            state.submitted += 1
        }
    }

    /// Waits for the output of the earliest input that has not been taken; nil where there is none.
    func next() -> Output? {
        let output = monitor.wait(waking: .nobody) { (state: inout State) -> Output?? in
            guard state.taken < state.submitted else { return .some(nil) }
            guard let output = state.outputs.removeValue(forKey: state.taken) else { return nil }
            state.taken += 1
            return .some(output)
        }
        return output ?? nil
    }

    /// Ends the threads, and drops what has not been begun.
    func close() {
        monitor.update { state in
            state.inputs.removeAll()
            state.isClosed = true
        }
        for thread in threads { thread.join() }
    }
}
