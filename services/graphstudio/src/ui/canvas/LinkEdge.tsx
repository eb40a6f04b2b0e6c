/** A link between the sides of two panels that face each other, wherever they are. */

import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath, getSmoothStepPath, type InternalNode, Position, useInternalNode } from '@xyflow/react'
import { memo } from 'react'
import { anchors, type Box, loop, type Side } from '../../core/sides'

export type LinkEdgeType = Edge<{ label: string; isPaired: boolean }, 'link'>

const POSITIONS: Record<Side, Position> = { left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom }

export const LinkEdge = memo(function LinkEdge({ id, source, target, data, markerEnd }: EdgeProps<LinkEdgeType>) {
  const from = boxOf(useInternalNode(source))
  const to = boxOf(useInternalNode(target))
  if (!from || !to) return null
  const isLoop = source === target
  const [start, end] = isLoop ? loop(from) : anchors(from, to, data?.isPaired ?? false)
  const ends = {
    sourceX: start.x,
    sourceY: start.y,
    sourcePosition: POSITIONS[start.side],
    targetX: end.x,
    targetY: end.y,
    targetPosition: POSITIONS[end.side],
  }
  const [path, x, y] = isLoop ? getBezierPath({ ...ends, curvature: 1 }) : getSmoothStepPath({ ...ends, borderRadius: 12 })
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={22} {...(markerEnd === undefined ? {} : { markerEnd })} />
      {data?.label && (
        <EdgeLabelRenderer>
          <span className="link-label" style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
            {data.label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
})

function boxOf(node: InternalNode | undefined): Box | null {
  if (!node) return null
  const { x, y } = node.internals.positionAbsolute
  return {
    x,
    y,
    width: node.measured.width ?? node.initialWidth ?? 0,
    height: node.measured.height ?? node.initialHeight ?? 0,
  }
}
