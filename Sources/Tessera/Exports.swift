// One import for Swift programs: the public types of the modules below.

@_exported public import ActivationFormats
@_exported public import Clustering
@_exported public import Disturbances
@_exported public import Evaluation
@_exported public import Exports
@_exported public import Files
@_exported public import Firmware
@_exported public import HostRuntime
@_exported public import LinearAlgebra
@_exported public import ModelSelection
@_exported public import PackedFormat
@_exported public import Quantization
@_exported public import Records
@_exported public import Regression
@_exported public import Rows
@_exported public import Signals
@_exported public import Student
