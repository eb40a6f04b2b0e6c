/** Where panels come to rest: one change for a drag or a burst of arrow keys, not one for each pixel. */

import type { NodeChange } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import type { Id, Point } from '../../core/graph'

const BURST = 300

export function usePlaces(onRest: (to: Readonly<Record<Id, Point>>) => void) {
  const resting = useRef(new Map<Id, Point>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const report = useRef(onRest)
  useEffect(() => {
    report.current = onRest
  }, [onRest])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      flush(resting.current, report.current)
    },
    [],
  )
  return useCallback((changes: readonly NodeChange<never>[] | readonly NodeChange[]) => {
    for (const change of changes) {
      if (change.type !== 'position' || change.dragging || !change.position) continue
      resting.current.set(change.id, { x: Math.round(change.position.x), y: Math.round(change.position.y) })
    }
    if (resting.current.size === 0) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => flush(resting.current, report.current), BURST)
  }, [])
}

function flush(resting: Map<Id, Point>, report: (to: Readonly<Record<Id, Point>>) => void): void {
  if (resting.size === 0) return
  report(Object.fromEntries(resting))
  resting.clear()
}
