import CLinux
import Glibc

/// Random bytes straight from the kernel, each draw a system call of its own: a trace of the process shows when noise
/// was drawn.
package enum KernelRandom {
    /// So many random bytes that nobody can foresee. Waits for the kernel's generator at boot.
    ///
    /// Stops the process when there are none: a noise draw that can be guessed would be worse than no gateway.
    package static func bytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0, "a count of random bytes")
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let start = buffer.baseAddress {
                let step = unsafe clinux_getrandom(start + filled, count - filled)
                precondition(step > 0 || errno == EINTR, "the kernel gives random bytes")
                filled += max(step, 0)
            }
        }
    }
}
