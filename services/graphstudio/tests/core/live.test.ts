import { describe, expect, it } from 'vitest'
import { here, CLOSE, type Live, type LiveEvent, next, parseMessage, pause } from '../../src/core/live'

const CONNECTING: Live = { state: 'connecting', failures: 0 }
const OPEN: Live = { state: 'open', failures: 0, since: 0 }
const after = (live: Live, ...events: LiveEvent[]) => events.reduce((now, event) => next(now, event, 0.5)[0], live)
const closed = (code: number, now = 60_000): LiveEvent => ({ type: 'closed', code, now })

describe('a live connection that closes', () => {
  it('with 1012 is made again at once', () => {
    expect(next(OPEN, closed(CLOSE.goingAway), 0.5)).toEqual([
      { state: 'connecting', failures: 1 },
      [{ order: 'connect' }],
    ])
  })

  it('with 1012 again and again is made again after pauses', () => {
    const once = after(OPEN, closed(CLOSE.goingAway))
    expect(after(once, closed(CLOSE.goingAway)).state).toBe('pausing')
  })

  it('with 1013 is made again after a pause that grows', () => {
    const first = next(OPEN, closed(CLOSE.tryLater), 1)
    const again = after(first[0], { type: 'pauseOver' })
    const second = next(again, closed(CLOSE.tryLater), 1)
    expect(first[1]).toEqual([{ order: 'pause', milliseconds: 500 }])
    expect(second[1]).toEqual([{ order: 'pause', milliseconds: 1000 }])
  })

  it('with 4001 sleeps until its user acts', () => {
    const asleep = after(OPEN, closed(CLOSE.idle))
    expect(after(asleep, { type: 'pauseOver' })).toEqual({ state: 'asleep' })
    expect(next(asleep, { type: 'acted' }, 0)[1]).toEqual([{ order: 'connect' }])
  })

  it('with 4401 asks for another token, with 4404 leaves, and tries neither again', () => {
    expect(after(OPEN, closed(CLOSE.denied), { type: 'online' })).toEqual({ state: 'denied' })
    expect(after(OPEN, closed(CLOSE.gone), { type: 'online' })).toEqual({ state: 'gone' })
  })

  it('before it opened, for no reason given, asks by HTTP what is wrong', () => {
    expect(next(CONNECTING, closed(1006), 0)[1]).toContainEqual({ order: 'ask' })
  })

  it('after it held for a while counts as the first failure', () => {
    expect(after({ state: 'open', failures: 6, since: 0 }, closed(1006))).toMatchObject({ failures: 1 })
    expect(after({ state: 'open', failures: 6, since: 59_999 }, closed(1006))).toMatchObject({ failures: 7 })
  })
})

it('a page that goes offline tries again when it is online', () => {
  const offline = after(OPEN, { type: 'offline' })
  expect(offline).toEqual({ state: 'offline' })
  expect(next(offline, { type: 'online' }, 0)[1]).toEqual([{ order: 'connect' }])
})

it('a pause doubles up to half a minute, and is spread', () => {
  expect([0, 1, 2, 30].map((failures) => pause(failures, 1))).toEqual([500, 1000, 2000, 30_000])
  expect(pause(30, 0)).toBe(15_000)
})

describe('a message', () => {
  it('is one of the three that the contract knows', () => {
    expect(parseMessage('{"type":"hello","version":3}')).toEqual({ type: 'hello', version: 3 })
    expect(parseMessage('{"type":"change","version":4,"patch":[],"author":"ann"}')).toMatchObject({ author: 'ann' })
    expect(parseMessage('{"type":"reset","version":9}')).toEqual({ type: 'reset', version: 9 })
  })

  it.each(['', '[]', 'null', '{"type":"hello"}', '{"type":"change","version":1}', '{"type":"ping","version":1}'])(
    'such as %j is passed over',
    (text) => expect(parseMessage(text)).toBeNull(),
  )
})

it.each([
  ['{"type":"you","id":"a"}', { type: 'you', id: 'a' }],
  ['{"type":"people","count":1,"people":[{"id":"a","user":"ann","panels":["p1"]},{"id":7}]}', { type: 'people', count: 1, people: [{ id: 'a', user: 'ann', panels: ['p1'] }] }],
  ['{"type":"people"}', null],
  ['{"type":"you"}', null],
])('%s tells who is here', (frame, message) => {
  expect(parseMessage(frame)).toEqual(message)
})

it('no more of a selection is told than the kernel passes on', () => {
  const told = JSON.parse(here(Array.from({ length: 500 }, (_, index) => `p-${index}-${'x'.repeat(50)}`))) as { panels: string[] }
  expect(told.panels).toHaveLength(10)
})
