export type Name = { zh: string; en: string }
export type Who = { name: Name }
export type Level = 0 | 1 | 2 | 3 | 4
export type Role = 'volunteer' | 'counsellor' | 'supervisor'
export type Centre = { slug: string; name: Name }

export type Me = { id: string; name: Name; role: Role; centre: Centre; demo: boolean }

export type Polarity = 'affirmed' | 'negated' | 'past' | 'hypothetical' | 'quoted'
export type DismissReason = 'figurative' | 'quoted' | 'fiction' | 'someone_else' | 'past' | 'misread' | 'other'

/** What triage found in one message; `start` and `end` count UTF-16 units of it. */
export type Hint = {
  start: number
  end: number
  category: string
  rule: string
  level: Level
  subject?: 'self' | 'other'
  polarity?: Polarity
  modifiers?: string[]
  source?: 'rule' | 'window' | 'model'
  dismissed?: null | { reason: DismissReason; by: Name; at: string }
}

export type Message = {
  seq: number
  from: 'student' | 'staff' | 'system'
  name?: Name
  role?: Role
  text?: string
  note?: { code: string; name?: Name }
  at: string
  client_id?: string
  hints?: Hint[]
}

export type Whisper = { id: string; from: Who; text: string; at: string; client_id?: string }

export type EscalationState = 'pending' | 'notified' | 'acked' | 'in_progress' | 'closed'

export type Answered = 'yes' | 'no' | 'declined' | 'unasked'
export type Act = 'no' | 'old' | 'new' | 'declined' | 'unasked'
export type Screener = {
  wish: Answered
  thoughts: Answered
  method: Answered
  intent: Answered
  plan: Answered
  act: Act
}
export type Grade = 'none' | 'low' | 'moderate' | 'high' | 'unknown'
export type Rung = 'yes' | 'no' | 'unasked'
export type When = 'unasked' | 'none' | 'someday' | 'week' | 'days3' | 'days2' | 'today' | 'now'
export type Ladder = { thoughts: Rung; plan: Rung; means: Rung; when: When }
export type Stage = 'start' | 'during' | 'end'

export type Assessed = {
  at: string
  by: Name | null
  stage: Stage
  level: Level
  grade: Grade | null
  suggested: Level | null
  screener: Screener | null
  ladder: Ladder | null
  distress: number | null
  hopelessness: number | null
}

export type Assessment = {
  due_at: string | null
  overdue: boolean
  count: number
  last: Assessed | null
  first: Assessed | null
}

export type Contact = {
  id: string
  code: string
  state: 'waiting' | 'offered' | 'active' | 'wrap_up' | 'closed'
  level: Level
  level_by: 'triage' | 'student' | 'human' | null
  danger: boolean
  lang: 'zh' | 'en'
  since: string
  epoch: number
  last_seq: number
  mine: boolean
  holder: Who | null
  call: null | { at: string; taken_by: Who | null }
  student: { here: boolean; gone_since: string | null; left: boolean }
  needs_eyes: boolean
  observed: boolean
  /** The machine's side: the highest it saw so far. */
  triage?: { level: Level; flags: string[]; versions: { lexicon: string; model: string | null } }
  /** The human's side, and its clock. */
  assessment?: Assessment
  escalation: { id: string; code: string; state: EscalationState; level: Level; next_at: string | null } | null
}

export type Offer = {
  id: string
  channel: string
  level: Level
  danger: boolean
  waited_s: number
  expires_at: string
  ttl_s: number
  returning: boolean
  centre: Centre
  lang: 'zh' | 'en'
}

export type HandOver = {
  id: string
  contact: string
  code: string
  level: Level
  from: Who
  to: Who
  note: string
  mine: boolean
  at: string
}

export type Colleague = { id: string; name: Name; role: Role; free: number }
export type Phrase = { key: string; zh: string; en: string }

export type Seat = {
  state: 'off' | 'ready' | 'paused'
  why: null | 'missed' | 'lease' | 'shift_end'
  capacity: number
  load: number
}

export type Desk = {
  me: Me
  /** For supervisors: alarms and escalations nobody has taken. */
  untaken: number
  now: string
  seat: Seat
  shift: null | { from: string; to: string }
  supervisors: number
  offers: Offer[]
  contacts: Contact[]
  hand_overs: HandOver[]
  colleagues: Colleague[]
  phrases: Phrase[]
}

export type Next = 'none' | 'call_back' | 'refer' | 'supervisor_review'

export type CloseRecord = {
  about: string[]
  level: Level
  done: string[]
  next: Next
  next_at?: string
  note?: string
}

export type Opened = { contact: Contact; messages: Message[]; whispers: Whisper[] }

export type Held = { contact: string; code: string; level: Level; since: string; state: Contact['state'] }

export type Person = {
  id: string
  name: Name
  role: Role
  centre: Centre
  state: 'ready' | 'paused' | 'off' | 'away'
  holding: Held[]
  load: number
  capacity: number
  last_seen_s: number | null
}

export type Waiting = {
  contact: string
  code: string
  level: Level
  danger: boolean
  channel: string
  waited_s: number
  centre: Centre
  offered_to: Who | null
  misses: number
  needs_eyes: boolean
  gone_since: string | null
  left: boolean
}

export type Alarm = {
  id: string
  kind: string
  priority: 1 | 2 | 3
  code: string | null
  contact: string | null
  raised_at: string
  taken_by: Who | null
  taken_at: string | null
  rings_again_at: string | null
  detail: Record<string, unknown>
}

export type Escalation = {
  id: string
  code: string
  contact: string
  contact_code: string
  level: Level
  state: EscalationState
  opened_at: string
  next_at: string | null
  step: number
  taken_by: Who | null
  rearm_at: string | null
}

export type Floor = {
  now: string
  numbers: {
    conversations: number
    on_shift: number
    waiting_over: number
    waiting_limit_s: number
    longest_wait_s: number
    supervisors: number
    high: number
    high_unheld: number
  }
  waiting: Waiting[]
  people: Person[]
  alarms: Alarm[]
  escalations: Escalation[]
  degraded: { part: string; since: string }[]
}

export type Outcome = 'entry_wanted' | 'context_only' | 'human_changed' | 'training_wanted' | 'other'

export type ReviewWeek = {
  from: string
  to: string
  assessed: number
  human_high: number
  machine_high: number
  both_high: number
  recall_high: number | null
  precision_high: number | null
  human_medium: number
  machine_medium: number
  both_medium: number
  recall_medium: number | null
  precision_medium: number | null
  few: boolean
}

/** A contact on which human and machine differ. Its code only, never its words. */
export type Differing = {
  assessment: string
  contact: string
  code: string
  at: string
  human: Level
  machine: Level
  by: Name | null
  reviewed: null | { at: string; by: Name | null; outcome: Outcome }
}

export type Review = {
  now: string
  weeks: ReviewWeek[]
  missed: Differing[]
  false_alarms: Differing[]
  dismissed: { rule: string; category: string; reason: DismissReason; count: number }[]
  dismissals: {
    code: string
    at: string
    rule: string
    category: string
    reason: DismissReason
    by: Name | null
    note: string | null
  }[]
  rules: { rule: string; category: string; now: number; usual: number; ratio: number | null }[]
  versions: { lexicon: string; model: string | null; from: string; readings: number }[]
  unjudged: number
  failed: number
}
