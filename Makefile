# Each target is one line of tasks.py, which runs without make: python3 tasks.py serve
.PHONY: serve test openapi bench race faults conformance load chaos fuzz audit lock
serve test openapi bench race faults conformance load chaos fuzz audit lock:
	@python3 tasks.py $@
