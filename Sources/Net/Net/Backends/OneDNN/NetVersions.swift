internal import OneDNNShim

/// What the networks run on, for `--version`.
public enum NetVersions {
    /// The oneDNN library that is loaded: "2.6.3".
    public static var oneDNN: String { String(cString: onednn_version_text()) }

    /// The widest instruction set that oneDNN uses on this processor: "avx512_core_bf16", "avx2", …
    public static var instructionSet: String { String(cString: onednn_instruction_set_name()) }
}
