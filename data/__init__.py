"""What a data set is: catalogue, download and readers of all MovieLens layouts, giving plain DataFrames.

May use pandas and httpx; knows no other room of this project.
"""
