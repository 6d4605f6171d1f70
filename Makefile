# Each target is one line of tasks.py, which runs without make: python3 tasks.py serve
.PHONY: serve test openapi bench lock
serve test openapi bench lock:
	@python3 tasks.py $@
