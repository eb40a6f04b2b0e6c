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
  const sockets: { since: number; listener: LiveListener; said: string[] }[] = []
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
      const said: string[] = []
      sockets.push({ since, listener, said })
      return { close() {}, say: (text) => said.push(text) }
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

it('says what is selected when it is connected, again on a new connection, and no faster than it may', async () => {
  const { session, sockets } = opened()
  await vi.advanceTimersByTimeAsync(0)
  session.select(['p1'])
  sockets[0]!.listener.said({ type: 'hello', version: 0 })
  for (let move = 0; move < 50; move++) {
    session.select([`q${move}`])
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(1000)
  expect(sockets[0]!.said[0]).toBe('{"type":"here","panels":["p1"]}')
  expect(sockets[0]!.said.at(-1)).toBe('{"type":"here","panels":["q49"]}')
  expect(sockets[0]!.said.length).toBeLessThan(6)

  sockets[0]!.listener.closed(1012)
  sockets[1]!.listener.said({ type: 'hello', version: 0 })
  expect(sockets[1]!.said).toEqual(['{"type":"here","panels":["q49"]}'])
})

it('knows who else is here, for as long as it is connected', async () => {
  const { session, sockets } = opened()
  await vi.advanceTimersByTimeAsync(0)
  const { listener } = sockets[0]!
  listener.said({ type: 'hello', version: 0 })
  listener.said({ type: 'you', id: 'a' })
  const people = [{ id: 'a', user: 'ann', panels: [] }, { id: 'b', user: 'ann', panels: ['p1'] }]
  listener.said({ type: 'people', count: 2, people })
  expect(session.view().others).toEqual([people[1]])
  listener.closed(1013)
  expect(session.view().others).toEqual([])
})
