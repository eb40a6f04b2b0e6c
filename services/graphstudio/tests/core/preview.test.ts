import { describe, expect, it } from 'vitest'
import { deeds, preview } from '../../src/core/preview'
import { problemOf } from '../../src/core/problem'
import { ORDERS } from './graphs'

describe('a preview', () => {
  it('keeps what would go, and marks what would come, change and go', () => {
    const seen = preview(ORDERS, [
      { op: 'remove', path: '/links/l1' },
      { op: 'remove', path: '/panels/p2' },
      { op: 'add', path: '/panels/p3', value: { title: 'Refunds', x: 0, y: 200 } },
      { op: 'replace', path: '/panels/p1/title', value: 'Sales' },
    ])!
    expect(Object.fromEntries(seen.panels)).toEqual({ p1: 'changed', p2: 'removed', p3: 'added' })
    expect(Object.fromEntries(seen.links)).toEqual({ l1: 'removed' })
    expect(Object.keys(seen.graph.panels)).toEqual(['p1', 'p2', 'p3'])
  })

  it('of a patch that does not apply is none', () => {
    expect(preview(ORDERS, [{ op: 'remove', path: '/panels/p9' }])).toBeNull()
  })
})

it('each operation is told by the titles at that point of the patch', () => {
  expect(
    deeds(ORDERS, [
      { op: 'add', path: '/panels/p3', value: { title: 'Refunds', x: 0, y: 0 } },
      { op: 'add', path: '/links/l3', value: { source: 'p1', target: 'p3' } },
      { op: 'replace', path: '/panels/p1/title', value: 'Sales' },
      { op: 'replace', path: '/panels/p1/x', value: 4 },
      { op: 'add', path: '/panels/p1/data/owner', value: 'ann' },
      { op: 'remove', path: '/panels/p2' },
      { op: 'remove', path: '/links/l1' },
      { op: 'test', path: '/panels/p1/x', value: 4 },
    ]),
  ).toEqual([
    { deed: 'addPanel', title: 'Refunds' },
    { deed: 'addLink', from: 'Orders', to: 'Refunds' },
    { deed: 'renamePanel', title: 'Orders', to: 'Sales' },
    { deed: 'movePanel', title: 'Sales' },
    { deed: 'editPanel', title: 'Sales', field: 'owner' },
    { deed: 'removePanel', title: 'Invoices' },
    { deed: 'removeLink', from: 'Sales', to: 'p2' },
    { deed: 'check', path: '/panels/p1/x' },
  ])
})

describe('a problem', () => {
  it.each([
    [401, '', 'denied'],
    [403, 'forbidden', 'forbidden'],
    [403, 'no-role', 'noRole'],
    [404, 'not-found', 'absent'],
    [412, 'stale', 'stale'],
    [413, 'too-large', 'tooLarge'],
    [422, 'invalid-patch', 'refused'],
    [429, 'too-many-requests', 'limited'],
    [429, 'too-many-workspaces', 'tooMany'],
    [502, '', 'unavailable'],
    [503, 'full', 'full'],
    [503, 'no-model', 'noModel'],
    [503, 'unavailable', 'unavailable'],
  ])('of status %i and code %j is %s', (status, code, kind) => {
    expect(problemOf(status, { code, detail: 'why' }, '2')).toMatchObject({ kind, detail: 'why', retryAfter: 2000 })
  })
})
