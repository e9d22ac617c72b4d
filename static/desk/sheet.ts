import { signal } from '@preact/signals'

/** What lies open over the conversation; one thing at a time. */
export const sheet = signal<null | 'phrases' | 'hand_over' | 'end'>(null)
