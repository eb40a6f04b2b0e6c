/**
 * A graph that its user changes at once and the server a little later.
 *
 * `base` is what the server has acknowledged or told; the user sees `base` with the waiting
 * intents on top. One intent is sent at a time, with the version it was made for. What a failed
 * request did is never guessed: a version is made by one change alone, so the live stream, or the
 * graph read anew, tells.
 */

import { type Graph, isWhole, type Versioned } from './graph'
import { type Intent, isRepeatable, patchOf, replacedBy } from './intent'
import { apply, inverse, isSame, type Patch } from './patch'

export interface Waiting {
  readonly intent: Intent
  /** The values that the user saw where the intent replaces something, by JSON Pointer. */
  readonly seen: ReadonlyMap<string, unknown>
}

export interface Sending extends Waiting {
  readonly version: number
  readonly patch: Patch
}

export interface Sync {
  readonly me: string
  readonly base: Versioned | null
  readonly sending: Sending | null
  readonly waiting: readonly Waiting[]
  readonly undo: readonly Patch[]
  readonly redo: readonly Patch[]
}

export type Notice =
  /** An intent can not be made true any more, or the server refused it. */
  | { readonly kind: 'lost'; readonly intent: Intent; readonly detail: string | null }
  /** An intent replaced what another user had changed since its user saw it. */
  | { readonly kind: 'overwrote'; readonly intent: Intent }
  | { readonly kind: 'theirs'; readonly author: string; readonly patch: Patch; readonly before: Graph }

export type SyncEvent =
  | { readonly type: 'loaded'; readonly graph: Versioned }
  | { readonly type: 'changed'; readonly version: number; readonly patch: Patch; readonly author: string }
  /** The server knows less than this page has seen. */
  | { readonly type: 'forgotten' }
  | { readonly type: 'edited'; readonly intent: Intent }
  | { readonly type: 'due' }
  | { readonly type: 'accepted'; readonly version: number }
  /** 412: another change came first. */
  | { readonly type: 'stale' }
  /** The server said no for good. */
  | { readonly type: 'refused'; readonly detail: string }
  /** Nobody knows whether the change was made, or it must be tried later. */
  | { readonly type: 'failed' }

export interface Step {
  readonly sync: Sync
  readonly notices: readonly Notice[]
  /** Whether the graph has to be read anew before anything else. */
  readonly needsGraph: boolean
}

const LONGEST_HISTORY = 100

export function start(me: string): Sync {
  return { me, base: null, sending: null, waiting: [], undo: [], redo: [] }
}

export function step(sync: Sync, event: SyncEvent): Step {
  switch (event.type) {
    case 'loaded':
      // Live changes have come since it was read.
      if (sync.base && event.graph.version < sync.base.version) return quiet(sync)
      return quiet({ ...sync, base: event.graph })
    case 'changed':
      return changed(sync, event)
    case 'forgotten':
      return { ...quiet({ ...sync, base: null }), needsGraph: true }
    case 'edited':
      return edited(sync, event.intent)
    case 'due':
      return due(sync)
    case 'accepted':
      return accepted(sync, event.version)
    case 'stale': {
      const isBehind = !sync.base || sync.sending?.version === sync.base.version
      return { ...quiet(putBack(sync)), needsGraph: isBehind }
    }
    case 'refused': {
      if (!sync.sending) return quiet(sync)
      const notice: Notice = { kind: 'lost', intent: sync.sending.intent, detail: event.detail }
      return { ...quiet({ ...sync, sending: null }), notices: [notice] }
    }
    case 'failed':
      return { ...quiet(putBack(sync)), needsGraph: sync.sending !== null }
  }
}

/** The graph as its user sees it. */
export function shown(sync: Sync): Graph | null {
  if (!sync.base) return null
  return [...(sync.sending ? [sync.sending] : []), ...sync.waiting].reduce(
    (graph, { intent }) => apply(graph, patchOf(graph, intent)) ?? graph,
    sync.base.graph,
  )
}

export function isSaved(sync: Sync): boolean {
  return !sync.sending && sync.waiting.length === 0
}

