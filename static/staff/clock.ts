import { signal } from '@preact/signals'
import { lasting } from '../common/clock'
import { lang } from '../common/words'

// The page's own clock may be wrong by hours; only the distance to the server's is trusted.
let offset = 0

const ours = (): number => performance.timeOrigin + performance.now()

export const now = signal(ours())

export function serverSays(time: string): void {
  const heard = Date.parse(time)
  if (Number.isNaN(heard)) return
  // Answers travel up to a second; a wobble of that size must not make counters jump back.
  if (Math.abs(heard - (ours() + offset)) < 1500) return
  offset = heard - ours()
  tick()
}

function tick(): void {
  now.value = ours() + offset
}

setInterval(tick, 1000)

export const secondsSince = (time: string): number => Math.max(0, Math.floor((now.value - Date.parse(time)) / 1000))

export const secondsUntil = (time: string): number => Math.ceil((Date.parse(time) - now.value) / 1000)

/** Whole minutes, for what need not tick. */
export function minutes(seconds: number): string {
  return lasting(Math.floor(seconds / 60) * 60)
    .replace(/ 0 (秒|s)$/, '')
    .replace(/^0 (秒|s)$/, lang.value === 'zh' ? '刚开始' : 'just begun')
}

/** A limit as people say it: 60 秒, 4 分. */
export function limit(seconds: number): string {
  if (seconds < 120) return lang.value === 'zh' ? `${seconds} 秒` : `${seconds} s`
  return lasting(seconds).replace(/ 0 (秒|s)$/, '')
}

export function mmss(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
