import CLinux
import Glibc

/// A value behind a lock, on whose changes threads can wait: a mutex and a condition variable.
// The kernel's lock is the only way to the state, and its memory neither moves nor is freed before the last reference.
@safe package final class Monitor<State: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var state: State

    package init(_ state: State) {
        self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe checked(pthread_mutex_init(mutex, nil))
        var attributes = pthread_condattr_t()
        unsafe checked(pthread_condattr_init(&attributes))
        unsafe checked(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC))
        unsafe checked(pthread_cond_init(condition, &attributes))
        unsafe checked(pthread_condattr_destroy(&attributes))
    }

    deinit {
        unsafe checked(pthread_cond_destroy(condition))
        unsafe checked(pthread_mutex_destroy(mutex))
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Which waiting threads look again after a change.
    package enum Waking: Sendable {
        case everyone, one, nobody
    }

    private func wake(_ whom: Waking) {
        switch whom {
        case .everyone: unsafe checked(pthread_cond_broadcast(condition))
        case .one: unsafe checked(pthread_cond_signal(condition))
        case .nobody: break
        }
    }

    /// Runs `body` alone with the state, then wakes waiting threads. Wake `one` only where all wait for the same thing
    /// and the change serves one of them.
    package func update<Result, Failure: Error>(
        waking whom: Waking = .everyone, _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe checked(pthread_mutex_lock(mutex))
        defer {
            wake(whom)
            unsafe checked(pthread_mutex_unlock(mutex))
        }
        return try body(&state)
    }

    /// Runs `body` alone with the state and wakes nobody: for reading.
    package func read<Result>(_ body: (State) -> Result) -> Result {
        unsafe checked(pthread_mutex_lock(mutex))
        defer { unsafe checked(pthread_mutex_unlock(mutex)) }
        return body(state)
    }

    /// Waits until `body` yields a value, looking at the start and after every update; nil when the deadline passes
    /// first. When it yields a value, what it changed wakes `waking`.
    package func wait<Result>(
        until deadline: MonotonicInstant? = nil, waking whom: Waking = .everyone, _ body: (inout State) -> Result?
    ) -> Result? {
        unsafe checked(pthread_mutex_lock(mutex))
        defer { unsafe checked(pthread_mutex_unlock(mutex)) }
        while true {
            if let result = body(&state) {
                wake(whom)
                return result
            }
            if let deadline {
                let (seconds, rest) = deadline.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
                var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
                let status = unsafe pthread_cond_timedwait(condition, mutex, &time)
                if status == ETIMEDOUT { return body(&state) }
                checked(status)
            } else {
                unsafe checked(pthread_cond_wait(condition, mutex))
            }
        }
    }
}

/// These calls fail only where the program is wrong, and then nothing behind the lock can be trusted.
private func checked(_ status: Int32) {
    precondition(status == 0, "a lock was used against its rules (error \(status))")
}
