/// A first-in, first-out queue between threads that never holds more than `capacity` elements.
package final class BoundedQueue<Element: Sendable>: Sendable {
    private struct State: Sendable {
        var elements: [Element] = []
        var head = 0
        var isClosed = false

        var count: Int { elements.count - head }

        mutating func popFirst() -> Element? {
            guard head < elements.count else { return nil }
            let element = elements[head]
            head += 1
            // Compacting at half keeps the cost of a pop constant on average.
            if head * 2 >= elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }

        mutating func popAll() -> [Element] {
            let all = Array(elements[head...])
            elements.removeAll(keepingCapacity: true)
            head = 0
            return all
        }
    }

    package let capacity: Int
    private let monitor = Monitor(State())

    /// A capacity below 1 is a programming error.
    package init(capacity: Int) {
        precondition(capacity >= 1, "a queue holds at least one element")
        self.capacity = capacity
    }

    package var count: Int { monitor.read { $0.count } }

    /// Adds an element and returns true; false where the queue is full or closed. Never waits.
    package func push(_ element: Element) -> Bool {
        monitor.update(waking: .one) { state in
            guard !state.isClosed, state.count < capacity else { return false }
            state.elements.append(element)
            return true
        }
    }

    /// Waits for the next element; nil when the queue is closed and empty.
    package func pop() -> Element? {
        monitor.wait(waking: .nobody) { (state: inout State) -> Element?? in
            if let element = state.popFirst() { return .some(element) }
            return state.isClosed ? .some(nil) : nil
        } ?? nil
    }

    /// Waits for at least one element and takes all there are; empty when the queue is closed and empty.
    package func popAll() -> [Element] {
        monitor.wait(waking: .nobody) { (state: inout State) -> [Element]? in
            state.count > 0 || state.isClosed ? state.popAll() : nil
        } ?? []
    }

    /// Refuses further elements; those inside are still handed out.
    package func close() {
        monitor.update { $0.isClosed = true }
    }
}
