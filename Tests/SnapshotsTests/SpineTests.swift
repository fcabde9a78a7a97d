import GatewayTesting
import Testing

@testable import Snapshots

@Suite("A unit keeps its number")
struct SpineTests {
    @Test("numbers are those of a plain dictionary, through growing and forgetting")
    func model() {
        var random = SeededRandomness(seed: UInt64.random(in: 0...UInt64.max))
        print("spine: seed \(random.seed)")
        let spine = Spine()
        var model: [Pseudonym: UInt32] = [:]
        var order: [Pseudonym] = []
        for round in 0..<12 {
            let mark = spine.count
            var isModel = true
            for _ in 0..<(random.next() % 4_000) {
                // Few high and few low halves, so that slots collide.
                let pseudonym = Pseudonym(high: random.next() % 3, low: (random.next() % 4_096) << 52)
                if model[pseudonym] == nil {
                    model[pseudonym] = UInt32(order.count)
                    order.append(pseudonym)
                }
                isModel = isModel && spine.enrol(pseudonym) == model[pseudonym]
            }
            #expect(isModel)
            let asked = order.suffix(500).map { Optional($0) } + [nil, Pseudonym(high: 9, low: 1)]
            #expect(spine.numbers(of: asked) == asked.map { $0.flatMap { model[$0] } })
            if round % 3 == 2 {
                spine.forget(from: mark)
                for lost in order[mark...] { model[lost] = nil }
                order.removeLast(order.count - mark)
            }
            #expect(spine.count == order.count)
            #expect(order.indices.allSatisfy { spine[UInt32($0)] == order[$0] })
            #expect(order.allSatisfy { spine.number(of: $0) == model[$0] })
            #expect(spine.number(of: Pseudonym(high: 9, low: 1)) == nil)
        }
    }
}
