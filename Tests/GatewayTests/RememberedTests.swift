import Testing

@testable import Gateway

@Suite("What is remembered of something that was read")
struct RememberedTests {
    private let remembered = Remembered<[UInt8], Int>(room: 10, sizeOf: \.count)

    /// Adds the bytes up, and counts how often it had to.
    private func sum(_ name: String, _ bytes: [UInt8], _ times: inout Int) -> Int {
        remembered.value(of: name, from: bytes) {
            times += 1
            return bytes.reduce(0) { $0 + Int($1) }
        }
    }

    @Test("is worked out once for as long as the same is read")
    func same() {
        var times = 0
        #expect(sum("a", [1, 2], &times) == 3)
        #expect(sum("a", [1, 2], &times) == 3)
        #expect(times == 1)
    }

    @Test("is worked out again where one bit differs, and the old is not taken for the new")
    func other() {
        var times = 0
        #expect(sum("a", [1, 2], &times) == 3)
        #expect(sum("a", [1, 3], &times) == 4)
        #expect(sum("a", [1, 2], &times) == 3)
        #expect(times == 3)
    }

    @Test("goes where there is no room for it: the oldest first")
    func room() {
        var times = 0
        for name in ["a", "b", "c"] { _ = sum(name, [1, 1, 1, 1], &times) }
        #expect(times == 3)
        _ = sum("c", [1, 1, 1, 1], &times)
        _ = sum("b", [1, 1, 1, 1], &times)
        #expect(times == 3)
        _ = sum("a", [1, 1, 1, 1], &times)
        #expect(times == 4)
    }

    @Test("takes no room with what is larger than all of it")
    func large() {
        var times = 0
        _ = sum("small", [1], &times)
        _ = sum("large", [UInt8](repeating: 1, count: 11), &times)
        _ = sum("large", [UInt8](repeating: 1, count: 11), &times)
        #expect(times == 3)
        _ = sum("small", [1], &times)
        #expect(times == 3)
    }

    @Test("is nothing where the work failed")
    func failure() {
        struct Failed: Error {}
        #expect(throws: Failed.self) { try remembered.value(of: "a", from: [1]) { throw Failed() } }
        var times = 0
        #expect(sum("a", [1], &times) == 1)
    }
}
