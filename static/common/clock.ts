import { lang } from './words'

const zone = 'Asia/Shanghai'
const formats: Record<string, Intl.DateTimeFormat> = {}

function format(key: string, options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const id = `${key} ${timeZone}`
  return (formats[id] ||= new Intl.DateTimeFormat('en-GB', { ...options, timeZone, hour12: false }))
}

/** 02:14 */
export function clock(time: string | number | Date, timeZone = zone): string {
  return format('m', { hour: '2-digit', minute: '2-digit' }, timeZone).format(new Date(time))
}

/** 02:14:07 */
export function clockSeconds(time: string | number | Date, timeZone = zone): string {
  return format('s', { hour: '2-digit', minute: '2-digit', second: '2-digit' }, timeZone).format(new Date(time))
}

/** 2026-11-23 */
export function day(time: string | number | Date, timeZone = zone): string {
  const parts = format('d', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).format(new Date(time)).split('/')
  return parts.reverse().join('-')
}

/** 40 秒 / 4 分 10 秒 / 1 小时 5 分, and the same in English. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const h = Math.floor(whole / 3600)
  const m = Math.floor((whole % 3600) / 60)
  const s = whole % 60
  const zh = lang.value === 'zh'
  if (h) return zh ? `${h} 小时 ${m} 分` : `${h} h ${m} min`
  if (m) return zh ? `${m} 分 ${s} 秒` : `${m} min ${s} s`
  return zh ? `${s} 秒` : `${s} s`
}
