// Both regions stand empty in the page's HTML and are never re-made, or a screen reader misses the first words.
function speak(id: 'status' | 'alert', text: string): void {
  const region = document.getElementById(id)
  if (!region) return
  region.textContent = ''
  window.setTimeout(() => (region.textContent = text), 60)
}

export const announce = (text: string): void => speak('status', text)

/** For danger or loss only. */
export const alarm = (text: string): void => speak('alert', text)
