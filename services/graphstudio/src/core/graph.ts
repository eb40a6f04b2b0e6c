/** A workspace's graph as docs/services.md has it: panels and links by their ids. */

export type Id = string

export type JsonObject = Readonly<Record<string, unknown>>

export interface Panel {
  readonly title: string
  readonly x: number
  readonly y: number
  readonly data?: JsonObject
}

export interface Link {
  readonly source: Id
  readonly target: Id
  readonly data?: JsonObject
}

export interface Graph {
  readonly panels: Readonly<Record<Id, Panel>>
  readonly links: Readonly<Record<Id, Link>>
}

export interface Versioned {
  readonly version: number
  readonly graph: Graph
}

export interface Point {
  readonly x: number
  readonly y: number
}

export const EMPTY: Graph = { panels: {}, links: {} }

export const LONGEST_TITLE = 500

/** Whether every link leads from a panel of the graph to a panel of the graph. */
export function isWhole(graph: Graph): boolean {
  return Object.values(graph.links).every(
    ({ source, target }) => Object.hasOwn(graph.panels, source) && Object.hasOwn(graph.panels, target),
  )
}

/** The links that touch one of the panels, by id. */
export function linksOf(graph: Graph, panels: ReadonlySet<Id>): Id[] {
  return Object.entries(graph.links)
    .filter(([, { source, target }]) => panels.has(source) || panels.has(target))
    .map(([id]) => id)
}

export function titleOf(graph: Graph, panel: Id): string {
  return graph.panels[panel]?.title || panel
}

const SPACING = 48
/** Width and height of a panel on the canvas, in pixels; styles/canvas.css draws it so. */
export const PANEL_SIZE = { width: 208, height: 76 } as const

/** The place nearest to the right of, then below `wanted` that no panel covers. */
export function freePlace(graph: Graph, wanted: Point): Point {
  const panels = Object.values(graph.panels)
  const place = { x: Math.round(wanted.x), y: Math.round(wanted.y) }
  const isTaken = (at: Point) =>
    panels.some(
      ({ x, y }) => Math.abs(x - at.x) < PANEL_SIZE.width && Math.abs(y - at.y) < PANEL_SIZE.height,
    )
  // Each step leaves one panel behind, so there are never more steps than panels.
  for (let step = 0; step <= panels.length && isTaken(place); step++) {
    place.y += PANEL_SIZE.height + SPACING
  }
  return place
}

/** A new id that the contract allows: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export function newId(prefix: 'p' | 'l', random: () => string = () => crypto.randomUUID()): Id {
  return `${prefix}-${random().replaceAll('-', '').slice(0, 12)}`
}
