import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EMPTY, type Graph } from '../../src/core/graph'
import { apply, type Patch } from '../../src/core/patch'
import { Problem } from '../../src/core/problem'
import type { LiveListener } from '../../src/edges/socket'
import { Session } from '../../src/session/session'

const ADD = { kind: 'addPanel', id: 'p1', panel: { title: 'Orders', x: 0, y: 0 } } as const

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A session on a kernel that fails as often as `failures` says, then works. */
function opened(...failures: Problem[]) {
  let graph: Graph = EMPTY
  let version = 0
  let patches = 0
  const sockets: { since: number; listener: LiveListener }[] = []
  const session = new Session(
    {
      readGraph: async () => ({ version, graph }),
      async patchGraph(_id: string, basis: number, patch: Patch) {
        patches++
        const failure = failures.shift()
        if (failure) throw failure
        if (basis !== version) throw new Problem('stale', '')
        graph = apply(graph, patch)!
        return ++version
      },
    },
    (_workspace, since, listener) => {
      sockets.push({ since, listener })
      return { close() {} }
    },
    'w1',
    'ann',
    () => {},
    () => 0,
  )
  session.start()
  return { session, sockets, patches: () => patches }
}

it('follows from the version that it has read', async () => {
  const { session, sockets } = opened()
  await vi.advanceTimersByTimeAsync(0)
  expect(sockets).toMatchObject([{ since: 0 }])
  session.edit(ADD)
  await vi.advanceTimersByTimeAsync(0)
  sockets[0]!.listener.said({ type: 'hello', version: 1 })
  sockets[0]!.listener.closed(1012)
  expect(sockets).toMatchObject([{ since: 0 }, { since: 1 }])
})

it('waits as long as Retry-After says, then makes the change', async () => {
  const { session, patches } = opened(new Problem('full', '', 5000))
  await vi.advanceTimersByTimeAsync(0)
  session.edit(ADD)
  await vi.advanceTimersByTimeAsync(4900)
  expect(session.view()).toMatchObject({ isSaved: false, trouble: { kind: 'full' } })
  expect(patches()).toBe(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(session.view()).toMatchObject({ isSaved: true, trouble: null, version: 1 })
  expect(patches()).toBe(2)
})

it('sends nothing with a token that was refused, until there is another', async () => {
  const { session, patches } = opened(new Problem('denied', ''))
  await vi.advanceTimersByTimeAsync(0)
  session.edit(ADD)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(session.view()).toMatchObject({ trouble: { kind: 'denied' }, isSaved: false })
  expect(patches()).toBe(1)
  session.resume()
  await vi.advanceTimersByTimeAsync(0)
  expect(session.view()).toMatchObject({ trouble: null, isSaved: true, version: 1 })
})
