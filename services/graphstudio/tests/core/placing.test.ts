import { expect, it } from 'vitest'
import { factsOf, sizeOf } from '../../src/core/card'
import { EMPTY, type Graph, type Panel } from '../../src/core/graph'
import { besidePanel, copies, freePlace } from '../../src/core/placing'
import { anchors, type Box } from '../../src/core/sides'
import { arrange } from '../../src/layout/arrange'
import { ORDERS } from './graphs'

const SIZE = { width: 232, height: 66 }

function boxOf(panel: Panel): Box {
  return { ...sizeOf(panel), x: panel.x, y: panel.y }
}

function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height
}

function expectApart(graph: Graph) {
  const boxes = Object.values(graph.panels).map(boxOf)
  boxes.forEach((one, index) => boxes.slice(index + 1).forEach((other) => expect(overlap(one, other)).toBe(false)))
}

it('many new panels at one place spread around it, and none covers another', () => {
  let graph = EMPTY
  for (let number = 0; number < 40; number++) {
    const panel = { title: `Panel ${number}`, data: { a: 1, b: number } }
    const place = freePlace(graph, { x: 0, y: 0 }, sizeOf({ ...panel, x: 0, y: 0 }))
    graph = { ...graph, panels: { ...graph.panels, [`p${number}`]: { ...panel, ...place } } }
  }
  expectApart(graph)
  const columns = new Set(Object.values(graph.panels).map(({ x }) => x))
  expect(columns.size).toBeGreaterThan(3)
})

it('a panel beside another one stands to its right', () => {
  const place = besidePanel({ panels: { p1: { title: 'Orders', x: 50, y: 70 } }, links: {} }, 'p1', SIZE)
  expect(place.x).toBeGreaterThan(50 + 232)
  expect(place.y).toBe(70)
})

it('copies stand apart from what they are copies of, with the links between them alone', () => {
  const { panels, links } = copies(ORDERS, Object.keys(ORDERS.panels), (title) => `${title} 2`)
  expect(Object.values(panels).map(({ title }) => title)).toEqual(['Orders 2', 'Invoices 2'])
  expect(Object.values(links)).toHaveLength(1)
  expectApart({ panels: { ...ORDERS.panels, ...panels }, links: {} })
  expect(copies(ORDERS, ['p1'], String).links).toEqual({})
})

it('a card grows with what it shows, and shows no more than three facts', () => {
  const facts = (count: number) => ({ title: 'Orders', x: 0, y: 0, data: Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index])) })
  expect(factsOf(facts(5))).toMatchObject({ more: 2 })
  expect(factsOf({ title: '', x: 0, y: 0, data: { a: '', b: null, c: 0 } }).facts.map(({ field }) => field.name)).toEqual(['c'])
  expect(sizeOf(facts(0)).height).toBeLessThan(sizeOf(facts(1)).height)
  expect(sizeOf(facts(4))).toEqual(sizeOf(facts(9)))
  expect(sizeOf({ title: '订单处理与库存检查流程总览', x: 0, y: 0 }).height).toBeGreaterThan(sizeOf({ title: 'Orders', x: 0, y: 0 }).height)
})

it.each([
  ['right', 400, 0, 'left'],
  ['left', -400, 0, 'right'],
  ['bottom', 0, 300, 'top'],
  ['top', 0, -300, 'bottom'],
  ['bottom', 100, 200, 'top'],
])('a link leaves by the %s side for what is at %i, %i', (from, x, y, to) => {
  const [start, end] = anchors({ x: 0, y: 0, ...SIZE }, { x, y, ...SIZE }, false)
  expect([start.side, end.side]).toEqual([from, to])
})

it('two links between the same panels, one each way, do not lie on each other', () => {
  const one: Box = { x: 0, y: 0, ...SIZE }
  const other: Box = { x: 400, y: 0, ...SIZE }
  const [there] = anchors(one, other, true)
  const [, back] = anchors(other, one, true)
  expect(there.side).toBe(back.side)
  expect(Math.abs(there.y - back.y)).toBeGreaterThan(10)
})

it('an arranged graph runs from left to right, and no panel covers another', () => {
  const panels = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, { title: `Step ${index}`, x: 0, y: 0, data: { index } }]))
  const links = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`l${index}`, { source: `p${Math.floor(index / 2)}`, target: `p${index + 1}` }]))
  const graph = { panels, links: { ...links, own: { source: 'p3', target: 'p3' }, again: { source: 'p0', target: 'p1' } } }
  const places = arrange(graph)
  expectApart({ panels: Object.fromEntries(Object.entries(panels).map(([id, panel]) => [id, { ...panel, ...places[id]! }])), links: {} })
  for (const { source, target } of Object.values(links)) expect(places[source]!.x).toBeLessThan(places[target]!.x)
  expect(arrange(graph)).toEqual(places)
})
