"""Long work outside the web workers: a row in the store is the truth, processes of our own do the work.

`queue` is what is asked and what is next, `claims` the right to write to a job, `heartbeats` who is alive. `worker`
claims rows and runs each in a child process; `kinds` says which function a kind of job is. One machine or many: the
same claim-and-run.
"""
