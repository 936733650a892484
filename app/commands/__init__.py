"""The sub-commands of `motcua`, a module for each part of CLI.md; what they need is imported when one runs.

`motcua find` must not wait for what only `motcua province serve` needs.
"""
