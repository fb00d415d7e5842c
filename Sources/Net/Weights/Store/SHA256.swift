/// The SHA-256 digest of a stream of bytes (FIPS 180-4). Written here because it is one page of a fixed standard with
/// published answers, and the alternative is to build a TLS library for it.
struct SHA256 {
    /// Section 5.3.3: square roots of the first 8 primes, first 32 bits of their fractions.
    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    /// Bytes that do not fill a block yet.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0
    /// The message schedule; kept so that a block needs no allocation.
    private var schedule = [UInt32](repeating: 0, count: 64)

    private static let blockBytes = 64

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount += UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = rest.prefix(Self.blockBytes - pending.count)
            pending += taken
            rest = rest.dropFirst(taken.count)
            guard pending.count == Self.blockBytes else { return }
            pending.withUnsafeBytes { compress($0, into: &state, &schedule) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count / Self.blockBytes * Self.blockBytes
        compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)), into: &state, &schedule)
        pending += rest.dropFirst(whole)
    }

    /// The digest of everything so far, as 64 lower-case hexadecimal digits.
    func hexDigest() -> String {
        var last = self
        // Section 5.1.1: a one bit, zeros, and the length in bits in 8 bytes.
        let zeros = (2 * Self.blockBytes - 9 - pending.count) % Self.blockBytes
        let length = withUnsafeBytes(of: (byteCount * 8).bigEndian) { Array($0) }
        let padding = [0x80] + [UInt8](repeating: 0, count: zeros) + length
        padding.withUnsafeBytes { last.update($0) }
        return last.state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Section 4.2.2: cube roots of the first 64 primes, first 32 bits of their fractions.
    fileprivate static let constants: [UInt32] = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}

private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
}

/// Section 6.2.2, for each whole block of `blocks`. Sums are modulo 2³², hence the operators.
private func compress(_ blocks: UnsafeRawBufferPointer, into state: inout [UInt32], _ schedule: inout [UInt32]) {
    let constants = SHA256.constants
    for start in stride(from: 0, to: blocks.count, by: 64) {
        for place in 0..<16 {
            schedule[place] = UInt32(
                bigEndian: blocks.loadUnaligned(fromByteOffset: start + place * 4, as: UInt32.self))
        }
        for place in 16..<64 {
            let early = schedule[place - 15]
            let late = schedule[place - 2]
            let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            schedule[place] = schedule[place - 16] &+ sigma0 &+ schedule[place - 7] &+ sigma1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for place in 0..<64 {
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = e & f ^ ~e & g
            let first = h &+ sum1 &+ choice &+ constants[place] &+ schedule[place]
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = a & b ^ a & c ^ b & c
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
        }
        for (place, word) in [a, b, c, d, e, f, g, h].enumerated() { state[place] &+= word }
    }
}
