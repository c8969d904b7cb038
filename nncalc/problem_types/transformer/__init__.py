"""Transformers counted: parameters, KV cache, FLOPs, LoRA

Topic: Sequences
"""
