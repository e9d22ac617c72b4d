// preact and signals call it by name, and kernels before Chromium 71 do not have it.
if (typeof window.queueMicrotask !== 'function') window.queueMicrotask = (fn) => void Promise.resolve().then(fn)

export {}
