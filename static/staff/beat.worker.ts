// Browsers slow the timers of a hidden page to one a minute, longer than the lease; a worker's timers they leave alone.
setInterval(() => postMessage(0), 8000)
