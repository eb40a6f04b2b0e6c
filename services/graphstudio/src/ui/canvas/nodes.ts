/** The panels as React Flow wants them; one that has not changed stays the same object, and is not drawn again. */

import { sizeOf } from '../../core/card'
import { type Graph, type Id, titleOf } from '../../core/graph'
import type { Preview } from '../../core/preview'
import type { Messages } from '../../i18n'
import type { People } from '../studio/people'
import type { PanelNodeType } from './PanelNode'

export interface Drawn {
  readonly graph: Graph
  readonly preview: Preview | null
  readonly touched: ReadonlySet<Id>
  readonly selected: ReadonlySet<Id>
  readonly people: People
  readonly isEditable: boolean
  readonly t: Messages
}

const NOBODY: readonly never[] = []

export function nodesOf({ graph, preview, touched, selected, people, isEditable, t }: Drawn, before: readonly PanelNodeType[]): PanelNodeType[] {
  const known = new Map(before.map((node) => [node.id, node]))
  const links = linkCounts(graph)
  return Object.entries(graph.panels).map(([id, panel]) => {
    const node = known.get(id)
    const mark = preview?.panels.get(id)
    const here = people.at.get(id) ?? NOBODY
    const isTouched = touched.has(id)
    const isSelected = selected.has(id)
    const ariaLabel = [
      t.studio.panelLabel(titleOf(graph, id), links.get(id) ?? 0),
      ...(mark ? [t.studio.mark[mark]] : []),
      ...(here.length > 0 ? [t.studio.selectedBy(here.map(({ name }) => name).join(', '))] : []),
    ].join(', ')
    const isSame =
      node !== undefined &&
      node.data.panel === panel &&
      node.data.mark === mark &&
      node.data.isTouched === isTouched &&
      node.data.people === here &&
      node.ariaLabel === ariaLabel &&
      node.draggable === isEditable
    const hasMoved = node && !node.dragging && (node.position.x !== panel.x || node.position.y !== panel.y)
    if (isSame && !hasMoved) return node.selected === isSelected ? node : { ...node, selected: isSelected }
    const size = sizeOf(panel)
    return {
      ...node,
      id,
      type: 'panel',
      position: node?.dragging ? node.position : { x: panel.x, y: panel.y },
      data: isSame ? node.data : { panel, mark, isTouched, people: here },
      draggable: isEditable,
      connectable: isEditable,
      selected: isSelected,
      initialWidth: size.width,
      initialHeight: size.height,
      ariaLabel,
    }
  })
}

function linkCounts(graph: Graph): ReadonlyMap<Id, number> {
  const counts = new Map<Id, number>()
  for (const { source, target } of Object.values(graph.links)) {
    for (const id of new Set([source, target])) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
