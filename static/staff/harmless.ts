// Direction overrides can turn a sentence round, control characters can hide one. Both are shown as a mark.
const unseen =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g

/** One character in, one out: hint offsets count UTF-16 units of the text as it was sent. */
export function harmless(text: string): string {
  return text.replace(unseen, '\uFFFD')
}

export function bounded(text: string, longest = 2000): string {
  if (text.length <= longest) return text
  const cut = text.slice(0, longest)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
