/// The named tensors of a pickle, compared with the storages they lie in.
enum StateDictionary {
    /// `storageOffsets` says for each of `pickle.storages` where in `owner.bytes` it begins; the whole storage lies
    /// there.
    static func table(
        of pickle: Pickle, storageOffsets: [Int], owner: any WeightBytes, path: String?
    ) throws(MalformedWeights) -> WeightTable {
        let entries = try entries(of: pickle)
        var tensors: [String: WeightTensor] = [:]
        tensors.reserveCapacity(entries.count / 2)
        for index in stride(from: 0, to: entries.count, by: 2) {
            let name = try pickle.name(entries[index], "a tensor's name")
            let shown = "tensor \(MalformedWeights.quoted(name))"
            guard case .tensor(let place) = entries[index + 1] else {
                throw MalformedWeights("its entry \(MalformedWeights.quoted(name)) is no tensor")
            }
            let view = pickle.tensors[place]
            let layout = try TensorLayout(shape: view.shape, strides: view.strides, name: name)
            let storage = pickle.storages[view.storage]
            // A tensor without elements may begin at the end of its storage.
            guard view.offset <= storage.elementCount, layout.extent <= storage.elementCount - view.offset else {
                throw MalformedWeights(
                    "\(shown) reaches from \(view.offset) over \(layout.extent) elements of a storage of "
                        + "\(storage.elementCount)")
            }
            let tensor = WeightTensor(
                shape: layout.shape, strides: layout.strides, dataType: storage.dataType, owner: owner,
                byteOffset: storageOffsets[view.storage] + view.offset * storage.dataType.byteCount)
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw MalformedWeights("\(shown) is there twice")
            }
        }
        return WeightTable(path: path, metadata: [:], tensors: tensors)
    }

    /// Bytes of a storage.
    static func byteCount(of storage: Pickle.Storage) throws(MalformedWeights) -> Int {
        let (count, overflow) = storage.elementCount.multipliedReportingOverflow(by: storage.dataType.byteCount)
        guard !overflow else {
            throw MalformedWeights("storage \(MalformedWeights.quoted(storage.key)) has an impossible size")
        }
        return count
    }

    /// The keys under which training scripts keep the weights: most of them, and BasicSR's, which DDColor's are made
    /// with.
    private static let wrappers = ["state_dict", "params"]

    /// Names and tensors in turn: the pickled dictionary's, or those of its entry of such a key.
    private static func entries(of pickle: Pickle) throws(MalformedWeights) -> [PickleValue] {
        guard case .dictionary(let place) = pickle.root else {
            throw MalformedWeights("it holds no state dict; save model.state_dict(), not the model")
        }
        let entries = pickle.sequences[place]
        for index in stride(from: 0, to: entries.count, by: 2) {
            guard case .text(let key) = entries[index], case .dictionary(let inner) = entries[index + 1] else {
                continue
            }
            if wrappers.contains(where: { pickle.bytes(of: key).elementsEqual($0.utf8) }) {
                return pickle.sequences[inner]
            }
        }
        return entries
    }
}
