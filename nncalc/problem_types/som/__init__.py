"""Self-organising maps, competitive learning, LVQ and LVQ2.1

Topic: Classical
"""
