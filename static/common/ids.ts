function bytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count))
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => (byte + 256).toString(16).slice(1)).join('')
}

export function randomHex(digits: number): string {
  return hex(bytes(digits / 2))
}

/** crypto.randomUUID is missing on old kernels and on plain http. */
export function uuid(): string {
  const data = bytes(16)
  data[6] = (data[6]! & 15) | 64
  data[8] = (data[8]! & 63) | 128
  return hex(data).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** 32 random bytes, base64url without padding. */
export function secret(): string {
  const text = btoa(String.fromCharCode(...Array.from(bytes(32))))
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
