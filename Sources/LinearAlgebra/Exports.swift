// Rows are what this module computes with: who imports it has them.

@_exported public import Rows
