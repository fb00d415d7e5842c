internal import OneDNNShim

/// oneDNN on this processor.
struct OneDNNBackend: Backend {
    var capabilities: BackendCapabilities {
        BackendCapabilities(
            fastTypes: Set(
                NumberFormat.ElementType.allCases.filter { $0 != .float32 && OneDNNEngine.isFast($0.oneDNN) }),
            // Intel's AMX.
            hasMatrixInstructions: NetVersions.instructionSet.contains("amx"),
            threadCount: OneDNNEngine.usableProcessorCount)
    }

    func compile(_ plan: Plan, threadCount: Int) throws(NetError) -> any Program {
        try OneDNNProgram(plan, threadCount: threadCount)
    }
}
