// This module computes with `Rows`, so an import of it brings them along.

@_exported public import Rows
