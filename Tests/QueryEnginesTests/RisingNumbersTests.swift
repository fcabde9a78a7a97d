import GatewayTesting
import Testing

@testable import QueryEngines

@Suite("Rising numbers")
struct RisingNumbersTests {
    @Test("do what sets do, and stay rising")
    func sets() {
        var random = SeededRandomness.fresh("rising numbers")
        for _ in 0..<2_000 {
            func some() -> Set<UInt32> {
                Set((0..<Int.random(in: 0...12, using: &random)).map { _ in UInt32.random(in: 0...15, using: &random) })
            }
            let (left, right, out) = (some(), some(), some())
            var numbers = RisingNumbers(left.sorted())
            numbers.formUnion(right.sorted())
            #expect(numbers.numbers == left.union(right).sorted())
            numbers.subtract(out.sorted())
            #expect(numbers.numbers == left.union(right).subtracting(out).sorted())
        }
    }
}
