/// The result of a node, or the input of the graph.
struct Value: Hashable, Sendable {
    let index: Int
}

/// Rows and columns of zeros around a picture.
struct Padding: Hashable, Sendable {
    var top: Int
    var left: Int
    var bottom: Int
    var right: Int

    init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    /// The same on all four sides.
    init(_ all: Int) {
        self.init(top: all, left: all, bottom: all, right: all)
    }
}

/// A convolution as PyTorch defines it (a cross-correlation), ordinary or transposed.
struct Convolution: Sendable {
    /// [out, in / groups, height, width]; transposed: [in, out, height, width].
    var weights: Constant
    /// [out], if any.
    var bias: Constant?
    var stride = 1
    /// Distance between neighbouring taps.
    var dilation = 1
    /// Ordinary: zeros added around the input. Transposed: rows and columns taken away around the result.
    var padding = Padding(0)
    /// The channels in and out are divided into so many groups that know nothing of one another. Not for transposed
    /// ones.
    var groups = 1

    var kernelHeight: Int { weights.shape[2] }
    var kernelWidth: Int { weights.shape[3] }
}

/// Arithmetic on every element x of a value by itself.
enum ElementwiseStep: Sendable {
    /// max(x, 0)
    case relu
    /// min(max(x, 0), 6)
    case relu6
    /// x < 0 ? slope · x : x
    case leakyReLU(slope: Float)
    case tanh
    /// scale · x + shift
    case linear(scale: Float, shift: Float)
    /// scale[c] · x + shift[c], c being the channel: what is left of a trained batch normalisation.
    case affine(scale: [Float], shift: [Float])
    /// x + the same element of another value of the same shape.
    case add(Value)
}

/// One colour for each pixel from how likely many are: their mean, weighted by softmax(scores / temperature).
///
/// Zhang, Isola and Efros, "Colorful Image Colorization" (ECCV 2016), section 2.3. One operation, because nobody needs the
/// scores of a whole picture: they are by far the largest thing between the layers.
struct AnnealedMean: Sendable {
    /// 1×1, from what is known of a pixel to its scores, at least 16.
    var scores: Convolution
    /// [2, scores]: a and b of each colour.
    var centres: Constant
    /// More than 0.
    var temperature: Float
}

/// What a node computes from its input.
enum Operation: Sendable {
    case convolution(Convolution)
    /// Writes each input pixel, times the kernel, into an output `stride` times as large: the adjoint of a convolution.
    case transposedConvolution(Convolution)
    case elementwise(ElementwiseStep)
    /// Every `interval`-th row and column from the first: `x[:, ::interval, ::interval]`.
    case subsampling(interval: Int)
    /// Bilinear enlargement with pixel centres at ½ (align_corners = false), borders repeated.
    case upsampling(factor: Int)
    case annealedMean(AnnealedMean)

    var isTransposed: Bool { if case .transposedConvolution = self { true } else { false } }

    /// The convolution that it is or begins with, transposed or not.
    var convolution: Convolution? {
        switch self {
        case .convolution(let convolution), .transposedConvolution(let convolution): convolution
        case .annealedMean(let mean): mean.scores
        case .elementwise, .subsampling, .upsampling: nil
        }
    }
}

/// One step of a network.
struct Node: Sendable {
    /// The weights' prefix where it has weights; for messages and profiles.
    var name: String
    var operation: Operation
    var input: Value
    /// What happens to each element of the result before it becomes `output`, in order.
    var epilogue: [ElementwiseStep] = []
    var output: Value

    /// Everything it reads.
    var operands: [Value] { [input] + addends }

    /// The values that it adds to its result.
    var addends: [Value] {
        var addends: [Value] = []
        if case .elementwise(.add(let value)) = operation { addends.append(value) }
        for case .add(let value) in epilogue { addends.append(value) }
        return addends
    }
}
