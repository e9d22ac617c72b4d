import type { Both } from '../common/words'

export type Role = 'volunteer' | 'counsellor' | 'supervisor'

export type Wait =
  | { kind: 'range'; from_min: number; to_min: number; renewed: boolean; until: string }
  | { kind: 'nobody' }

export interface Snapshot {
  code: string
  state: 'waiting' | 'active' | 'ended'
  danger: boolean
  lang: 'zh' | 'en'
  last_seq: number
  wait: Wait | null
  with: { name: Both; role: Role } | null
  feedback: boolean
}

export interface Message {
  seq: number
  from: 'student' | 'staff' | 'system'
  name?: Both
  role?: Role
  text?: string
  note?: { code: string; name?: Both }
  at: string
  client_id?: string
}

export type Begun = { contact: Snapshot }
export type Entered = { contact: Snapshot | null; messages: Message[] }
