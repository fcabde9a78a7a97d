import Linux

/// Runs a body on so many threads at once, and waits for all.
func inParallel(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
    let start = Monitor(0)
    let threads = try (0..<count).map { number in
        try WorkerThread(name: "asker-\(number)") {
            // All leave together.
            start.update { $0 += 1 }
            _ = start.wait { $0 >= count ? true : nil }
            body(number)
        }
    }
    for thread in threads { thread.join() }
}
