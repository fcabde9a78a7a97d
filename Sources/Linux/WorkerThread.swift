import CLinux
import Glibc
import Synchronization

/// A thread of our own, for work that blocks. It leaves signals to the main thread.
package final class WorkerThread: Sendable {
    /// Deep enough for JSON at the depth the limits allow, many times over: 8 MiB.
    private static let stackBytes = 8 << 20

    /// Lets this thread rest; a signal may end the rest early.
    package static func pause(milliseconds: Int) {
        precondition(milliseconds >= 0, "nobody rests backwards")
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        _ = unsafe nanosleep(&time, nil)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: Mutex<pthread_t?>

    /// Starts a thread; of the name the kernel keeps 15 bytes. Throws where the kernel gives no thread.
    package init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var attributes = pthread_attr_t()
        var status = unsafe pthread_attr_init(&attributes)
        guard status == 0 else { throw SystemError(operation: "pthread_attr_init", path: nil, errno: status) }
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, Self.stackBytes)

        // The new thread inherits the mask: blocked around its creation, signals reach only the threads that were.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let body = unsafe Unmanaged.passRetained(Body(run))
        var made = pthread_t()
        status = unsafe pthread_create(&made, &attributes, threadMain, body.toOpaque())
        guard status == 0 else {
            unsafe body.release()
            throw SystemError(operation: "pthread_create", path: nil, errno: status)
        }
        _ = unsafe clinux_set_thread_name(made, String(decoding: name.utf8.prefix(15), as: UTF8.self))
        thread = Mutex(made)
    }

    deinit {
        if let running = thread.withLock({ $0 }) { pthread_detach(running) }
    }

    /// How many processors this process may use, at least 1.
    package static var processors: Int { max(1, clinux_processors()) }

    /// Waits until the thread has ended. Must not be called by the thread itself; a second call returns at once.
    package func join() {
        let running = thread.withLock { state in
            defer { state = nil }
            return state
        }
        if let running { pthread_join(running, nil) }
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }
}

// A free function: a closure here could inherit an actor from where it is written.
private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe WorkerThread.run(context) }
    return nil
}
