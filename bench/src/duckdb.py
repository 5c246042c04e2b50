"""Loads member.csv and above.csv of this directory into DuckDB and answers the question for each day."""
import os
import time

import duckdb

start = time.perf_counter()
db = duckdb.connect("rows.duckdb")
db.execute("set threads = 2")
db.execute(os.environ["TABLES"])
db.execute("copy member from 'member.csv' (header false)")
db.execute("copy above from 'above.csv' (header false)")
db.execute("checkpoint")
print("DuckDB", duckdb.__version__)
print(time.perf_counter() - start)
for day in os.environ["DAYS"].split(","):
    question = os.environ["QUESTION"].replace("DAY", day)
    start = time.perf_counter()
    db.execute(question).fetchnumpy()
    took = (time.perf_counter() - start) * 1000
    print(took, *db.execute(os.environ["CHECK"].replace("DAY", day)).fetchone())
