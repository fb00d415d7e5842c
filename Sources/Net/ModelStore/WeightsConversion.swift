internal import Files
package import Weights

/// Writes weights as a safetensors file.
package enum WeightsConversion {
    /// What becomes of the floating-point tensors; integers stay what they are.
    package enum Target: Sendable {
        /// Exact from float32, float16 and bfloat16.
        case float32
        /// Half the size. Rounded to nearest, ties to even: 11 significant bits, at most 65504.
        case float16
        /// Half the size. Rounded to nearest, ties to even: 8 significant bits, the range of float32.
        case bfloat16
    }

    /// Writes all of `table` to `path` in one step, tensor by tensor; memory holds the largest tensor, not the file.
    /// `metadata` goes into the file besides the table's own. Without `replaces` a file of that name stays.
    ///
    /// Throws `malformedWeights` if a finite value becomes infinite in the target type, `fileSystem` if the file cannot
    /// be written.
    package static func write(
        _ table: WeightTable, as target: Target, metadata: [String: String] = [:], to path: String,
        replaces: Bool = true
    ) throws(ModelStoreError) {
        // Wide elements first, as safetensors' own writer has it: then every tensor is aligned.
        let entries = table.tensors.map { name, tensor in
            (name: name, tensor: tensor, type: tensor.dataType.isFloatingPoint ? target.dataType : tensor.dataType)
        }.sorted { ($1.type.byteCount, $0.name) < ($0.type.byteCount, $1.name) }

        var header = "{\"__metadata__\":{"
        let described = table.metadata.merging(metadata) { _, new in new }.sorted { $0.key < $1.key }
        header += described.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}"
        var end = 0
        for entry in entries {
            let start = end
            end += entry.tensor.elementCount * entry.type.byteCount
            header += ",\(quoted(entry.name)):{\"dtype\":\"\(entry.type.safetensorsName)\""
            header += ",\"shape\":[\(entry.tensor.shape.map(String.init).joined(separator: ","))]"
            header += ",\"data_offsets\":[\(start),\(end)]}"
        }
        header += "}"
        header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)

        var file = try UnfinishedFile.begin(path, replaces: replaces)
        try file.append([UInt8](header.utf8).lengthPrefixed)
        for entry in entries {
            guard entry.tensor.dataType.isFloatingPoint else {
                let bytes = try ModelStoreError.reading { () throws(WeightsError) in try entry.tensor.elementBytes() }
                try file.append(bytes)
                continue
            }
            let values = try ModelStoreError.reading { () throws(WeightsError) in try entry.tensor.floats() }
            if let place = target.firstOverflow(in: values) {
                throw ModelStoreError(
                    .malformedWeights, operation: "convert weights", path: table.path,
                    reason: "tensor \(MalformedWeights.quoted(entry.name)) has the value \(values[place]), "
                        + "too large for \(target.dataType)")
            }
            try file.append(target.bytes(of: values))
        }
        try file.finish()
    }

    /// A JSON string (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": json += "\\\(scalar)"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}

extension WeightsConversion.Target {
    fileprivate var dataType: DataType {
        switch self {
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        }
    }

    /// Place of a finite value that rounds to infinity.
    fileprivate func firstOverflow(in values: [Float]) -> Int? {
        switch self {
        case .float32: nil
        // Half way from the largest number to what would be the next; ties go to even, which is infinity.
        case .float16: values.firstIndex { $0.isFinite && $0.magnitude >= 65520 }
        case .bfloat16: values.firstIndex { $0.isFinite && $0.magnitude.bitPattern >= 0x7F7F_8000 }
        }
    }

    fileprivate func bytes(of values: [Float]) -> [UInt8] {
        switch self {
        case .float32: return values.withUnsafeBytes { Array($0) }
        case .float16: return values.map { Float16($0).bitPattern }.withUnsafeBytes { Array($0) }
        case .bfloat16:
            let rounded = values.map { value in
                let bits = value.bitPattern
                // A NaN must not be rounded into an infinity.
                guard !value.isNaN else { return UInt16(truncatingIfNeeded: bits >> 16 | 0x40) }
                return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
            }
            return rounded.withUnsafeBytes { Array($0) }
        }
    }
}

extension DataType {
    fileprivate var safetensorsName: String {
        switch self {
        case .float32: "F32"
        case .float64: "F64"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint8: "U8"
        case .bool: "BOOL"
        }
    }
}

extension [UInt8] {
    /// The bytes after their count in 8 bytes.
    fileprivate var lengthPrefixed: [UInt8] {
        Swift.withUnsafeBytes(of: UInt64(count).littleEndian) { Array($0) } + self
    }
}
