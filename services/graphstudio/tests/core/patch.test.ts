import { describe, expect, it } from 'vitest'
import { patchOf } from '../../src/core/intent'
import { apply, inverse, isSame } from '../../src/core/patch'
import { ORDERS } from './graphs'

describe('a patch', () => {
  it('applies as a whole or not at all', () => {
    const patch = [
      { op: 'replace', path: '/panels/p1/title', value: 'Sales' },
      { op: 'remove', path: '/panels/none' },
    ] as const
    expect(apply(ORDERS, patch)).toBeNull()
    expect(ORDERS.panels['p1']?.title).toBe('Orders')
  })

  it('does not apply where a link would lead nowhere', () => {
    expect(apply(ORDERS, [{ op: 'remove', path: '/panels/p2' }])).toBeNull()
  })

  it('does not apply where no graph would be left', () => {
    expect(apply(ORDERS, [{ op: 'replace', path: '', value: [] }])).toBeNull()
    expect(apply(ORDERS, [{ op: 'replace', path: '/panels/p1/x', value: 'left' }])).toBeNull()
  })

  it('is taken back by its inverse', () => {
    const patch = patchOf(ORDERS, { kind: 'remove', panels: ['p1'], links: [] })
    const after = apply(ORDERS, patch)!
    expect(after.links).toEqual({})
    expect(isSame(apply(after, inverse(ORDERS, patch)), ORDERS)).toBe(true)
  })
})

describe('an intent', () => {
  it('that is true already needs no patch', () => {
    expect(patchOf(ORDERS, { kind: 'editPanel', id: 'p1', title: 'Orders', data: {} })).toEqual([])
    expect(patchOf(ORDERS, { kind: 'remove', panels: ['gone'], links: ['gone'] })).toEqual([])
    expect(patchOf(ORDERS, { kind: 'movePanels', to: { p1: { x: 0, y: 0 } } })).toEqual([])
  })

  it('to undo a panel takes along the links that others made to it since', () => {
    const patch = patchOf(ORDERS, { kind: 'undo', patch: [{ op: 'remove', path: '/panels/p2' }] })
    expect(apply(ORDERS, patch)).toEqual({ panels: { p1: ORDERS.panels['p1'] }, links: {} })
  })
})

describe('editing fields', () => {
  const titled = { panels: { p1: { title: 'Orders', x: 0, y: 0, data: { owner: 'ann', 'a/b~c': 1 } } }, links: {} }

  it('changes those alone that have changed, so that two users can edit a panel at once', () => {
    const values = { owner: 'ben', 'a/b~c': undefined, missing: undefined }
    expect(patchOf(titled, { kind: 'editPanel', id: 'p1', values })).toEqual([
      { op: 'add', path: '/panels/p1/data/owner', value: 'ben' },
      { op: 'remove', path: '/panels/p1/data/a~1b~0c' },
    ])
    expect(patchOf(titled, { kind: 'editPanel', id: 'p1', values: { owner: 'ann' } })).toEqual([])
  })

  it('makes the data where a panel has none', () => {
    const bare = { panels: { p1: { title: 'Orders', x: 0, y: 0 } }, links: {} }
    const patch = patchOf(bare, { kind: 'editPanel', id: 'p1', values: { owner: 'ben' } })
    expect(apply(bare, patch)?.panels['p1']?.data).toEqual({ owner: 'ben' })
  })
})
