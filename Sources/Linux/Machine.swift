import CLinux
import Glibc

/// The machine under a program, as far as a log tells of it.
package enum Machine {
    /// The kernel's random name for the time since it started; nil where it has none.
    package static var bootID: String? {
        guard let file = try? File.openForReading("/proc/sys/kernel/random/boot_id"),
            let bytes = try? file.read(count: 64, at: 0)
        else { return nil }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return name.isEmpty ? nil : name
    }

    /// Whole seconds since the kernel started, those asleep included (`CLOCK_BOOTTIME`).
    package static var secondsSinceBoot: Int { Int(readClock(CLOCK_BOOTTIME).tv_sec) }

    /// Whether the kernel says that its clock is kept in step with others; nil where it does not say.
    package static var isClockSynchronised: Bool? {
        let verdict = clinux_clock_is_synchronised()
        return verdict < 0 ? nil : verdict == 1
    }

    /// Asks for as many open files as this process may have, and returns how many those are.
    package static func raiseOpenFileLimit() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        // It fails for no process that may run at all; were it to, few would be right.
        guard unsafe getrlimit(resource, &limit) == 0 else { return 64 }
        var raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        return Int(clamping: unsafe setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur)
    }
}
