import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect, useRef } from 'react'
import { sizeOf } from '../../core/card'
import type { Graph } from '../../core/graph'
import type { Selection } from './selection'
import { motion } from './view'

/** Until the inspector is drawn, and it is known whether the panel is being dragged. */
const DRAWN = 60
const MARGIN = 16

/** Moves the view when the one panel that is selected is hidden, be it by the inspector. */
export function useInView(graph: Graph, selection: Selection, area: RefObject<HTMLElement | null>, inspector: RefObject<HTMLElement | null>) {
  const flow = useReactFlow()
  const now = useRef(graph)
  useEffect(() => {
    now.current = graph
  })
  const [only] = selection.panels.size === 1 && selection.links.size === 0 ? selection.panels : []
  useEffect(() => {
    if (only === undefined) return
    const timer = setTimeout(() => {
      const panel = now.current.panels[only]
      if (!panel || !area.current || flow.getNode(only)?.dragging) return
      const box = area.current.getBoundingClientRect()
      const cover = inspector.current?.getBoundingClientRect()
      // On a phone the inspector lies on the canvas, elsewhere beside it.
      const bottom = cover && cover.left < box.right ? cover.top : box.bottom
      const zoom = flow.getZoom()
      const { width, height } = sizeOf(panel)
      const { x, y } = flow.flowToScreenPosition(panel)
      const right = x + width * zoom
      const below = y + height * zoom
      if (x >= box.left && y >= box.top && right <= box.right && below <= bottom) return
      const view = flow.getViewport()
      const shift = (from: number, to: number, least: number, most: number) =>
        to - from > most - least ? (least + most) / 2 - (from + to) / 2 : Math.max(least + MARGIN - from, 0) + Math.min(most - MARGIN - to, 0)
      void flow.setViewport(
        { zoom, x: view.x + shift(x, right, box.left, box.right), y: view.y + shift(y, below, box.top, bottom) },
        { duration: motion() },
      )
    }, DRAWN)
    return () => clearTimeout(timer)
  }, [only, flow, area, inspector])
}
