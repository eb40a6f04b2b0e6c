import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/core/card'
import { adding, changing, converted, DECLARED, fieldsOf, moving, removing, setting, type Values } from '../../src/core/fields'
import type { JsonObject } from '../../src/core/graph'

/** Some data after values were written to it. */
function after(data: JsonObject, values: Values): JsonObject {
  return Object.fromEntries(Object.entries({ ...data, ...values }).filter(([, value]) => value !== undefined))
}

const typesOf = (data: JsonObject) => Object.fromEntries(fieldsOf(data).map(({ name, type }) => [name, type]))

describe('the fields of data', () => {
  it('are seen from its values', () => {
    expect(
      typesOf({ owner: 'Ann', items: 3, due: '2026-03-01', paid: false, lines: [{ sku: 'A', count: 1 }, { sku: 'B', price: 2 }], deep: { a: 1 }, list: ['a'], never: '2026-13-45', nothing: null }),
    ).toEqual({ owner: 'text', items: 'number', due: 'date', paid: 'yesNo', lines: 'table', deep: 'other', list: 'other', never: 'text', nothing: 'text' })
    expect(fieldsOf({ lines: [{ sku: 'A' }, { price: 2 }] })[0]?.columns).toEqual(['sku', 'price'])
  })

  it('stand in the order that is declared, and those that nobody declared after them', () => {
    const data = { b: 1, a: 'x', c: 'open', [DECLARED]: [{ name: 'c', type: 'choice', options: ['open', 'done'] }, { name: 'b', type: 'number' }] }
    expect(fieldsOf(data).map(({ name }) => name)).toEqual(['c', 'b', 'a'])
    expect(fieldsOf(data)[0]).toEqual({ name: 'c', type: 'choice', options: ['open', 'done'] })
  })

  it('are what the values are, where a declaration says otherwise', () => {
    expect(typesOf({ count: 'many', [DECLARED]: [{ name: 'count', type: 'number' }] })).toEqual({ count: 'text' })
  })

  it.each([[{}], ['no list'], [[null, 7, 'x', { name: 1 }, { name: 'a', type: 'colour' }, { name: DECLARED, type: 'text' }]]])(
    'are not spoilt by a declaration such as %j',
    (declared) => expect(typesOf({ a: 'x', [DECLARED]: declared })).toEqual({ a: 'text' }),
  )
})

describe('a field', () => {
  it('is there before it has a value, and stays when its value goes', () => {
    const added = after({}, adding({}, { name: 'due', type: 'date' }))
    expect(typesOf(added)).toEqual({ due: 'date' })
    expect(typesOf(after({ owner: 'Ann' }, setting({ owner: 'Ann' }, 'owner', undefined)))).toEqual({ owner: 'text' })
  })

  it('may be called like what every object has', () => {
    const added = after({}, adding({}, { name: 'constructor', type: 'text' }))
    expect(factsOf({ title: '', x: 0, y: 0, data: added }).facts).toEqual([])
    expect(typesOf(JSON.parse('{"__proto__": 1, "toString": "x"}') as JsonObject)).toMatchObject({ toString: 'text' })
  })

  it('is renamed with its value, and changes its type where the value can follow', () => {
    const data = { size: '12' }
    expect(after(data, changing(data, 'size', { name: 'count', type: 'number' }))).toMatchObject({ count: 12 })
    expect(after(data, changing(data, 'size', { name: 'count', type: 'number' }))).not.toHaveProperty('size')
    const words = { size: 'large' }
    expect(after(words, changing(words, 'size', { name: 'size', type: 'number' }))).not.toHaveProperty('size')
    expect(converted(true, 'text')).toBe('true')
  })

  it('is moved and removed, and the others keep their values', () => {
    const data = { a: 1, b: 2, c: 3 }
    expect(fieldsOf(after(data, moving(data, 'c', -1))).map(({ name }) => name)).toEqual(['a', 'c', 'b'])
    expect(moving(data, 'a', -1)).toEqual({})
    expect(after(data, removing(data, 'b'))).toMatchObject({ a: 1, c: 3 })
    expect(typesOf(after(data, removing(data, 'b')))).toEqual({ a: 'number', c: 'number' })
  })
})
