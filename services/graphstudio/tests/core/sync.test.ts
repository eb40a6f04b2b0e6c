import { describe, expect, it } from 'vitest'
import type { Graph } from '../../src/core/graph'
import type { Intent } from '../../src/core/intent'
import { apply, type Patch } from '../../src/core/patch'
import { isSaved, type Notice, shown, start, step, type Sync, type SyncEvent } from '../../src/core/sync'
import { ORDERS } from './graphs'

const RENAME: Intent = { kind: 'editPanel', id: 'p1', title: 'Sales' }
const REMOVE: Intent = { kind: 'remove', panels: ['p1'], links: [] }

function run(sync: Sync, ...events: SyncEvent[]): { sync: Sync; notices: Notice[]; needsGraph: boolean } {
  const notices: Notice[] = []
  let needsGraph = false
  for (const event of events) {
    const made = step(sync, event)
    sync = made.sync
    notices.push(...made.notices)
    needsGraph = made.needsGraph
  }
  return { sync, notices, needsGraph }
}

const loaded = (graph: Graph = ORDERS, version = 7): SyncEvent => ({ type: 'loaded', graph: { version, graph } })
const theirs = (version: number, ...patch: Patch): SyncEvent => ({ type: 'changed', version, patch, author: 'ben' })
const sent = run(start('ann'), loaded(), { type: 'edited', intent: RENAME }, { type: 'due' }).sync

describe('a change of ones own', () => {
  it('is seen at once, and sent with the version it was made for', () => {
    expect(shown(sent)?.panels['p1']?.title).toBe('Sales')
    expect(sent.sending).toMatchObject({
      version: 7,
      patch: [{ op: 'replace', path: '/panels/p1/title', value: 'Sales' }],
    })
  })

  it('is saved when its answer comes', () => {
    const { sync } = run(sent, { type: 'accepted', version: 8 })
    expect(sync.base).toMatchObject({ version: 8, graph: { panels: { p1: { title: 'Sales' } } } })
    expect(isSaved(sync)).toBe(true)
  })

  it('is saved once, whichever of its answer and its live message comes first', () => {
    const live: SyncEvent = { type: 'changed', version: 8, patch: sent.sending!.patch, author: 'ann' }
    const answer: SyncEvent = { type: 'accepted', version: 8 }
    expect(run(sent, live, answer).sync).toEqual(run(sent, answer, live).sync)
    expect(run(sent, live).sync.undo).toHaveLength(1)
  })

  it('that others overtook is made anew on top of theirs', () => {
    const { sync } = run(
      sent,
      theirs(8, { op: 'replace', path: '/panels/p2/title', value: 'Bills' }),
      { type: 'stale' },
      { type: 'due' },
    )
    expect(sync.sending?.version).toBe(8)
    expect(shown(sync)?.panels).toMatchObject({ p1: { title: 'Sales' }, p2: { title: 'Bills' } })
  })

  it('needs the graph anew when nobody told what overtook it', () => {
    expect(run(sent, { type: 'stale' }).needsGraph).toBe(true)
  })

  it('that replaces what another changed meanwhile says so', () => {
    const { notices, sync } = run(
      sent,
      theirs(8, { op: 'replace', path: '/panels/p1/title', value: 'Purchases' }),
      { type: 'stale' },
      { type: 'due' },
    )
    expect(sync.sending?.version).toBe(8)
    expect(notices.at(-1)).toMatchObject({ kind: 'overwrote', intent: RENAME })
  })

  it('that can not be made any more is reported, not dropped in silence', () => {
    const { notices, sync } = run(
      sent,
      theirs(8, { op: 'remove', path: '/links/l1' }, { op: 'remove', path: '/panels/p1' }),
      { type: 'stale' },
      { type: 'due' },
    )
    expect(notices.at(-1)).toMatchObject({ kind: 'lost', intent: RENAME })
    expect(isSaved(sync)).toBe(true)
  })

  it('with a lost answer is not made twice', () => {
    const after = apply(ORDERS, sent.sending!.patch)!
    const { sync, notices } = run(sent, { type: 'failed' }, loaded(after, 8), { type: 'due' })
    expect(sync.sending).toBeNull()
    expect(isSaved(sync)).toBe(true)
    expect(notices).toEqual([])
  })

  it('that the server refuses is taken back and reported', () => {
    const { sync, notices } = run(sent, { type: 'refused', detail: 'too large' })
    expect(shown(sync)).toEqual(ORDERS)
    expect(notices).toMatchObject([{ kind: 'lost', detail: 'too large' }])
  })

  it('to remove a panel takes a link along that another made meanwhile', () => {
    const removing = run(start('ann'), loaded(), { type: 'edited', intent: REMOVE }, { type: 'due' }).sync
    const link = { op: 'add', path: '/links/l2', value: { source: 'p2', target: 'p1' } } as const
    const { sync } = run(removing, theirs(8, link), { type: 'stale' }, { type: 'due' })
    expect(sync.sending?.patch).toContainEqual({ op: 'remove', path: '/links/l2' })
    expect(shown(sync)?.links).toEqual({})
  })
})

describe('changes of others', () => {
  it('apply in order, each once', () => {
    const one = theirs(8, { op: 'replace', path: '/panels/p1/x', value: 10 })
    const two = theirs(9, { op: 'replace', path: '/panels/p1/x', value: 20 })
    const { sync, needsGraph } = run(start('ann'), loaded(), one, two, one)
    expect(sync.base).toMatchObject({ version: 9, graph: { panels: { p1: { x: 20 } } } })
    expect(needsGraph).toBe(false)
  })

  it('after a gap are not applied: the graph is read anew', () => {
    const { sync, needsGraph } = run(
      start('ann'),
      loaded(),
      theirs(9, { op: 'replace', path: '/panels/p1/x', value: 10 }),
    )
    expect(needsGraph).toBe(true)
    expect(sync.base?.version).toBe(7)
  })
})

describe('undo', () => {
  it('and redo go back and forth', () => {
    const saved = run(sent, { type: 'accepted', version: 8 }).sync
    const undone = run(
      saved,
      { type: 'edited', intent: { kind: 'undo', patch: saved.undo.at(-1)! } },
      { type: 'due' },
      { type: 'accepted', version: 9 },
    ).sync
    expect(undone.base?.graph).toEqual(ORDERS)
    expect(undone.undo).toEqual([])
    const redone = run(
      undone,
      { type: 'edited', intent: { kind: 'redo', patch: undone.redo.at(-1)! } },
      { type: 'due' },
      { type: 'accepted', version: 10 },
    ).sync
    expect(redone.base?.graph.panels['p1']?.title).toBe('Sales')
    expect(redone.redo).toEqual([])
  })
})
