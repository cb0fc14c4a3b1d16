"""Bad files of every kind, made from clean ones by a seed: each must end in a named error or in correct text, within limits."""
