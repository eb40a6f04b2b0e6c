/**
 * All panels in a corner, and what is seen of them. One path for all: React Flow's own MiniMap asks each
 * panel anew at each step of a move, which with hundreds of them takes more than all the rest of the page.
 */

import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { memo, type PointerEvent, useMemo, type WheelEvent } from 'react'
import { around, outline, widened } from '../../core/overview'
import type { Box } from '../../core/sides'
import type { PanelNodeType } from './PanelNode'

const WIDTH = 200
const HEIGHT = 150
const MARGIN = 5
const ZOOM_OF_A_PIXEL = 0.002

export function Overview({ nodes }: { readonly nodes: readonly PanelNodeType[] }) {
  const { getViewport, setViewport, zoomTo } = useReactFlow()
  const [x, y, zoom] = useStore(({ transform }) => transform)
  const width = useStore((state) => state.width) / zoom
  const height = useStore((state) => state.height) / zoom
  const boxes = useMemo(() => nodes.map(boxOf), [nodes])
  const panels = useMemo(() => around(boxes), [boxes])

  const seen = { x: -x / zoom, y: -y / zoom, width, height }
  const both = around([panels, seen])
  const view = widened(both, MARGIN * scaleOf(both))

  const pan = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const now = getViewport()
    const by = scaleOf(view) * now.zoom
    void setViewport({ x: now.x - event.movementX * by, y: now.y - event.movementY * by, zoom: now.zoom })
  }

  return (
    <Panel position="bottom-right" className="react-flow__minimap minimap">
      <svg
        className="react-flow__minimap-svg"
        aria-hidden="true"
        width={WIDTH}
        height={HEIGHT}
        viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={pan}
        onWheel={(event: WheelEvent) => void zoomTo(getViewport().zoom * 2 ** (-event.deltaY * ZOOM_OF_A_PIXEL))}
      >
        <Panels boxes={boxes} />
        <path className="react-flow__minimap-mask" d={outline([widened(view, view.width + view.height), seen])} fillRule="evenodd" />
      </svg>
    </Panel>
  )
}

const Panels = memo(function Panels({ boxes }: { readonly boxes: readonly Box[] }) {
  return <path className="react-flow__minimap-node" d={outline(boxes)} />
})

/** How much of the canvas a pixel shows. */
function scaleOf({ width, height }: Box): number {
  return Math.max(width / WIDTH, height / HEIGHT)
}

function boxOf({ position, measured, initialWidth, initialHeight }: PanelNodeType): Box {
  return { ...position, width: measured?.width ?? initialWidth ?? 0, height: measured?.height ?? initialHeight ?? 0 }
}
