/** How the canvas moves: past what covers it, and not at all for who wants no motion. */

import type { FitViewOptions } from '@xyflow/react'

const NARROW = '(max-width: 720px)'

export function isNarrow(): boolean {
  return matchMedia(NARROW).matches
}

/** Milliseconds that a movement of the view takes. */
export function motion(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 240
}

/** A view of the whole graph, beside the tools; on a phone as much of it as can still be read. */
export function wholeGraph(): FitViewOptions {
  const padding = isNarrow()
    ? ({ top: '24px', right: '16px', bottom: '92px', left: '72px' } as const)
    : ({ top: '40px', right: '48px', bottom: '112px', left: '96px' } as const)
  return { padding, maxZoom: 1, ...(isNarrow() && { minZoom: 0.55 }), duration: motion() }
}

/** A view of the whole graph beside the card of a proposal. */
export function besideProposal(): FitViewOptions {
  const padding = isNarrow()
    ? ({ top: '70px', right: '16px', bottom: '52%', left: '72px' } as const)
    : ({ top: '48px', right: '380px', bottom: '104px', left: '96px' } as const)
  return { padding, maxZoom: 1, duration: motion() }
}
