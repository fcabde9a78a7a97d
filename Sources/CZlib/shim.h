// What Swift cannot see of zlib: `inflateInit2` is a macro.
#ifndef SALTHOUSE_CZLIB_SHIM_H
#define SALTHOUSE_CZLIB_SHIM_H

#include <zlib.h>

/// Begins to unpack the gzip format, and no other: 16 asks for its header, 15 for any window.
static inline int salthouse_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, 16 + 15);
}

#endif
