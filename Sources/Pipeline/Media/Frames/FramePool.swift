internal import FFmpegShim

/// Memory for pictures of one size and pixel format, used again as soon as nobody refers to it: large blocks that are
/// freed and asked for again with every frame cost a page fault for each 4 KiB.
///
/// Used by one stage; the memory may come back on any thread.
package final class FramePool {
    private var pool: OpaquePointer?
    /// Of the pictures that `pool` is for.
    private var byteCount: CInt = 0

    /// Rows begin where vectors of AVX-512 do.
    private static let alignment: CInt = 64
    /// Codecs read blocks of up to 32 rows, whole.
    private static let rowsInABlock = 32

    /// Nothing is in it yet.
    package init() {}

    // Pictures that are still referred to keep their memory.
    deinit { av_buffer_pool_uninit(&pool) }

    /// Gives `frame` planes of its own with unspecified contents. Memory for pictures of another size is given up.
    func allocatePlanes(of frame: borrowing Frame, format: PixelFormat, width: Int, height: Int)
        throws(MediaError)
    {
        let operation = "allocate a \(width)x\(height) picture"
        let blocks = (height + FramePool.rowsInABlock - 1) / FramePool.rowsInABlock
        let room = (width: CInt(clamping: width), height: CInt(clamping: blocks * FramePool.rowsInABlock))
        let needed = av_image_get_buffer_size(format.av, room.width, room.height, FramePool.alignment)
        try checked(needed, operation)
        if pool == nil || needed != byteCount {
            av_buffer_pool_uninit(&pool)
            // Vectors may reach beyond the last row.
            pool = av_buffer_pool_init(Int(needed) + Int(FramePool.alignment), nil)
            byteCount = needed
        }
        guard let pool, let buffer = av_buffer_pool_get(pool) else {
            throw MediaError(operation: operation, status: shim_error_from_errno(ENOMEM))
        }
        let picture = frame.pointer
        picture.pointee.buf.0 = buffer
        picture.pointee.format = format.av.rawValue
        picture.pointee.width = CInt(width)
        picture.pointee.height = CInt(height)
        let status = withUnsafeMutablePointer(to: &picture.pointee.linesize) { strides in
            strides.withMemoryRebound(to: CInt.self, capacity: 4) { strides in
                av_image_fill_arrays(
                    picture.pointee.extended_data, strides, buffer.pointee.data, format.av, room.width, room.height,
                    FramePool.alignment)
            }
        }
        try checked(status, operation)
    }
}
