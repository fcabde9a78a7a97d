import Glibc

/// The processors of this machine.
package enum Processors {
    /// How many of them this process may expect to use now, 1 or more.
    package static var online: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
