import Glibc
import Linux
import Synchronization
import Testing

@Suite("Threads and queues")
struct ThreadTests {
    @Test("every pushed element is popped once, in order for one producer, and closing ends the consumers")
    func handOff() throws {
        let queue = BoundedQueue<Int>(capacity: 8)
        let popped = Mutex<[Int]>([])
        let consumer = try WorkerThread(name: "consumer") {
            while let element = queue.pop() { popped.withLock { $0.append(element) } }
        }
        for number in 0..<2000 {
            while !queue.push(number) {}
        }
        queue.close()
        consumer.join()
        consumer.join()
        #expect(popped.withLock { $0 } == Array(0..<2000))
        #expect(!queue.push(1))
    }

    @Test("a full queue refuses without waiting, and popAll empties it in order")
    func fullQueue() {
        let queue = BoundedQueue<Int>(capacity: 2)
        #expect(queue.push(1))
        #expect(queue.push(2))
        #expect(!queue.push(3))
        #expect(queue.count == 2)
        #expect(queue.popAll() == [1, 2])
        #expect(queue.push(3))
        queue.close()
        #expect(queue.popAll() == [3])
        #expect(queue.popAll() == [])
        #expect(queue.pop() == nil)
    }

    @Test("a waiting thread sees an update; a passed deadline yields nothing")
    func monitor() throws {
        let monitor = Monitor(0)
        let waiter = try WorkerThread(name: "a name longer than the kernel keeps") {
            _ = monitor.wait { (state: inout Int) -> Bool? in
                guard state == 1 else { return nil }
                state = 2
                return true
            }
        }
        monitor.update { $0 = 1 }
        waiter.join()
        #expect(monitor.read { $0 } == 2)
        let soon = MonotonicClock.system.now().advanced(byMilliseconds: 1)
        #expect(monitor.wait(until: soon) { $0 == 99 ? true : nil } == nil)
    }

    @Test("a worker thread leaves a request to end to whoever waits for it")
    func termination() throws {
        let seen = Mutex<[ProcessSignals.Request?]>([])
        let waiter = try WorkerThread(name: "signals") {
            for number in [SIGTERM, SIGHUP, SIGINT] {
                raise(number)  // to this thread alone
                seen.withLock { $0.append(ProcessSignals.next()) }
            }
            seen.withLock { $0.append(ProcessSignals.next(withinSeconds: 0)) }
        }
        waiter.join()
        #expect(seen.withLock { $0 } == [.terminated, .hungUp, .interrupted, nil])
    }
}
