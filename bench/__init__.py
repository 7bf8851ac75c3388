"""What is measured and how: the real server beside a floor that runs the same queries.

    make bench                      everything, at 100,000 customers
    python -m bench --only pages    one part; see --help

Figures are ratios to the floor in the same run: machines differ, and are noisy.
"""
