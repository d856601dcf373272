"""Exporters: the activation dump of a trained network, from Keras, PyTorch, ONNX and scikit-learn.

Each is also a command, such as `python -m tessera_pla.exporters.keras_dump --help`.
Examples/Exporters/README.md of the project says what they find and write.
"""
