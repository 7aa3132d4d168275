"""What others made and facegen ships: a folder a thing, with its licence.

vendored.json  what each is, its version, where it is from, its licence, the sums of its files,
               and which of them were changed, and how
refresh.py     fetches onnxruntime-web anew

onnxruntime-web runs a generator in a browser. yunet sees faces in a photo (Wu et al. 2023, YuNet: A
Tiny Millisecond-level Face Detector); the package that it comes from is no dependency, as this one
file of it is used and it pins the OpenCV and Pillow that may be installed.
"""
