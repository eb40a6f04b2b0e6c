/** Places for all panels of a graph, so that links run from left to right and cross little. */

import { graphlib, layout } from '@dagrejs/dagre'
import { sizeOf } from '../core/card'
import type { Graph, Id, Point } from '../core/graph'

const BETWEEN = 40
const BETWEEN_RANKS = 88

export function arrange(graph: Graph): Record<Id, Point> {
  const drawn = new graphlib.Graph({ multigraph: true })
  drawn.setGraph({ rankdir: 'LR', nodesep: BETWEEN, ranksep: BETWEEN_RANKS, edgesep: 16 })
  drawn.setDefaultEdgeLabel(() => ({}))
  // In a fixed order, so that the same graph is arranged alike for everybody.
  for (const [id, panel] of Object.entries(graph.panels).toSorted(byId)) drawn.setNode(id, { ...sizeOf(panel) })
  for (const [id, { source, target }] of Object.entries(graph.links).toSorted(byId)) {
    if (source !== target) drawn.setEdge(source, target, {}, id)
  }
  layout(drawn)
  return Object.fromEntries(
    drawn.nodes().map((id) => {
      const { x, y, width, height } = drawn.node(id) as { x: number; y: number; width: number; height: number }
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }]
    }),
  )
}

function byId([one]: [Id, unknown], [other]: [Id, unknown]): number {
  return one < other ? -1 : 1
}
