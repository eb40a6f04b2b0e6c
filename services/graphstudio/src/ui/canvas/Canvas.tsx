/** The graph drawn: React Flow shows it and reports gestures; what they mean goes out as intents. */

import {
  applyNodeChanges,
  type AriaLabelConfig,
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  MarkerType,
  MiniMap,
  type NodeChange,
  ReactFlow,
} from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Graph, type Id, linksOf, newId, PANEL_SIZE, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import type { Preview } from '../../core/preview'
import { usePreferences } from '../preferences'
import type { Selection } from '../studio/selection'
import { PanelNode, type PanelNodeType } from './PanelNode'
import { usePlaces } from './places'

interface Props {
  readonly graph: Graph
  readonly preview: Preview | null
  readonly touched: ReadonlySet<Id>
  readonly selection: Selection
  readonly onSelect: (selection: Selection) => void
  readonly onEdit: (intent: Intent) => void
  readonly onOpen: () => void
}

const NODE_TYPES = { panel: PanelNode }
/** From this many panels on, only those in view are drawn. */
const MANY = 300

export function Canvas({ graph, preview, touched, selection, onSelect, onEdit, onOpen }: Props) {
  const { t } = usePreferences()
  const drawn = preview?.graph ?? graph
  const isEditable = preview === null

  const [nodes, setNodes] = useState<PanelNodeType[]>([])
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]))
      return Object.entries(drawn.panels).map(([id, panel]) => {
        const node = known.get(id)
        const mark = preview?.panels.get(id)
        return {
          ...node,
          id,
          type: 'panel' as const,
          position: node?.dragging ? node.position : { x: panel.x, y: panel.y },
          data: { panel, mark, isTouched: touched.has(id) },
          draggable: isEditable,
          connectable: isEditable,
          selected: selection.panels.has(id),
          initialWidth: PANEL_SIZE.width,
          initialHeight: PANEL_SIZE.height,
          ariaLabel: t.studio.panelLabel(titleOf(drawn, id), linksOf(drawn, new Set([id])).length) +
            (mark ? `, ${t.studio.mark[mark]}` : ''),
        }
      })
    })
  }, [drawn, preview, touched, isEditable, selection, t])

  const edges = useMemo<Edge[]>(
    () =>
      Object.entries(drawn.links).map(([id, { source, target }]) => {
        const mark = preview?.links.get(id)
        const isSelected = selection.links.has(id)
        return {
          id,
          source,
          target,
          selected: isSelected,
          className: mark ? `mark-${mark}` : touched.has(id) ? 'is-touched' : '',
          markerEnd: {
            type: MarkerType.ArrowClosed,
            width: 16,
            height: 16,
            color: `var(--${mark ?? (isSelected ? 'accent' : 'line-strong')})`,
          },
          ariaLabel: t.studio.linkLabel(titleOf(drawn, source), titleOf(drawn, target)),
        }
      }),
    [drawn, preview, selection, touched, t],
  )

  const move = useCallback((to: Readonly<Record<Id, { x: number; y: number }>>) => onEdit({ kind: 'movePanels', to }), [onEdit])
  const settle = usePlaces(move)

  const onNodesChange = useCallback(
    (changes: NodeChange<PanelNodeType>[]) => {
      setNodes((before) => applyNodeChanges(changes, before))
      settle(changes)
      const picked = selected(selection.panels, changes)
      if (picked) onSelect({ panels: picked, links: selection.links })
    },
    [onSelect, selection, settle],
  )

  const onConnect = useCallback(
    ({ source, target }: Connection) => onEdit({ kind: 'addLink', id: newId('l'), link: { source, target, data: {} } }),
    [onEdit],
  )

  const labels = useMemo<Partial<AriaLabelConfig>>(
    () => ({
      'node.a11yDescription.default': t.studio.canvasHelp,
      'node.a11yDescription.keyboardDisabled': t.studio.canvasHelp,
      'edge.a11yDescription.default': t.studio.canvasHelp,
    }),
    [t],
  )

  return (
    <ReactFlow<PanelNodeType>
      aria-label={t.studio.canvas}
      ariaLabelConfig={labels}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      onNodesChange={onNodesChange}
      onEdgesChange={(changes) => {
        const picked = selected(selection.links, changes)
        if (picked) onSelect({ panels: selection.panels, links: picked })
      }}
      onPaneClick={() => onSelect({ panels: new Set(), links: new Set() })}
      onNodeDoubleClick={onOpen}
      onConnect={onConnect}
      onBeforeDelete={async ({ nodes: panels, edges: links }) => {
        if (isEditable) {
          onEdit({ kind: 'remove', panels: panels.map(({ id }) => id), links: links.map(({ id }) => id) })
        }
        return false
      }}
      deleteKeyCode={['Delete', 'Backspace']}
      onlyRenderVisibleElements={nodes.length > MANY}
      minZoom={0.1}
      maxZoom={2.5}
      fitView
      fitViewOptions={{ padding: 0.25, maxZoom: 1 }}
      zoomOnDoubleClick={false}
      elevateNodesOnSelect
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} color="var(--dots)" />
      <MiniMap pannable zoomable ariaLabel={null} nodeBorderRadius={8} className="minimap" />
    </ReactFlow>
  )
}

/** The ids that are selected after the changes; null where the changes select nothing. */
function selected(
  before: ReadonlySet<Id>,
  changes: readonly { type: string; id?: string; selected?: boolean }[],
): ReadonlySet<Id> | null {
  const after = new Set(before)
  for (const change of changes) {
    if (change.type !== 'select' || change.id === undefined) continue
    if (change.selected) after.add(change.id)
    else after.delete(change.id)
  }
  const isSame = after.size === before.size && [...after].every((id) => before.has(id))
  return isSame ? null : after
}
