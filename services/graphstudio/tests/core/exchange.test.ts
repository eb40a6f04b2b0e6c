import { expect, it } from 'vitest'
import { building, exported, fileName, imported } from '../../src/core/exchange'
import { EMPTY, type Graph } from '../../src/core/graph'
import { apply } from '../../src/core/patch'
import { ORDERS } from './graphs'

const LIMITS = { bodyBytes: 1e7, graphBytes: 10_000, panels: 50, links: 50, patchOperations: 3, workspaces: 10 }

it('what was exported comes back as it was', () => {
  expect(imported(exported({ name: '订单', graph: ORDERS }), 'file', LIMITS)).toEqual({ name: '订单', graph: ORDERS })
})

it('a graph alone will do, and is called like its file', () => {
  expect(imported(JSON.stringify(ORDERS), 'orders', LIMITS)).toEqual({ name: 'orders', graph: ORDERS })
})

it.each([
  ['{', 'noJson'],
  ['[]', 'noGraph'],
  ['null', 'noGraph'],
  ['{"panels":{"a":{}},"links":{}}', 'noGraph'],
  ['{"panels":{"no id":{"title":"","x":0,"y":0}},"links":{}}', 'noGraph'],
  ['{"panels":{},"links":{"l":{"source":"a","target":"b"}}}', 'dangling'],
  ['{"format":"nexus-graph","formatVersion":2}', 'newer'],
  [JSON.stringify({ panels: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, { title: '', x: 0, y: 0 }])), links: {} }), 'tooLarge'],
  [JSON.stringify({ panels: { p: { title: '', x: 0, y: 0, data: { text: 'x'.repeat(10_000) } } }, links: {} }), 'tooLarge'],
])('of a file such as %.60s its user is told why', (text, objection) => {
  expect(imported(text, 'file', LIMITS)).toBe(objection)
})

it('is built by patches that are as small as they have to be', () => {
  const graph: Graph = {
    panels: Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`p${index}`, { title: String(index), x: 0, y: 0 }])),
    links: { l: { source: 'p0', target: 'p6' } },
  }
  const patches = building(graph, LIMITS)
  expect(patches.every(({ length }) => length <= 3)).toBe(true)
  expect(patches.reduce<Graph | null>((now, patch) => now && apply(now, patch), EMPTY)).toEqual(graph)
})

it('a file has a name that every system takes', () => {
  expect(fileName('订单 / A:B*?')).toBe('订单  AB.nexus.json')
  expect(fileName('///')).toBe('graph.nexus.json')
})
