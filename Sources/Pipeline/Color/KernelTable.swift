/// Numbers that the kernels read: at a fixed address, never changed, freed with the object.
final class KernelTable<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable because nothing writes through the pointer after init.
    let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(elements.count, 1))
        _ = memory.initialize(from: elements)
        count = elements.count
        // A buffer of at least one element has an address.
        base = UnsafePointer(memory.baseAddress.unsafelyUnwrapped)
    }

    deinit { base.deallocate() }
}
