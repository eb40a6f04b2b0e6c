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

/** The part of a link's data that is written on it. */
export const LINK_LABEL = 'label'

/** What some data has under a name; nothing of what every object inherits, such as `constructor`. */
export function valueIn(data: JsonObject | undefined, name: string): unknown {
  return data && Object.hasOwn(data, name) ? data[name] : undefined
}

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

/** A new id that the contract allows: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export function newId(prefix: 'p' | 'l', random: () => string = () => crypto.randomUUID()): Id {
  return `${prefix}-${random().replaceAll('-', '').slice(0, 12)}`
}

/** Whether a value has the shape of a graph; ids as the contract wants them. */
export function isGraph(value: unknown): value is Graph {
  if (!isObject(value) || !isObject(value['panels']) || !isObject(value['links'])) return false
  const ids = [...Object.keys(value['panels']), ...Object.keys(value['links'])]
  return (
    ids.every((id) => /^[\w-]{1,64}$/.test(id)) &&
    Object.values(value['panels']).every(
      (panel) =>
        isObject(panel) &&
        typeof panel['title'] === 'string' &&
        Number.isFinite(panel['x']) &&
        Number.isFinite(panel['y']),
    ) &&
    Object.values(value['links']).every(
      (link) => isObject(link) && typeof link['source'] === 'string' && typeof link['target'] === 'string',
    )
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
