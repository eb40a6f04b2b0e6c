/**
 * The live connection as a state machine: what to do when it opens, speaks and closes
 * (docs/services.md, "Live"). It decides; the session carries out.
 */

import type { Id } from './graph'
import type { Patch } from './patch'

export type LiveMessage =
  | { readonly type: 'hello'; readonly version: number }
  | { readonly type: 'change'; readonly version: number; readonly patch: Patch; readonly author: string }
  | { readonly type: 'reset'; readonly version: number }
  | { readonly type: 'you'; readonly id: string }
  | { readonly type: 'people'; readonly count: number; readonly people: readonly Visitor[] }

/** Somebody who is at the workspace, by one live connection, and what they have selected. */
export interface Visitor {
  readonly id: string
  readonly user: string
  readonly panels: readonly Id[]
}

export type Live =
  | { readonly state: 'stopped' }
  | { readonly state: 'connecting'; readonly failures: number }
  | { readonly state: 'open'; readonly failures: number; readonly since: number }
  | { readonly state: 'pausing'; readonly failures: number; readonly why: 'lost' | 'busy' }
  /** There is no network; the browser tells when there is. */
  | { readonly state: 'offline' }
  /** The workspace was idle and is released; its user's next act wakes it. */
  | { readonly state: 'asleep' }
  | { readonly state: 'denied' }
  | { readonly state: 'gone' }

export type LiveEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'hello'; readonly now: number }
  | { readonly type: 'closed'; readonly code: number; readonly now: number }
  | { readonly type: 'pauseOver' }
  | { readonly type: 'acted' }
  | { readonly type: 'offline' }
  | { readonly type: 'online' }

export type LiveOrder =
  | { readonly order: 'connect' }
  | { readonly order: 'disconnect' }
  | { readonly order: 'pause'; readonly milliseconds: number }
  /** Ask by HTTP what is wrong: a browser does not say why a connection was not made. */
  | { readonly order: 'ask' }

export const CLOSE = { goingAway: 1012, tryLater: 1013, idle: 4001, denied: 4401, gone: 4404 } as const

/** How much of a selection the kernel passes on. */
const MOST_SELECTED = 10
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 30_000
/** A connection that held for so long (ms) was a good one: its end starts the count anew. */
const STEADY = 5_000

/** Milliseconds before another try: doubles with each failure, and no two clients agree on it. */
export function pause(failures: number, random: number): number {
  const full = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 16))
  return Math.round(full * (0.5 + random / 2))
}

export function next(live: Live, event: LiveEvent, random: number): readonly [Live, readonly LiveOrder[]] {
  switch (event.type) {
    case 'start':
      return connect(0)
    case 'stop':
      return [{ state: 'stopped' }, [{ order: 'disconnect' }]]
    case 'hello':
      if (live.state !== 'connecting') return [live, []]
      return [{ state: 'open', failures: live.failures, since: event.now }, []]
    case 'closed':
      return closed(live, event.code, event.now, random)
    case 'pauseOver':
      return live.state === 'pausing' ? connect(live.failures) : [live, []]
    case 'acted':
      return live.state === 'asleep' ? connect(0) : [live, []]
    case 'offline':
      if (live.state === 'stopped' || live.state === 'gone' || live.state === 'denied') return [live, []]
      return [{ state: 'offline' }, [{ order: 'disconnect' }]]
    case 'online':
      return live.state === 'offline' || live.state === 'pausing' ? connect(0) : [live, []]
  }
}

/** What a frame says; null where it is nothing that this page knows. */
export function parseMessage(text: string): LiveMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { type, version, patch, author, id, count, people } = value as Record<string, unknown>
  if (type === 'you') return typeof id === 'string' ? { type, id } : null
  if (type === 'people') {
    if (typeof count !== 'number' || !Array.isArray(people)) return null
    return { type, count, people: people.filter(isVisitor) }
  }
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) return null
  if (type === 'hello' || type === 'reset') return { type, version }
  if (type !== 'change' || !Array.isArray(patch)) return null
  return { type, version, patch: patch as Patch, author: typeof author === 'string' ? author : '' }
}

/** What the kernel is told: that the user is here, and what is selected. */
export function here(panels: Iterable<Id>): string {
  return JSON.stringify({ type: 'here', panels: [...panels].slice(0, MOST_SELECTED) })
}

function isVisitor(value: unknown): value is Visitor {
  if (typeof value !== 'object' || value === null) return false
  const { id, user, panels } = value as Record<string, unknown>
  return typeof id === 'string' && typeof user === 'string' && Array.isArray(panels) && panels.every((one) => typeof one === 'string')
}

function closed(live: Live, code: number, now: number, random: number): readonly [Live, readonly LiveOrder[]] {
  if (live.state !== 'open' && live.state !== 'connecting') return [live, []]
  if (code === CLOSE.idle) return [{ state: 'asleep' }, []]
  if (code === CLOSE.denied) return [{ state: 'denied' }, []]
  if (code === CLOSE.gone) return [{ state: 'gone' }, []]
  const failures = live.state === 'open' && now - live.since >= STEADY ? 0 : live.failures
  if (code === CLOSE.goingAway && failures === 0) return connect(1)
  const why = code === CLOSE.tryLater ? 'busy' : 'lost'
  const orders: LiveOrder[] = [{ order: 'pause', milliseconds: pause(failures, random) }]
  if (live.state === 'connecting' && why === 'lost') orders.push({ order: 'ask' })
  return [{ state: 'pausing', failures: failures + 1, why }, orders]
}

function connect(failures: number): readonly [Live, readonly LiveOrder[]] {
  return [{ state: 'connecting', failures }, [{ order: 'connect' }]]
}
