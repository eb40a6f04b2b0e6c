/** Where new panels go, so that none covers another. */

import { type Size, sizeOf } from './card'
import { type Graph, type Id, type Link, newId, type Panel, type Point } from './graph'

const GAP = 40
/** Further away than this there is no nearest place; then it is below everything. */
const RINGS = 12

/** The place nearest to `wanted` where a panel of this size covers no other. */
export function freePlace(graph: Graph, wanted: Point, size: Size): Point {
  const boxes = Object.values(graph.panels).map((panel) => ({ ...sizeOf(panel), x: panel.x, y: panel.y }))
  const isFree = (at: Point) =>
    boxes.every(
      (box) =>
        at.x >= box.x + box.width + GAP / 2 ||
        at.x + size.width + GAP / 2 <= box.x ||
        at.y >= box.y + box.height + GAP / 2 ||
        at.y + size.height + GAP / 2 <= box.y,
    )
  const start = { x: Math.round(wanted.x), y: Math.round(wanted.y) }
  for (const step of steps()) {
    const at = { x: start.x + step.x * (size.width + GAP), y: start.y + step.y * (size.height + GAP) }
    if (isFree(at)) return at
  }
  return { x: start.x, y: Math.round(Math.max(...boxes.map(({ y, height }) => y + height))) + GAP }
}

/** Beside a panel: to its right, where what follows from it is looked for. */
export function besidePanel(graph: Graph, id: Id, size: Size): Point {
  const panel = graph.panels[id]!
  return freePlace(graph, { x: panel.x + sizeOf(panel).width + 2 * GAP, y: panel.y }, size)
}

/** Copies of panels, and of the links between them, below what they are copies of. */
export function copies(graph: Graph, ids: readonly Id[], nameOf: (title: string) => string): { panels: Record<Id, Panel>; links: Record<Id, Link> } {
  const fresh = new Map(ids.map((id) => [id, newId('p')]))
  const tops = ids.map((id) => graph.panels[id]!.y)
  const bottoms = ids.map((id) => graph.panels[id]!.y + sizeOf(graph.panels[id]!).height)
  const down = Math.max(...bottoms) - Math.min(...tops) + GAP
  const panels: Record<Id, Panel> = {}
  for (const [id, copy] of fresh) {
    const panel = graph.panels[id]!
    const place = ids.length === 1 ? freePlace(graph, { x: panel.x, y: panel.y + down }, sizeOf(panel)) : { x: panel.x, y: panel.y + down }
    panels[copy] = { ...panel, ...place, title: nameOf(panel.title) }
  }
  const links: Record<Id, Link> = {}
  for (const link of Object.values(graph.links)) {
    const source = fresh.get(link.source)
    const target = fresh.get(link.target)
    if (source && target) links[newId('l')] = { ...link, source, target }
  }
  return { panels, links }
}

/** Steps in rings around the middle, nearest first; of equally near ones those to the right and below. */
function* steps(): Generator<Point> {
  yield { x: 0, y: 0 }
  for (let ring = 1; ring <= RINGS; ring++) {
    const found: Point[] = []
    for (let x = -ring; x <= ring; x++) {
      for (let y = -ring; y <= ring; y++) if (Math.max(Math.abs(x), Math.abs(y)) === ring) found.push({ x, y })
    }
    yield* found.toSorted((one, other) => cost(one) - cost(other))
  }
}

/** A panel is wider than it is high, so that a step aside is the longer one. */
function cost({ x, y }: Point): number {
  return Math.abs(x) * 2 + Math.abs(y) + (x < 0 ? 0.6 : 0) + (y < 0 ? 0.5 : 0)
}