/** What the server may not have yet, to be made true when the page is back. */
export function unsent({ sending, waiting }: Sync): readonly Intent[] {
  const doubtful = sending && isRepeatable(sending.intent) ? [sending.intent] : []
  return [...doubtful, ...waiting.map(({ intent }) => intent)]
}

function changed(sync: Sync, event: SyncEvent & { type: 'changed' }): Step {
  if (!sync.base) return { ...quiet(sync), needsGraph: true }
  if (event.version <= sync.base.version) return quiet(sync)
  const after = event.version === sync.base.version + 1 ? apply(sync.base.graph, event.patch) : null
  if (!after) return { ...quiet(sync), needsGraph: true }
  const { sending } = sync
  const isMine =
    sending?.version === sync.base.version && event.author === sync.me && isSame(event.patch, sending.patch)
  if (isMine) return quiet(acknowledge(sync, sending))
  const theirs: Notice = { kind: 'theirs', author: event.author, patch: event.patch, before: sync.base.graph }
  return {
    ...quiet({ ...sync, base: { version: event.version, graph: after } }),
    notices: event.author === sync.me ? [] : [theirs],
  }
}

function edited(sync: Sync, intent: Intent): Step {
  const graph = shown(sync)
  if (!graph) return quiet({ ...sync, waiting: [...sync.waiting, { intent, seen: new Map() }] })
  const patch = patchOf(graph, intent)
  if (patch.length === 0) return quiet(sync)
  if (!apply(graph, patch)) return { ...quiet(sync), notices: [{ kind: 'lost', intent, detail: null }] }
  const waiting = { intent, seen: replacedBy(graph, intent) }
  return quiet({
    ...sync,
    waiting: [...sync.waiting, waiting],
    undo: intent.kind === 'undo' ? sync.undo.slice(0, -1) : sync.undo,
    redo: intent.kind === 'redo' ? sync.redo.slice(0, -1) : intent.kind === 'undo' ? sync.redo : [],
  })
}

function due(sync: Sync): Step {
  const notices: Notice[] = []
  let { waiting } = sync
  if (sync.sending || !sync.base) return quiet(sync)
  const { version, graph } = sync.base
  for (let next = waiting[0]; next; next = waiting[0]) {
    waiting = waiting.slice(1)
    const patch = patchOf(graph, next.intent)
    const after = apply(graph, patch)
    if (!after) {
      notices.push({ kind: 'lost', intent: next.intent, detail: null })
    } else if (!isSame(after, graph)) {
      const replaced = replacedBy(graph, next.intent)
      if ([...next.seen].some(([path, seen]) => replaced.has(path) && !isSame(replaced.get(path), seen))) {
        notices.push({ kind: 'overwrote', intent: next.intent })
      }
      return { ...quiet({ ...sync, waiting, sending: { ...next, version, patch } }), notices }
    }
  }
  return { ...quiet({ ...sync, waiting }), notices }
}

function accepted(sync: Sync, version: number): Step {
  const { base, sending } = sync
  if (!sending) return quiet(sync)
  if (version !== sending.version + 1) return { ...quiet({ ...sync, sending: null }), needsGraph: true }
  if (base?.version === sending.version) return quiet(acknowledge(sync, sending))
  return quiet({ ...sync, sending: null })
}

/** Makes what was sent a part of `base`, and remembers how to take it back. */
function acknowledge(sync: Sync, sending: Sending): Sync {
  const before = sync.base!.graph
  const graph = apply(before, sending.patch)
  if (!graph || !isWhole(graph)) return { ...sync, sending: null }
  const back = inverse(before, sending.patch)
  const isUndo = sending.intent.kind === 'undo'
  return {
    ...sync,
    base: { version: sending.version + 1, graph },
    sending: null,
    undo: isUndo ? sync.undo : [...sync.undo, back].slice(-LONGEST_HISTORY),
    redo: isUndo ? [...sync.redo, back].slice(-LONGEST_HISTORY) : sync.redo,
  }
}

function putBack(sync: Sync): Sync {
  if (!sync.sending) return sync
  const { intent, seen } = sync.sending
  return { ...sync, sending: null, waiting: [{ intent, seen }, ...sync.waiting] }
}

function quiet(sync: Sync): Step {
  return { sync, notices: [], needsGraph: false }
}
