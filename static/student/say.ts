// The regions stand in the document from the start: one that appears together with its text is often not read.
function put(id: string, text: string): void {
  const region = document.getElementById(id)
  if (!region) return
  // The same words twice are only spoken again if the region was empty in between.
  region.textContent = ''
  window.setTimeout(() => (region.textContent = text), 60)
  // Spoken once; what stays could be read by the next person at this screen.
  if (id === 'status') {
    window.clearTimeout(statusTimer)
    statusTimer = window.setTimeout(() => (region.textContent = ''), 8000)
  }
}

let statusTimer = 0

export const tell = (text: string): void => put('status', text)
export const alarm = (text: string): void => put('alert', text)

let lineTimer = 0

/** Holds only the newest incoming line, for a moment. */
export function speakLine(text: string): void {
  const region = document.getElementById('spoken')
  if (!region) return
  region.textContent = ''
  const line = document.createElement('p')
  line.textContent = text
  region.appendChild(line)
  window.clearTimeout(lineTimer)
  lineTimer = window.setTimeout(() => (region.textContent = ''), 3000)
}

export function hush(): void {
  for (const id of ['status', 'alert', 'spoken']) {
    const region = document.getElementById(id)
    if (region) region.textContent = ''
  }
}
