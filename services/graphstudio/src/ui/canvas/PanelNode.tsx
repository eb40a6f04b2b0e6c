import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import type { Panel } from '../../core/graph'
import type { Mark } from '../../core/preview'
import { usePreferences } from '../preferences'

export type PanelNodeType = Node<{ panel: Panel; mark: Mark | undefined; isTouched: boolean }, 'panel'>

const SIGNS: Record<Mark, string> = { added: '+', changed: '~', removed: '−' }

export function PanelNode({ data: { panel, mark, isTouched } }: NodeProps<PanelNodeType>) {
  const { t } = usePreferences()
  return (
    <div className={`panel ${mark ? `mark-${mark}` : ''} ${isTouched ? 'is-touched' : ''}`}>
      <Handle type="target" position={Position.Left} />
      <span className="panel-title">{panel.title}</span>
      <span className="panel-data">{summary(panel.data)}</span>
      {mark && (
        <span className="panel-mark">
          <span aria-hidden="true">{SIGNS[mark]}</span> {t.studio.mark[mark]}
        </span>
      )}
      <Handle type="source" position={Position.Right} />
    </div>
  )
}

/** The first facts of a panel's data, as one line. */
function summary(data: Panel['data']): string {
  return Object.entries(data ?? {})
    .slice(0, 3)
    .map(([key, value]) => `${key}: ${typeof value === 'object' && value !== null ? '…' : String(value)}`)
    .join('   ')
}
