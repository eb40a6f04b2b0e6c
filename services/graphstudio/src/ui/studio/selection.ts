import type { Graph, Id } from '../../core/graph'

export interface Selection {
  readonly panels: ReadonlySet<Id>
  readonly links: ReadonlySet<Id>
}

export const NOTHING: Selection = { panels: new Set(), links: new Set() }

/** The part of a selection that is still there. */
export function within(graph: Graph, { panels, links }: Selection): Selection {
  return {
    panels: new Set([...panels].filter((id) => Object.hasOwn(graph.panels, id))),
    links: new Set([...links].filter((id) => Object.hasOwn(graph.links, id))),
  }
}
