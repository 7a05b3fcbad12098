"""The pieces screens are made of: tables, panels, bars. They draw what they are given and ask for nothing."""
