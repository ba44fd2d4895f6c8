"""Compare two Parquet files with Evidently's data drift preset; prints one line of JSON."""
import json, resource, sys, time
import duckdb
from evidently import Report
from evidently.presets import DataDriftPreset

start = time.perf_counter()
read = lambda path: duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()
reference, fresh = read(sys.argv[1]), read(sys.argv[2])
loaded = time.perf_counter()
# psi: the figure that Espalier's verdict rests on; default: what Evidently chooses.
preset = DataDriftPreset(method="psi") if sys.argv[3] == "psi" else DataDriftPreset()
Report([preset]).run(fresh, reference).dict()
end = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": end - start, "compare": end - loaded, "peakMb": peak}))
