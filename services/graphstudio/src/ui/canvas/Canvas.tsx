/** The graph drawn: React Flow shows it and reports gestures; what they mean goes out as intents. */

import {
  applyNodeChanges,
  type AriaLabelConfig,
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  MarkerType,
  type NodeChange,
  ReactFlow,
  useStore,
} from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Graph, type Id, LINK_LABEL, newId, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import type { Preview } from '../../core/preview'
import { usePreferences } from '../preferences'
import type { People } from '../studio/people'
import type { Selection } from '../studio/selection'
import { wholeGraph } from '../studio/view'
import { LinkEdge, type LinkEdgeType } from './LinkEdge'
import { nodesOf } from './nodes'
import { Overview } from './Overview'
import { PanelNode, type PanelNodeType } from './PanelNode'
import { usePlaces } from './places'

interface Props {
  readonly graph: Graph
  readonly preview: Preview | null
  readonly touched: ReadonlySet<Id>
  readonly people: People
  readonly selection: Selection
  readonly isReadOnly: boolean
  readonly onSelect: (selection: Selection) => void
  readonly onEdit: (intent: Intent) => void
  readonly onDelete: (selection: Selection) => void
  readonly onOpen: () => void
}

const NODE_TYPES = { panel: PanelNode }
const EDGE_TYPES = { link: LinkEdge }
const DELETE_KEYS = ['Delete', 'Backspace']
/** Smaller than this nothing but titles can be read, and nothing else is drawn. */
const FAR = 0.4
/** From this many panels on, only those in view are drawn. */
const MANY = 800

export function Canvas({ graph, preview, touched, people, selection, isReadOnly, onSelect, onEdit, onDelete, onOpen }: Props) {
  const { t } = usePreferences()
  const drawn = preview?.graph ?? graph
  const [first] = useState(wholeGraph)
  const isFar = useStore(({ transform }) => transform[2] < FAR)
  const isEditable = preview === null && !isReadOnly

  const [nodes, setNodes] = useState<PanelNodeType[]>([])
  useEffect(() => {
    setNodes((before) => nodesOf({ graph: drawn, preview, touched, selected: selection.panels, people, isEditable, t }, before))
  }, [drawn, preview, touched, isEditable, selection.panels, people, t])

  const edges = useMemo<LinkEdgeType[]>(() => {
    const ways = new Set(Object.values(drawn.links).map(({ source, target }) => `${source} ${target}`))
    return Object.entries(drawn.links).map(([id, { source, target, data }]) => {
      const mark = preview?.links.get(id)
      const isSelected = selection.links.has(id)
      const label = data?.[LINK_LABEL]
      return {
        id,
        type: 'link',
        source,
        target,
        data: { label: typeof label === 'string' ? label : '', isPaired: ways.has(`${target} ${source}`) },
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
    })
  }, [drawn, preview, selection.links, touched, t])

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
      className={isFar ? 'is-far' : ''}
      ariaLabelConfig={labels}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      connectionMode={ConnectionMode.Loose}
      connectionRadius={32}
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
          onDelete({ panels: new Set(panels.map(({ id }) => id)), links: new Set(links.map(({ id }) => id)) })
        }
        return false
      }}
      deleteKeyCode={DELETE_KEYS}
      onlyRenderVisibleElements={nodes.length > MANY}
      minZoom={0.1}
      maxZoom={2.5}
      fitView
      fitViewOptions={first}
      attributionPosition="top-right"
      zoomOnDoubleClick={false}
      elevateNodesOnSelect
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.2} color="var(--dots)" />
      {nodes.length > 0 && <Overview nodes={nodes} />}
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
